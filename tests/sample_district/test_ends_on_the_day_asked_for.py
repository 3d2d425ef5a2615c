"""The sample ends on the day asked for, be a new year in between, and else on the day tests count on."""

from datetime import date
from pathlib import Path

import polars as pl

from sample_district import SNAPSHOT_DATES, write_sample

NEWEST = date(2027, 1, 2)


def test_its_dates_and_what_happens_on_them_move_together(tmp_path: Path) -> None:
    write_sample(tmp_path, 0.001, newest=NEWEST)
    dates = sorted(folder.name for folder in tmp_path.glob("????-??-??"))
    assert dates == ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]
    visits = pl.read_csv(tmp_path / str(NEWEST) / "走访记录.csv", infer_schema_length=0)
    (column,) = [name for name in visits.columns if "日期" in name]
    told = visits[column].str.replace_all(r"\D", "").str.slice(0, 8)
    assert told.filter(told.is_between(pl.lit("20260101"), pl.lit("20270102"))).len() > visits.height / 3
    assert told.filter(told.str.starts_with("2027")).len() > 0


def test_without_a_day_it_ends_where_tests_expect_it() -> None:
    assert tuple(date(2024, 3, day) for day in (1, 2, 3, 4)) == SNAPSHOT_DATES
