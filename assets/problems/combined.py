"""Who labels a text: the patterns, the trained classifier, or a person.

Belongs here: the rule that weighs the two. Does not belong here: either of them.
"""

from __future__ import annotations

import polars as pl

from tag_rules.engine.labels.model import OTHER

SURE, DECIDED = 0.8, 0.65
"""From which calibrated confidence the classifier speaks whatever the patterns say, and below which a label
that the patterns do not share is for a person to decide."""


def combined(judged: pl.DataFrame) -> pl.DataFrame:
    """Return the label of each text, who gave it, and whether a person is to decide.

    `judged` has pattern and learnt (a label or null) and confidence (of learnt). Added: label, labelled_by
    (pattern, classifier or both; null without a label), review. Where both agree that is the label. A sure
    classifier is never overridden; an unsure one speaks only where the patterns are silent or say `OTHER`.
    """
    pattern, learnt, confidence = pl.col("pattern"), pl.col("learnt"), pl.col("confidence").fill_null(0.0)
    agree = pattern == learnt
    silent = pattern.is_null() | (pattern == OTHER)
    speaks = learnt.is_not_null() & ((confidence >= SURE) | (silent & (confidence >= DECIDED)))
    return judged.with_columns(
        label=pl.when(agree | ~speaks).then(pattern).otherwise(learnt),
        labelled_by=pl.when(agree)
        .then(pl.lit("both"))
        .when(speaks)
        .then(pl.lit("classifier"))
        .when(pattern.is_not_null())
        .then(pl.lit("pattern")),
        review=~agree.fill_null(False) & learnt.is_not_null() & (confidence < SURE),
    )
