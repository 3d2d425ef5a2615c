"""A date is read in the format its mapping names and in no other."""

from datetime import date

import polars as pl
import pytest

from assets.intake.mappings.date_formats import is_format, read_date
from tests.assets.intake.reading_rows import reasons, taken

EXACT = {
    "%Y%m%d": ("19551201", ["1955121", "+1955121", "1955 121", "955-12-1", "19551301", "20230229"]),
    "%Y-%m-%d": ("1955-12-01", ["1955-12-1", "1955/12/01", "19551201", "1955-12-01 00:00:00", "01-12-1955"]),
    "%Y/%-m/%-d": ("1955/12/1", ["1955/12/01", "1955/2/30", "1955/12/1x"]),
    "%Y年%-m月%-d日": ("1955年12月1日", ["1955年12月01日", "1955-12-1"]),
    "%Y.%m.%d": ("1955.12.01", ["1955x12x01"]),
    "%Y-%m-%d %H:%M:%S": ("1955-12-01 08:30:00", ["1955-12-01"]),
}


@pytest.mark.parametrize("written", EXACT)
def test_only_the_format_is_read(written: str) -> None:
    right, wrong = EXACT[written]
    found = pl.DataFrame({"text": [right, *wrong]}).select(read_date(pl.col("text"), written))["text"]
    assert found.to_list() == [date(1955, 12, 1), *[None] * len(wrong)]


def test_seven_digits_are_no_date_of_birth() -> None:
    assert reasons(taken("residents", {"birth_date": "1955121"})) == ["invalid_date:birth_date"]


@pytest.mark.parametrize("written", ["%y%m%d", "%Y%m", "%d.%m", "%Y-%b-%d", "%F", "%Y%m%d%d", "2024"])
def test_a_format_that_does_not_tell_one_day_is_none(written: str) -> None:
    assert not is_format(written)
