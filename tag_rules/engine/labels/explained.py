"""Why one text has a label, or has it not: what it asserts, and the words that speak for each label.

Belongs here: the account as data, pure. Does not belong here: what words mean (`matching`), printing.
"""

from __future__ import annotations

from dataclasses import dataclass

from tag_rules.engine.labels.assertions import asserted
from tag_rules.engine.labels.matching import ENOUGH, evidence, labels_of, matched_terms, routed_to
from tag_rules.engine.labels.model import Labelling, ProblemLabel


@dataclass(frozen=True)
class LabelAccount:
    """One label and a text: the words found, what they weigh, those that forbid or lack, and its rank.

    `rank` is from 1, None where the label is not given.
    """

    label: ProblemLabel
    words: tuple[str, ...]
    weight: int
    forbidden_by: tuple[str, ...]
    lacking: tuple[str, ...]
    rank: int | None


@dataclass(frozen=True)
class TextAccount:
    """What a text asserts (`∅` for each part denied, over or routine), where it is routed, its labels."""

    asserted: str
    routed_to: tuple[str, ...]
    labels: tuple[LabelAccount, ...]

    @property
    def enough(self) -> int:
        """The weight from which a label is given."""
        return ENOUGH


def explained(labelling: Labelling, text: str, codes: tuple[str, ...] = ()) -> TextAccount:
    """Return the account of a text: of the labels asked for, else of all for which a word speaks."""
    claims, given = asserted(labelling, text), labels_of(labelling, text)
    accounts = []
    for label in labelling.labels:
        words = tuple(matched_terms(labelling, label, text))
        if label.code in codes or (not codes and words):
            accounts.append(
                LabelAccount(
                    label,
                    words,
                    evidence(labelling.language, label, claims),
                    tuple(word for word in label.not_ if word in claims),
                    tuple(word for word in label.must if word not in claims),
                    given.index(label.code) + 1 if label.code in given else None,
                )
            )
    accounts.sort(key=lambda one: (one.rank or len(given) + 1, -one.weight, one.label.code))
    return TextAccount(claims, tuple(routed_to(labelling, text)), tuple(accounts))
