"""The page of a label benchmark: scores of each way, reliability and confusion as pictures.

Belongs here: what the page shows of a score. Does not belong here: scoring
(`assets/problems/learning/label_score.py`), layout (`templates/label_score.html`), any text.
"""

from __future__ import annotations

from collections.abc import Mapping

from assets.problems.learning.label_score import LabelScore, ModeScore
from assets.reports.pages.rendering import render

NOBODY = "—"
"""Stands for no answer in the picture of confusion."""


def label_score_page(score: LabelScore, file: str, titles: Mapping[str, str]) -> str:
    """Return the page as HTML.

    Args:
        file: name of the labelled file.
        titles: name of each way.
    """
    modes = [
        {
            "mode": mode,
            "classes": mode.by_class.rows(named=True),
            "reliability": mode.reliability.rows(named=True),
            "confusion": _confusion(mode),
        }
        for mode in score.modes
    ]
    return render("label_score.html", linked=False, file=file, titles=titles, score=score, modes=modes)


def _confusion(mode: ModeScore) -> dict[str, object]:
    """Return names of columns and one row per class: its name and the share of its texts given each name."""
    names = mode.by_class.get_column("label").to_list()
    counts = {(label, given or NOBODY): texts for label, given, texts in mode.confusion.iter_rows()}
    columns = [*names, NOBODY]
    rows = [
        {
            "label": label,
            "cells": [
                (counts.get((label, given), 0) / texts, counts.get((label, given), 0)) for given in columns
            ],
        }
        for label, texts in zip(names, mode.by_class.get_column("texts"), strict=True)
    ]
    return {"columns": columns, "rows": rows}
