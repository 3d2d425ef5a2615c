"""Shares of a committee's households and residents are of what record_quality shows, and hide with it."""

from datetime import date

import polars as pl

from assets.reports.coverage import coverage, district_coverage

DAY = date(2024, 3, 2)
COMMITTEE = pl.DataFrame(
    {"street_code": ["S1"] * 2, "grid_code": [None] * 2, "committee_code": ["C1", "C2"]},
    schema_overrides={"grid_code": pl.String},
)


def quality(**counts: int | None) -> pl.DataFrame:
    """What record_quality says of C1 and of the district: a count by item, None is hidden."""
    rows = [
        (DAY, level, area, item, count, count is None)
        for level, area in (("committee", "C1"), ("district", "310106"))
        for item, count in counts.items()
    ]
    schema = ["snapshot_date", "area_level", "area_code", "item", "count", "suppressed"]
    return pl.DataFrame(rows, schema=schema, orient="row", infer_schema_length=None)


def test_each_share_is_of_the_counts_that_are_shown() -> None:
    told = quality(
        household=50, household_on_cloud=40, household_activated=10, resident=100, resident_without_number=7,
        resident_verified=25,
    )  # fmt: skip
    first = coverage(DAY, told, COMMITTEE).row(0, named=True)
    assert (first["households"], first["on_cloud_share"], first["activated_share"]) == (50, 0.8, 0.25)
    assert (first["residents"], first["document_share"], first["verified_share"]) == (100, 0.93, 0.25)
    assert not first["suppressed"]
    assert district_coverage(told)["document_share"] == 0.93


def test_a_share_of_a_hidden_count_is_hidden() -> None:
    told = quality(household=50, household_on_cloud=None, household_activated=10, resident=100)
    first = coverage(DAY, told, COMMITTEE).row(0, named=True)
    assert (first["households"], first["on_cloud_share"], first["activated_share"]) == (50, None, None)
    assert first["suppressed"]
    assert "on_cloud_share" not in district_coverage(told)


def test_where_nobody_is_there_is_no_share_and_what_no_record_has_is_unknown() -> None:
    told = quality(household=50, resident=100, resident_without_number=7)
    first, second = coverage(DAY, told, COMMITTEE).rows(named=True)
    assert first["verified_share"] is None
    assert (second["households"], second["residents"], second["document_share"]) == (0, 0, None)
    assert not second["suppressed"]
