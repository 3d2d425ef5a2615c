"""How well texts fit classes that are known by name, definition and our labels alone: nothing is learnt.

Belongs here: adding up evidence of our labels, of public topics and of the class's own words. Does not belong
here: which class means what (`label_mapping`), learning (`classifier`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from assets.problems.assertions import asserted
from assets.problems.labels import label_matches
from tag_rules.engine.labels.assertions import normalised
from tag_rules.engine.labels.model import OTHER, PublicTopic
from tag_rules.engine.model import RuleSet

LABEL, WORD, HINT, NAME = 0.5, 1.0, 0.35, 0.6
"""What a unit of a label's evidence, a topic's word, its hint and two characters of a name weigh."""
DISTINCT = 0.3
"""What a further occurrence of a word adds, of its weight."""


@dataclass(frozen=True)
class ClassMeaning:
    """A class of somebody's taxonomy: its name, definition, and our labels, categories or topics."""

    name: str
    definition: str = ""
    codes: tuple[str, ...] = ()


def class_scores(rule_set: RuleSet, classes: Sequence[ClassMeaning], texts: pl.Series) -> np.ndarray:
    """Return one row per text, one column per class: how much speaks for it; 0 where nothing does."""
    frame = pl.DataFrame({"text": texts}).with_row_index("at")
    claims = frame.select("at", text=asserted(rule_set.labelling, frame.get_column("text")))
    scores = _labels(rule_set, classes, frame) + _topics(rule_set, classes, claims) + _names(classes, claims)
    return np.asarray(scores)


def topics_of(rule_set: RuleSet, meaning: ClassMeaning) -> list[PublicTopic]:
    """Return the topics of a class: those it names by code, and those that bear its name or a part of it."""
    parts = {meaning.name, *re.split(r"[、，,/与和及\s()（）]+", meaning.name)} - {""}
    return [
        topic for topic in rule_set.public_topics if topic.topic in meaning.codes or parts & set(topic.names)
    ]


def label_shares(rule_set: RuleSet, classes: Sequence[ClassMeaning]) -> dict[str, dict[int, float]]:
    """Return which share of a label's evidence goes to which class: code → column → share.

    A class that names labels or categories gets theirs; one that names none gets those of its topics.
    """
    wanted: dict[str, list[int]] = {}
    for at, meaning in enumerate(classes):
        named = {
            label.code
            for label in rule_set.problem_labels
            if label.code in meaning.codes or label.category_code in meaning.codes
        }
        own = named or {code for topic in topics_of(rule_set, meaning) for code in topic.labels}
        for code in own - {OTHER}:
            wanted.setdefault(code, []).append(at)
    return {code: dict.fromkeys(columns, 1 / len(columns)) for code, columns in wanted.items()}


def _labels(rule_set: RuleSet, classes: Sequence[ClassMeaning], frame: pl.DataFrame) -> np.ndarray:
    scores = np.zeros((frame.height, len(classes)))
    shares = label_shares(rule_set, classes)
    matches = label_matches(rule_set.labelling, frame, "at", "text")
    for at, code, weight in matches.select("at", "label_code", "weight").iter_rows():
        for column, share in shares.get(code, {}).items():
            scores[at, column] += LABEL * share * min(weight, 6)
    return scores


def _topics(rule_set: RuleSet, classes: Sequence[ClassMeaning], claims: pl.DataFrame) -> np.ndarray:
    weights: dict[str, dict[int, float]] = {}
    for column, meaning in enumerate(classes):
        for topic in topics_of(rule_set, meaning):
            for word, weight in (*((w, WORD) for w in topic.words), *((w, HINT) for w in topic.hints)):
                longer = weight * (1 + 0.25 * (len(word) - 2))
                columns = weights.setdefault(normalised(word), {})
                columns[column] = max(longer, columns.get(column, 0.0))
    return _counted(claims, weights, len(classes))


def _names(classes: Sequence[ClassMeaning], claims: pl.DataFrame) -> np.ndarray:
    weights: dict[str, dict[int, float]] = {}
    for column, meaning in enumerate(classes):
        for part in re.findall(r"[\u4e00-\u9fff]+", normalised(f"{meaning.name} {meaning.definition}")):
            for start in range(len(part) - 1):
                weights.setdefault(part[start : start + 2], {})[column] = NAME
    return _counted(claims, weights, len(classes))


def _counted(claims: pl.DataFrame, weights: Mapping[str, Mapping[int, float]], classes: int) -> np.ndarray:
    """Return the weights of the words found; a word of several classes is shared between them."""
    scores = np.zeros((claims.height, classes))
    if not weights:
        return scores
    words_by_text = (
        claims.select("at", word=pl.col("text").str.extract_many(list(weights), overlapping=True))
        .explode("word")
        .drop_nulls()
        .group_by("at", "word")
        .len()
    )
    for at, word, times in words_by_text.iter_rows():
        columns = weights[word]
        for column, weight in columns.items():
            scores[at, column] += weight * (1 + DISTINCT * min(times - 1, 3)) / len(columns)
    return scores
