"""Shares of records that fit together are drawn over dates and by place; what is hidden is not drawn."""

from datetime import date
from urllib.parse import unquote

import polars as pl

from assets.reports.quality_charts import committees_in_tenths, district_over_dates, streets_over_dates

SCHEMA = {
    "snapshot_date": pl.Date, "area_level": pl.String, "area_code": pl.String, "item": pl.String,
    "count": pl.Int64,
}  # fmt: skip
ONE, TWO = date(2024, 3, 1), date(2024, 3, 2)


def quality(*rows: tuple[date, str, str, str, int | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


MADE = quality(
    (ONE, "district", "310106", "household", 200),
    (ONE, "district", "310106", "household_matched", 100),
    (TWO, "district", "310106", "household", 200),
    (TWO, "district", "310106", "household_matched", 150),
    (TWO, "street", "310106010", "household", 100),
    (TWO, "street", "310106010", "household_matched", 90),
    (TWO, "street", "310106010", "household_on_cloud", None),
    (TWO, "committee", "310106010001", "household", 40),
    (TWO, "committee", "310106010001", "household_matched", 38),
    (TWO, "committee", "310106010002", "household", None),
)


def test_a_line_per_item_ends_in_its_last_share() -> None:
    picture = unquote(district_over_dates(MADE))
    assert "匹配房屋 matched 75" in picture and "2024-03-01" in picture and "2024-03-02" in picture


def test_a_street_shows_its_shares_and_a_hidden_one_is_a_dash() -> None:
    head, _, row = streets_over_dates(MADE, {"310106010": "江宁路街道"}).split("\n")
    cells = [cell.strip() for cell in row.strip("| ").split("|")]
    assert cells[:3] == ["江宁路街道", "—", "90 %"]
    assert head.count("|") == row.count("|")


def test_committees_are_counted_in_tenths() -> None:
    assert committees_in_tenths(MADE).startswith("![居民区数按户匹配率")


def test_no_date_draws_nothing() -> None:
    assert district_over_dates(quality()).startswith("![")
    assert streets_over_dates(quality(), {}).count("\n") == 1
