"""The trained classifier reads what a text asserts: what is denied or over, and retired labels, give none."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from assets.problems.learning.classifier import Classifier, train
from assets.problems.learnt import relabelled
from tag_rules.engine.model import RuleSet
from tests.shipped import shipped_rules

RULES = shipped_rules()
TEXTS = [
    "楼道堆满纸箱",
    "走廊里堆着杂物",
    "过道上都是旧家具",
    "电梯停在五楼不动",
    "电梯门关不上",
    "轿厢又困人了",
]
LABELS = ["P0303"] * 3 + ["P0203"] * 3


@pytest.fixture(scope="module")
def learnt() -> Classifier:
    made = train(pl.Series(TEXTS), LABELS)
    return replace(made, shares=made.shares * 0 + 0.99)


def given(learnt: Classifier, text: str, rules: RuleSet = RULES) -> str | None:
    best = pl.DataFrame(
        {"row": [0], "label_code": [None]}, schema={"row": pl.UInt32, "label_code": pl.String}
    )
    texts = pl.DataFrame({"row": [0], "text": [text]}, schema={"row": pl.UInt32, "text": pl.String})
    return relabelled(rules, learnt, best, texts)["label_code"].item()


def test_what_is_asserted_is_labelled(learnt: Classifier) -> None:
    assert given(learnt, "走廊堆着旧纸箱") == "P0303"


@pytest.mark.parametrize("text", ["楼道已清理完毕", "电梯运行正常", "未发现杂物"])
def test_what_is_denied_or_over_is_not(learnt: Classifier, text: str) -> None:
    assert given(learnt, text) is None


def test_a_label_that_was_retired_since_is_not_given(learnt: Classifier) -> None:
    labels = tuple(
        replace(each, valid_to=date(2025, 1, 1)) if each.code == "P0303" else each
        for each in RULES.problem_labels
    )
    rules = replace(RULES, problem_labels=labels).labelling_on(date(2025, 1, 1))
    assert given(learnt, "走廊堆着旧纸箱", rules) is None
