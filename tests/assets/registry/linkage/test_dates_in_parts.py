"""Birth dates are read as they were written: three columns, other formats, impossible days."""

from datetime import date

import polars as pl
import pytest

from assets.registry.linkage.dates import in_parts


@pytest.mark.parametrize(
    ("value", "date_format", "parts"),
    [
        ("1950-03-04", "%Y-%m-%d", ("1950", "03", "04")),
        ("19500304", "%Y%m%d", ("1950", "03", "04")),
        ("04/03/1950", "%d/%m/%Y", ("1950", "03", "04")),
        ("1950年3月4日", "%Y-%m-%d", ("1950", "03", "04")),
        ("4.3.1950", "%Y-%m-%d", ("1950", "03", "04")),
        ("03/14/1950", "%Y-%m-%d", ("1950", "03", "14")),
        ("1950-13-45", "%Y-%m-%d", ("1950", "13", "45")),
        ("1950", "%Y-%m-%d", ("1950", None, None)),
        ("1950-00-00", "%Y-%m-%d", ("1950", None, None)),
        ("unknown", "%Y-%m-%d", (None, None, None)),
        (date(1950, 3, 4), "%Y-%m-%d", ("1950", "03", "04")),
    ],
)
def test_one_column(value: object, date_format: str, parts: tuple[str | None, ...]) -> None:
    assert in_parts([pl.Series([value])], date_format).row(0) == parts


def test_three_columns() -> None:
    columns = [pl.Series([1950]), pl.Series(["3"]), pl.Series([4.0])]
    assert in_parts(columns, "").row(0) == ("1950", "03", "04")
