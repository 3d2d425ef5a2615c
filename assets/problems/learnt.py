"""What the trained classifier makes of texts in which patterns found something, and the label that results.

Belongs here: asking it, of what a text asserts. Does not belong here: how it learns (`classifier`), which
of the two is believed (`combined`).
"""

from __future__ import annotations

import polars as pl

from assets.problems.assertions import asserted
from assets.problems.combined import combined
from assets.problems.labels import routed_out
from assets.problems.learning.classifier import Classifier
from assets.problems.learning.training import evidence
from tag_rules.engine.labels.assertions import STRUCK
from tag_rules.engine.model import RuleSet


def relabelled(
    rule_set: RuleSet, learnt: Classifier | None, best: pl.DataFrame, texts: pl.DataFrame
) -> pl.DataFrame:
    """Return each text's label: row, label_code, labelled_by, confidence (null if not judged), review.

    Args:
        rule_set: the rules, for their labels.
        learnt: the classifier in use, if there is one.
        best: row, label_code by the patterns (null where they are silent), of the texts to be judged.
        texts: row, text.

    """
    asked = best.join(texts, on="row", maintain_order="left")
    if learnt is None or asked.is_empty():
        silent = pl.lit(None, dtype=pl.String), pl.lit(None, dtype=pl.Float64)
        judged = asked.with_columns(learnt=silent[0], confidence=silent[1])
    else:
        distinct = asked.select(pl.col("text").unique(maintain_order=True))
        told = asserted(rule_set.labelling, distinct.get_column("text")).str.replace_all(STRUCK, "")
        labels, confidence = learnt.judged(told, evidence(rule_set, told) if learnt.reads_evidence else None)
        known = distinct.with_columns(learnt=pl.Series(labels), confidence=pl.Series(confidence))
        # A text that asserts nothing has no label, and what was learnt of a retired label is none any more.
        given = [label.code for label in rule_set.problem_labels]
        says = told.str.contains(r"[\p{L}\p{N}]") & ~_is_routed_out(rule_set, distinct)
        known = known.with_columns(pl.when(says & pl.col("learnt").is_in(given)).then("learnt"))
        judged = asked.join(known, on="text", how="left", maintain_order="left")
    return combined(judged.rename({"label_code": "pattern"})).select(
        "row", pl.col("label").alias("label_code"), "labelled_by", "confidence", "review"
    )


def _is_routed_out(rule_set: RuleSet, texts: pl.DataFrame) -> pl.Series:
    """Return which texts are of topics that are nobody's label, so not the classifier's either."""
    numbered = texts.with_row_index("at")
    topics = routed_out(rule_set.labelling, numbered, "at", "text")
    return numbered.get_column("at").is_in(topics.get_column("at").to_list())
