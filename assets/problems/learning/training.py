"""What the classifier of problem labels learns from, and the classifier made of it.

Belongs here: labelled texts as text and code. Does not belong here: how it learns (`classifier`), where it is
kept (`classifier_store`). A text that none of our labels is for is learnt as `OTHER`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import yaml

from assets.intake.refusal import ExportRefused, Problem
from assets.problems.learning import classifier
from assets.problems.learning.classifier import Classifier
from assets.problems.learning.label_mapping import load_label_mapping
from assets.problems.learning.labelled_texts import read_labelled_texts
from assets.problems.learning.untrained import ClassMeaning, class_scores
from tag_rules.engine.labels.model import OTHER
from tag_rules.engine.model import RuleSet

EXAMPLES = Path(__file__).with_name("examples.yaml")


def texts_of_file(rule_set: RuleSet, file: Path, mapping: Path) -> tuple[pl.DataFrame, int]:
    """Return the texts of a labelled file with our code (text, label_code), and how many were left out."""
    known = load_label_mapping(mapping, rule_set)
    codes = {label.code for label in rule_set.problem_labels}
    given = {name: [*dict.fromkeys(known.meaning(name).codes)] for name in known.labels}
    one = {
        name: own_codes[0]
        for name, own_codes in given.items()
        if len(own_codes) == 1 and own_codes[0] in codes
    }
    one |= dict.fromkeys(
        (*known.out_of_scope, *(name for name, own_codes in given.items() if not own_codes)), OTHER
    )
    read = read_labelled_texts(file, known)
    usable = read.with_columns(label_code=pl.col("label").replace_strict(one, default=None)).drop_nulls()
    if usable.get_column("label_code").n_unique() < 2:
        message = "不足两种标签 it has texts of fewer than two of our labels"
        remedy = "在 labels 中给出代码 give one code of ours per label in `labels`"
        raise ExportRefused([Problem(mapping.name, 0, message, remedy)])
    return usable.select("text", "label_code"), read.height - usable.height


def own_texts(rule_set: RuleSet) -> pl.DataFrame:
    """Return what we ship to learn from, text and code: examples, cases of the labels, their definitions."""
    examples = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    texts = [(text, code) for code, given in examples.items() for text in given]
    for label in rule_set.problem_labels:
        if label.code == OTHER:
            continue
        texts += [(case.text, label.code) for case in label.cases if case.then]
        told = label.definition.zh if label.definition else ""
        texts.append((f"{label.title.zh}。{told}", label.code))
    return pl.DataFrame(texts, schema=["text", "label_code"], orient="row").unique(maintain_order=True)


def sample_texts(sentences: pl.DataFrame, routine: Sequence[str]) -> pl.DataFrame:
    """Return the sample's sentences by label, and its routine notes, as text and code."""
    notes = pl.DataFrame({"text": list(routine), "label_code": [OTHER] * len(routine)})
    return pl.concat([sentences.select("text", "label_code"), notes])


def first_classifier(learning: pl.DataFrame) -> Classifier:
    """Return the classifier that our own texts (text, label_code) make.

    It reads n-grams alone: the patterns were mended on these texts, so on them their evidence is too good.
    """
    return classifier.train(learning.get_column("text"), learning.get_column("label_code").to_list())


def shipped_classifier(rule_set: RuleSet) -> Classifier:
    """Return what is learnt from `own_texts`: two seconds."""
    return first_classifier(own_texts(rule_set))


def trained(rule_set: RuleSet, learning: pl.DataFrame) -> Classifier:
    """Return the classifier of our labels that somebody's texts (text, label_code) make."""
    texts = learning.get_column("text")
    return classifier.train(texts, learning.get_column("label_code").to_list(), evidence(rule_set, texts))


def evidence(rule_set: RuleSet, texts: pl.Series) -> npt.NDArray[np.float64]:
    """Return what speaks for each of our labels in each text untrained: the classifier reads it too."""
    classes = [
        ClassMeaning(label.title.zh, label.definition.zh if label.definition else "", (label.code,))
        for label in rule_set.problem_labels
        if label.code != OTHER
    ]
    return class_scores(rule_set, classes, texts)
