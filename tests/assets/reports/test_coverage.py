"""Shares of a committee's households and residents, and which of them would tell a small count."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.reports.coverage import SHARES, coverage, district_coverage

DAY = date(2024, 3, 2)
SCHEMAS: dict[str, dict[str, Any]] = {
    "committee": {"street_code": pl.String, "grid_code": pl.String, "committee_code": pl.String},
    "household": {"committee_code": pl.String, "on_cloud": pl.Boolean, "cloud_activated": pl.Boolean},
    "resident": {
        "resident_key": pl.String, "birth_date": pl.Date, "verified_on": pl.Date, "dwelling_id": pl.Int64,
        "emergency_contact": pl.Boolean, "committee_code": pl.String, "registered_committee_code": pl.String,
    },
}  # fmt: skip
WHOLE = {
    "resident_key": "k", "birth_date": date(1950, 1, 1), "verified_on": DAY, "dwelling_id": 1,
    "emergency_contact": True, "committee_code": "C1",
}  # fmt: skip
BARE = {"committee_code": "C1"}


def frames(residents: list[dict[str, Any]], households: list[dict[str, Any]] | None = None) -> Any:
    rows = {"committee": [{"committee_code": "C1"}], "household": households or [], "resident": residents}
    return {table: pl.DataFrame(rows[table], schema=schema) for table, schema in SCHEMAS.items()}


def shares(*residents: dict[str, Any]) -> list[float | None]:
    return list(coverage(DAY, frames(list(residents))).select(*SHARES).row(0))


def test_each_share_is_of_the_committees_residents() -> None:
    assert shares(*[WHOLE] * 30, *[BARE] * 10) == [0.75] * 5


@pytest.mark.parametrize(("day", "share"), [(date(2023, 3, 3), 0.0), (date(2023, 3, 4), 1.0)])
def test_verified_within_a_year(day: date, share: float) -> None:
    verified = coverage(DAY, frames([{**WHOLE, "verified_on": day}] * 9))["verified_share"]
    assert verified.to_list() == [share]


@pytest.mark.parametrize(
    ("having", "lacking", "share"),
    [(4, 95, None), (95, 4, None), (5, 95, 0.05), (99, 0, 1.0), (0, 99, 0.0), (4, 0, None), (497, 3, 0.99)],
)
def test_a_share_that_would_tell_a_small_count_is_hidden(
    having: int, lacking: int, share: float | None
) -> None:
    found = coverage(DAY, frames([*[WHOLE] * having, *[BARE] * lacking]))
    assert found["document_share"].to_list() == [share]
    assert found["suppressed"].to_list() == [share is None]


def test_households_on_the_cloud_and_active_there() -> None:
    flags = [(True, True), (True, None), (True, False), (False, None), (None, None)]
    households = [{"committee_code": "C1", "on_cloud": on, "cloud_activated": used} for on, used in flags]
    found = coverage(DAY, frames([], households)).row(0, named=True)
    assert (found["households"], found["on_cloud_share"], found["activated_share"]) == (5, 0.75, 0.33)
    assert (found["residents"], found["document_share"], found["suppressed"]) == (0, None, False)


def test_who_has_no_household_counts_where_they_are_registered_or_in_the_district_alone() -> None:
    nowhere: dict[str, Any] = {**BARE, "committee_code": None}
    people = [*[WHOLE] * 9, {**nowhere, "registered_committee_code": "C1"}, nowhere]
    made = frames(people)
    assert coverage(DAY, made)["residents"].to_list() == [10]
    district = district_coverage(DAY, made)
    assert (district["residents"], district["residents_of_no_committee"]) == (11, 1)
    assert district["document_share"] == round(9 / 11, 4)
    assert "on_cloud_share" not in district


def test_a_column_that_is_not_delivered_is_unknown_and_not_zero() -> None:
    without = {**WHOLE, "verified_on": None, "emergency_contact": None}
    delivered = frames([without] * 30, [{"committee_code": "C1", "on_cloud": True}] * 30)
    found = coverage(DAY, delivered).row(0, named=True)
    assert (found["verified_share"], found["emergency_contact_share"]) == (None, None)
    assert (found["activated_share"], found["on_cloud_share"], found["document_share"]) == (None, 1.0, 1.0)
    assert not found["suppressed"]
    assert "verified_share" not in district_coverage(DAY, delivered)
