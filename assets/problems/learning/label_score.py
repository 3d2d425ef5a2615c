"""How well texts that other people labelled are labelled: patterns, classifier, both, and nothing learnt.

Belongs here: comparing and counting. Does not belong here: reading files (`labelled_texts`), pages.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from assets.intake.refusal import ExportRefused, Problem
from assets.problems.labels import label_matches
from assets.problems.learning import classifier
from assets.problems.learning.classifier import Array
from assets.problems.learning.label_mapping import LabelMapping
from assets.problems.learning.labelled_texts import split
from assets.problems.learning.training import evidence, shipped_classifier
from assets.problems.learning.untrained import ClassMeaning, class_scores, label_shares
from assets.problems.learnt import relabelled
from tag_rules.engine.labels.model import OTHER
from tag_rules.engine.model import RuleSet

OUTSIDE = "out of scope"
ENOUGH_SAID = 0.6
"""Below this score nothing is said: a single hint, or one pair of characters of a name."""
BINS = 10
_NOTHING_TO_TEST = Problem(
    "labels",
    0,
    "没有可测的文本：每类至少要两段不同的文本 nothing is left to test on: a class needs two different texts",
    "补充文本，或核对 labels 与 out_of_scope add texts, or check `labels` and `out_of_scope`",
)


@dataclass(frozen=True)
class ModeScore:
    """One way of labelling on the test texts.

    accuracy, macro_f1 over texts in scope, those without an answer counted as wrong; abstained: share of them
    without one; outside_labelled: share of texts out of scope that got a label (None without);
    calibration_error: mean gap of confidence and share right (None without it).
    by_class: label, texts, given, right, precision, recall, f1. reliability: confidence, right and texts,
    by tenth of confidence. confusion: label, given, texts.
    """

    mode: str
    accuracy: float
    macro_f1: float
    abstained: float
    outside_labelled: float | None
    calibration_error: float | None
    by_class: pl.DataFrame
    reliability: pl.DataFrame
    confusion: pl.DataFrame


@dataclass(frozen=True)
class LabelScore:
    """All ways on one file.

    best_label_right: share of texts with codes whose best label is one of them, of the patterns and, where
    they are silent, of the classifier that our own texts make; best_by_patterns: of the patterns alone.
    best_outside: share of texts out of scope that got a label so (None without such texts).
    """

    texts: int
    trained_on: int
    tested_on: int
    outside: int
    best_label_right: float | None
    best_by_patterns: float | None
    best_outside: float | None
    texts_a_second: float
    modes: tuple[ModeScore, ...]


def score(rule_set: RuleSet, texts: pl.DataFrame, mapping: LabelMapping) -> LabelScore:
    """Return the scores on labelled texts (text, label, in_scope): each way on the part not learnt from.

    Raises ``ExportRefused`` where no text in scope is left to test on.
    """
    names = sorted(texts.filter("in_scope").get_column("label").unique())
    classes = [_meaning(mapping, name) for name in names]
    learning, test = split(texts, mapping.train_share, mapping.seed)
    if not test.get_column("in_scope").any():
        raise ExportRefused([_NOTHING_TO_TEST])
    label_matches(rule_set.labelling, test.head(1).with_row_index("at"), "at", "text")
    began = time.perf_counter()
    matches = label_matches(rule_set.labelling, test.with_row_index("at"), "at", "text")
    speed = test.height / max(time.perf_counter() - began, 1e-9)
    scores = class_scores(rule_set, classes, test.get_column("text"))
    answers: dict[str, tuple[list[str | None], Array | None]] = {
        "patterns": (_by_patterns(rule_set, classes, matches, test.height), None),
        "untrained": (_best(names, scores, ENOUGH_SAID), None),
    }
    answers |= _learnt(rule_set, classes, learning, test, scores)
    modes = tuple(_scored(mode, test, names, *answer) for mode, answer in answers.items())
    return LabelScore(
        texts.height,
        learning.height,
        test.height,
        int((~test.get_column("in_scope")).sum()),
        *_best_labels(rule_set, mapping, matches, test),
        speed,
        modes,
    )


def _meaning(mapping: LabelMapping, name: str) -> ClassMeaning:
    meaning = mapping.meaning(name)
    return ClassMeaning(name, meaning.definition, tuple(meaning.codes))


def _best(names: Sequence[str], scores: Array, enough: float) -> list[str | None]:
    best = scores.argmax(axis=1)
    return [names[at] if row[at] >= enough else None for at, row in zip(best, scores, strict=True)]


def _by_patterns(
    rule_set: RuleSet, classes: Sequence[ClassMeaning], matches: pl.DataFrame, texts: int
) -> list[str | None]:
    """Return the class that most of the labels' evidence goes to; None where no label is of any class."""
    shares = label_shares(rule_set, classes)
    scores = np.zeros((texts, len(classes)))
    for at, code, weight in matches.select("at", "label_code", "weight").iter_rows():
        for column, share in shares.get(code, {}).items():
            scores[at, column] += share * weight
    return _best([one.name for one in classes], scores, 1e-9)


def _learnt(
    rule_set: RuleSet,
    classes: Sequence[ClassMeaning],
    learning: pl.DataFrame,
    test: pl.DataFrame,
    scores: Array,
) -> dict[str, tuple[list[str | None], Array | None]]:
    """Return the answers of the classifier alone and of both: then it reads the untrained scores too."""
    labels = learning.select(
        pl.when("in_scope").then("label").otherwise(pl.lit(OUTSIDE)).alias("label")
    ).get_column("label")
    if labels.n_unique() < 2:
        return {}
    texts, learnt_from = test.get_column("text"), learning.get_column("text")
    alone = classifier.train(learnt_from, labels.to_list())
    own = class_scores(rule_set, classes, learnt_from)
    both = classifier.train(learnt_from, labels.to_list(), np.hstack([own, evidence(rule_set, learnt_from)]))
    judged = {
        "classifier": alone.judged(texts),
        "both": both.judged(texts, np.hstack([scores, evidence(rule_set, texts)])),
    }
    return {
        mode: ([None if name == OUTSIDE else name for name in given], confidence)
        for mode, (given, confidence) in judged.items()
    }


def _scored(
    mode: str,
    test: pl.DataFrame,
    names: Sequence[str],
    answers: Sequence[str | None],
    confidence: Array | None,
) -> ModeScore:
    read = test.select("label", "in_scope").with_columns(
        given=pl.Series(answers, dtype=pl.String),
        confidence=pl.Series(confidence) if confidence is not None else pl.lit(None, dtype=pl.Float64),
    )
    scope, outside = read.filter("in_scope"), read.filter(~pl.col("in_scope"))
    scope = scope.with_columns(right=(pl.col("given") == pl.col("label")).fill_null(False))
    by_class = _by_class(names, scope)
    sure = read.with_columns(right=(pl.col("given").eq_missing(pl.when("in_scope").then("label"))))
    reliability = _reliability(sure) if confidence is not None else _reliability(sure.clear())
    return ModeScore(
        mode,
        _mean(scope.get_column("right")),
        _mean(by_class.get_column("f1")),
        _mean(scope.get_column("given").is_null()),
        _mean(outside.get_column("given").is_not_null()) if outside.height else None,
        _calibration_error(reliability) if confidence is not None else None,
        by_class,
        reliability,
        scope.group_by("label", "given").agg(texts=pl.len()).sort("label", "texts", descending=[False, True]),
    )


def _by_class(names: Sequence[str], scope: pl.DataFrame) -> pl.DataFrame:
    rows = []
    for name in names:
        texts = scope.filter(pl.col("label") == name)
        if texts.is_empty():
            continue
        given = scope.filter(pl.col("given") == name).height
        right = int(texts.get_column("right").sum())
        precision = right / given if given else 0.0
        recall = right / texts.height
        f1 = 2 * right / (given + texts.height)
        rows.append((name, texts.height, given, right, precision, recall, f1))
    columns = ("label", "texts", "given", "right", "precision", "recall", "f1")
    return pl.DataFrame(rows, schema=columns, orient="row")


def _reliability(read: pl.DataFrame) -> pl.DataFrame:
    """Return confidence, share that is right and number of texts per tenth of confidence."""
    tenth = (pl.col("confidence") * BINS).floor().clip(0, BINS - 1).cast(pl.Int64)
    return (
        read.group_by(tenth.alias("tenth"))
        .agg(pl.col("confidence").mean(), pl.col("right").mean(), texts=pl.len())
        .sort("tenth")
    )


def _calibration_error(reliability: pl.DataFrame) -> float:
    gap = (pl.col("confidence") - pl.col("right")).abs()
    return float(reliability.select((gap * pl.col("texts")).sum() / pl.col("texts").sum()).item() or 0.0)


def _best_labels(
    rule_set: RuleSet, mapping: LabelMapping, matches: pl.DataFrame, test: pl.DataFrame
) -> tuple[float | None, float | None, float | None]:
    """Return `best_label_right`, `best_by_patterns` and `best_outside`."""
    allowed = {
        name: {
            label.code
            for label in rule_set.problem_labels
            if {label.code, label.category_code} & set(mapping.meaning(name).codes)
        }
        for name in mapping.labels
    }
    texts = test.with_row_index("row").select("row", "text")
    best = matches.filter(pl.col("rank") == 1).select(pl.col("at").alias("row"), pattern="label_code")
    asked = texts.select("row").join(best, on="row", how="left", maintain_order="left")
    given = relabelled(rule_set, shipped_classifier(rule_set), asked.rename({"pattern": "label_code"}), texts)
    by_patterns = asked.get_column("pattern").to_list()
    by_both = given.sort("row").get_column("label_code").to_list()
    counts = [bool(allowed.get(label)) for label in test.get_column("label")]
    right = [
        [
            answer in allowed[label]
            for answer, label, one in zip(answers, test["label"], counts, strict=True)
            if one
        ]
        for answers in (by_both, by_patterns)
    ]
    outside = [
        answer not in (None, OTHER)
        for answer, scope in zip(by_both, test["in_scope"], strict=True)
        if not scope
    ]
    both, patterns, wrongly = (sum(one) / len(one) if one else None for one in (*right, outside))
    return both, patterns, wrongly


def _mean(values: pl.Series) -> float:
    return float(values.cast(pl.Float64).mean() or 0.0)  # type: ignore[arg-type]
