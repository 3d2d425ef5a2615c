"""An end date may name the last day, or say that there is none."""

from datetime import date

import pytest

from tests.assets.intake.reading_rows import reasons, taken


def test_the_last_day_that_a_document_names_counts() -> None:
    accepted = taken("care_assessment", {"valid_to": "20240302"}).accepted
    assert accepted["valid_to"].to_list() == [date(2024, 3, 3)]


def test_what_is_valid_for_one_day_is_valid() -> None:
    found = taken("care_assessment", {"valid_from": "20240302", "valid_to": "20240302"})
    assert found.accepted.height == 1
    assert reasons(taken("care_assessment", {"valid_from": "20240302", "valid_to": "20240301"})) == [
        "interval_reversed:valid_to"
    ]


def test_an_exclusive_end_on_the_first_day_is_no_interval() -> None:
    found = taken("dibao", {"valid_from": "2024-03-02", "valid_to": "2024-03-02"})
    assert reasons(found) == ["interval_reversed:valid_to"]


@pytest.mark.parametrize("end", ["长期", "长期有效", "永久", "2099-12-31", "9999-12-31", "无", "NULL"])
def test_an_open_end_is_none(end: str) -> None:
    assert taken("dibao", {"valid_to": end}).accepted["valid_to"].to_list() == [None]


@pytest.mark.parametrize("end", ["#REF!", "#N/A", "待定", "########"])
def test_an_end_that_cannot_be_read_is_not_open(end: str) -> None:
    assert taken("dibao", {"valid_to": end}).accepted.height == 0
