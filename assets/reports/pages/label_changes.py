"""Problem labels that a change of words gives to other texts, as a preview shows them.

Belongs here: counts that may be shown and words that came or went, pure. Does not belong here: comparing
(`assets/problems/label_changes.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from assets.reports.suppression import SMALL
from tag_rules.engine.labels.model import ProblemLabel
from tag_rules.engine.model import Title

EXCEPT = "除 "
"""Stands before a word that takes the label away."""


@dataclass(frozen=True)
class LabelChange:
    """One label: how many texts it gains, loses and keeps as their best (None where hidden), and its words.

    `added`, `removed`: the words that only the label after or only the one before has; none where the
    language, or another label, moved the texts.
    """

    code: str
    title: Title | None
    counts: Mapping[str, int | None]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def shown_label_changes(
    changes: pl.DataFrame, before: Sequence[ProblemLabel], after: Sequence[ProblemLabel]
) -> list[LabelChange]:
    """Return the labels of `assets.problems.label_changes.COUNTS`, in their order; small counts hidden."""
    was, now = ({label.code: label for label in labels} for labels in (before, after))
    shown = []
    for code, *counts in changes.iter_rows():
        label = now.get(code) or was.get(code)
        told, tells = _words(was.get(code)), _words(now.get(code))
        shown.append(
            LabelChange(
                code,
                label.title if label else None,
                {
                    name: count if count == 0 or count >= SMALL else None
                    for name, count in zip(changes.columns[1:], counts, strict=True)
                },
                tuple(sorted(tells - told)),
                tuple(sorted(told - tells)),
            )
        )
    return shown


def _words(label: ProblemLabel | None) -> set[str]:
    if label is None:
        return set()
    near = {word for pair in label.near for word in (*pair.first, *pair.second)}
    given = {*label.strong, *label.hints, *label.wanted, *label.must, *near}
    return given | {EXCEPT + word for word in label.not_}
