"""Tags by hand and from the city: the tags there are, with the values they have; the rest is quarantined."""

import pytest

from assets.intake.contracts import CANONICAL
from assets.intake.quarantine.refused_subjects import refused_subjects
from tag_rules.engine.model import ValueRange
from tag_rules.engine.tag_values import TagValues
from tests.assets.intake.reading_rows import reasons, taken

TAGS = {
    "M005": TagValues("resident"),
    "M018": TagValues("resident", frozenset({"home_care", "institution_care"})),
    "M021": TagValues("resident", range=ValueRange(least=0, most=2000)),
    "M056": TagValues("household", range=ValueRange(least=0, most=9)),
}


@pytest.mark.parametrize("typed", ["M005", "M005\u200b", "Ｍ００５", "m005", "'M005", " M005 ", "ｍ００５"])
def test_a_code_however_typed_is_the_tag(typed: str) -> None:
    assert taken("manual_tags", {"tag_code": typed}, tags=TAGS).accepted["tag_code"].to_list() == ["M005"]


@pytest.mark.parametrize("typed", ["M5", "M999", "60岁及以上老年人", "M005,M018", "M０５"])
def test_a_code_that_is_no_tag_is_quarantined_and_withholds_what_it_may_mean(typed: str) -> None:
    found = taken("manual_tags", {"tag_code": typed}, tags=TAGS)
    assert found.accepted.height == 0
    empty = {table: contract.create_empty() for table, contract in CANONICAL.items()}
    withheld = refused_subjects([found.named], empty)
    assert withheld.select("subject_code", "tag_code").rows() == [
        ("R1", "M005"),
        ("R1", "M018"),
        ("R1", "M021"),
    ]


def test_what_was_to_be_added_under_no_code_withholds_nothing() -> None:
    found = taken("manual_tags", {"tag_code": "M5", "action": "1"}, tags=TAGS)
    assert reasons(found) == ["unknown_code:tag_code"]
    assert found.named.height == 0


def test_a_tag_of_households_on_a_resident_is_quarantined() -> None:
    assert reasons(taken("manual_tags", {"tag_code": "M056"}, tags=TAGS)) == ["wrong_subject:tag_code"]


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("M018", "女儿李某电话13800001234，住芷江西路1号"), ("M018", "住院"), ("M018", "1"),
        ("M005", "张三"), ("M005", "1"),
        ("M021", "13800001234"), ("M021", "2001"), ("M021", "-1"), ("M021", "75.5"), ("M021", "0075"),
    ],
)  # fmt: skip
def test_a_value_that_the_tag_does_not_have_is_quarantined(tag: str, value: str) -> None:
    by_hand = {"tag_code": tag, "action": "1", "value": value}
    assert reasons(taken("manual_tags", by_hand, tags=TAGS)) == ["tag_value:value"]


@pytest.mark.parametrize(
    ("tag", "value"),
    [("M018", "home_care"), ("M021", "75"), ("M021", "７５.0"), ("M021", "2000"), ("M005", "无")],
)
def test_a_value_of_the_tag_is_taken(tag: str, value: str) -> None:
    by_hand = {"tag_code": tag, "action": "1", "value": value}
    assert taken("manual_tags", by_hand, tags=TAGS).quarantined.height == 0


@pytest.mark.parametrize("value", ["张三", "13800001234"])
def test_the_same_holds_for_the_city(value: str) -> None:
    assert reasons(taken("upstream_tags", {"value": value}, tags=TAGS)) == ["tag_value:value"]
    assert taken("upstream_tags", {"value": "150"}, tags=TAGS).accepted["value"].to_list() == ["150"]


@pytest.mark.parametrize(("written", "named"), [({"value": "张三"}, "M021"), ({"tag_code": "ELD-2l"}, None)])
def test_a_refused_row_of_the_city_names_its_tag_where_it_can_be_read(
    written: dict[str, str], named: str | None
) -> None:
    assert taken("upstream_tags", written, tags=TAGS).named["tag_code"].to_list() == [named]
