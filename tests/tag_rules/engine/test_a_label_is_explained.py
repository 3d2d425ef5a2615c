"""Why a text has a label: its words and their weight, what forbids it, what was struck out."""

from tag_rules.engine.labels.explained import explained
from tests.shipped import shipped_rules

LABELLING = shipped_rules().labelling


def test_words_and_weight_of_every_label_that_something_speaks_for() -> None:
    account = explained(LABELLING, "电梯困人，楼道卫生没人打扫")
    first, *others = account.labels
    assert first.rank == 1 and first.weight >= account.enough and first.words
    assert {"P0203", "P0105"} <= {one.label.code for one in (first, *others)}
    assert [one.rank for one in account.labels if one.rank] == [1, 2]


def test_what_forbids_a_label_is_named() -> None:
    (asked,) = explained(LABELLING, "装修垃圾堆在楼下，装修噪音", ("P0602",)).labels
    assert asked.rank is None and asked.forbidden_by == ("装修垃圾",) and asked.weight == 0


def test_what_is_denied_is_struck_out_and_speaks_for_nothing() -> None:
    account = explained(LABELLING, "未发现群租")
    assert account.asserted == "∅" and account.labels == ()


def test_a_routed_text_has_its_topic_and_no_label() -> None:
    account = explained(LABELLING, "被老公打，电梯坏了")
    assert account.routed_to == ("domestic_violence",)
    assert all(one.rank is None for one in account.labels)
