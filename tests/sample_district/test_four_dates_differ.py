from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from assets.intake.intake import take_in
from sample_district import SNAPSHOT_DATES


@pytest.mark.parametrize("table", ["residents", "residences", "households", "department_rolls", "visits"])
def test_a_few_rows_come_and_go_every_day(landing: Path, table: str) -> None:
    days = [take_in(landing / str(day), day).tables[table] for day in SNAPSHOT_DATES]
    for before, after in pairwise(days):
        columns = after.columns
        new = after.join(before, on=columns, how="anti", nulls_equal=True).height
        assert 0 < new < max(20, 0.02 * after.height)


def test_births_have_no_document(landing: Path) -> None:
    first, second = (take_in(landing / str(day), day).tables["residents"] for day in SNAPSHOT_DATES[:2])
    new = second.join(first, on="person_code", how="anti")
    born = new.filter(pl.col("birth_date") > pl.date(2024, 2, 1))
    assert born.height >= 2
    assert born["id_document_state"].unique().to_list() == ["missing"]
