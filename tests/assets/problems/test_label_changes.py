"""A change of a label's words is previewed on real texts, in counts."""

from dataclasses import replace

import polars as pl

from assets.problems.label_changes import label_changes
from tests.shipped import shipped_rules

RULES = shipped_rules()
TEXTS = {
    "visits": pl.DataFrame(
        {"visit_code": ["a", "b", "c"], "note": ["电梯困人请尽快维修", "家中漏水请维修", None],
         "need_resolved": [False, False, False]}
    ),
    "hotline_tickets": pl.DataFrame(
        {"ticket_code": ["d"], "text": ["电梯困人，要求维修"], "request_type": ["complaint"]}
    ),
    "committee_requests": pl.DataFrame({"request_code": ["e"],
         "topic": ["楼上漏水，请求处理"], "status": ["open"], "department": ["housing"]}),
}  # fmt: skip


def test_equal_words_change_nothing() -> None:
    assert label_changes(RULES.labelling, RULES.labelling, TEXTS).is_empty()


def test_what_a_label_loses_others_gain_or_nobody() -> None:
    all_labels = RULES.labelling
    without = replace(all_labels, labels=tuple(one for one in all_labels.labels if one.code != "P0201"))
    changes = label_changes(all_labels, without, TEXTS)
    lost = dict(changes.select("label_code", "lost").iter_rows())
    assert lost["P0201"] >= 2
    back = label_changes(without, all_labels, TEXTS)
    assert dict(back.select("label_code", "gained").iter_rows())["P0201"] == lost["P0201"]
