from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from assets.intake.intake import take_in
from sample_district import SNAPSHOT_DATES

Days = list[dict[str, pl.DataFrame]]


@pytest.fixture(scope="module")
def days(landing: Path) -> Days:
    """The canonical tables of each date, one after the other."""
    return [take_in(landing / str(day), day).tables for day in SNAPSHOT_DATES]


@pytest.mark.parametrize("table", ["residents", "residences", "households", "department_rolls", "visits"])
def test_a_few_rows_come_and_go_every_day(days: Days, table: str) -> None:
    for before, after in pairwise(tables[table] for tables in days):
        columns = after.columns
        new = after.join(before, on=columns, how="anti", nulls_equal=True).height
        assert 0 < new < max(20, 0.02 * after.height)


def test_births_have_no_document(days: Days) -> None:
    first, second = (tables["residents"] for tables in days[:2])
    new = second.join(first, on="person_code", how="anti")
    born = new.filter(pl.col("birth_date") > pl.date(2024, 2, 1))
    assert born.height >= 2
    assert born["id_document_state"].unique().to_list() == ["missing"]
