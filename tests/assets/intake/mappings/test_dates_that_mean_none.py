"""Where a system writes its first or last day for "no date", nothing is known; dates come in several ways."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from assets.intake.mappings.date_formats import is_format, read_date
from tests.assets.intake.reading_rows import reasons, taken


@pytest.mark.parametrize("none", ["19000101", "18991230", "99991231", "00010101", "00000000"])
def test_a_birth_on_the_first_day_of_a_calendar_is_unknown(none: str) -> None:
    made = taken("residents", {"birth_date": none})
    assert reasons(made) == []
    assert made.accepted["birth_date"].to_list() == [None]


def test_nobody_is_older_than_anybody_ever_was() -> None:
    assert reasons(taken("residents", {"birth_date": "18950101"})) == ["out_of_range:birth_date"]


def test_a_benefit_that_ended_at_the_beginning_of_time_has_no_open_end() -> None:
    assert reasons(taken("dibao", {"valid_to": "1900-01-01"})) == ["interval_reversed:valid_to"]


def test_a_column_may_have_dates_in_several_ways() -> None:
    texts = pl.DataFrame({"text": ["2024-03-01", "2024/3/1", "2024年3月1日", "2024.3.1"]})
    found = texts.select(read_date(pl.col("text"), "%Y-%m-%d", "%Y/%-m/%-d", "%Y年%-m月%-d日"))
    assert found.to_series().to_list() == [*[date(2024, 3, 1)] * 3, None]


def test_a_text_in_which_two_formats_find_different_days_is_none() -> None:
    texts = pl.DataFrame({"text": ["01/02/2024", "13/02/2024"]})
    found = texts.select(read_date(pl.col("text"), "%d/%m/%Y", "%m/%d/%Y")).to_series()
    assert found.to_list() == [None, date(2024, 2, 13)]


@pytest.mark.parametrize(
    "moment", ["2024-03-01T16:00:00Z", "2024-03-01T16:00:00+00:00", "2024-03-02T00:00:00+0800"]
)
def test_a_moment_with_a_zone_is_on_the_day_that_it_is_in_shanghai(moment: str) -> None:
    found = pl.DataFrame({"text": [moment]}).select(read_date(pl.col("text"), "%Y-%m-%dT%H:%M:%S%z"))
    assert found.item() == date(2024, 3, 2)


def test_a_zone_that_nobody_would_read_is_no_part_of_a_format() -> None:
    assert not is_format("%Y-%m-%dT%H:%M:%SZ")
    assert not is_format("%Y-%m-%d%z")
    assert is_format("%Y/%-m/%-d %-H:%M")
