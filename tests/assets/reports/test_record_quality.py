"""How well records fit together is counted by area, and no small count is told."""

from datetime import date

import polars as pl

from assets.registry.matched_dwellings import DWELLING_MATCH
from assets.reports.record_quality import ITEMS, district_quality, record_quality

DAY = date(2024, 3, 2)
AREA = {"street_code": "310106010", "committee_code": "310106010001"}
HOUSEHOLDS = {
    "on_cloud": pl.Boolean,
    "cloud_activated": pl.Boolean,
    "dwelling_id": pl.Int64,
    "dwelling_match": DWELLING_MATCH,
}
DWELLINGS = {"dwelling_id": pl.Int64, "area_m2": pl.Float64}
RESIDENTS = {
    "dwelling_id": pl.Int64, "lives_here": pl.Boolean, "matched_to_household": pl.Boolean,
    "record_contradicts": pl.Boolean, "resident_key": pl.String, "possible_duplicate": pl.Boolean,
    "birth_date": pl.Date, "verified_on": pl.Date, "emergency_contact": pl.Boolean,
}  # fmt: skip


def rows(schema: dict[str, object], *groups: tuple[int, tuple[object, ...]]) -> pl.DataFrame:
    """Rows of one committee: so many of each group."""
    data = [
        {**AREA, **dict(zip(schema, values, strict=True))} for count, values in groups for _ in range(count)
    ]
    return pl.DataFrame(data, schema={**dict.fromkeys(AREA, pl.String), **schema})  # type: ignore[arg-type]


def made() -> pl.DataFrame:
    return record_quality(
        DAY,
        {
            "household": rows(
                HOUSEHOLDS,
                (40, (True, True, 1, "code")),
                (12, (None, None, 2, "fuzzy")),
                (10, (False, None, None, "none")),
            ),
            "dwelling": rows(DWELLINGS, (1, (1, 100.0)), (1, (2, 30.0)), (30, (3, 60.0))),
            "resident": rows(
                RESIDENTS,
                (10, (2, True, True, False, "k", False, DAY, DAY, True)),
                (6, (None, None, False, True, None, None, None, date(2023, 3, 3), None)),
            ),
        },
    )


def test_what_is_counted_but_what_all_but_a_few_are() -> None:
    assert district_quality(made()) == {
        "household": 62,
        "household_on_cloud": 40,
        "household_activated": 40,
        "household_matched": 52,
        "household_matched_by_address": 12,
        "dwelling": 32,
        "resident": 16,
        "resident_with_birth_date": 10,
        "resident_verified": 10,
        "resident_in_dwelling": 10,
        "resident_with_emergency_contact": 10,
        "resident_of_no_household": 6,
        "resident_contradictory": 6,
        "resident_without_number": 6,
    }


def test_a_small_count_is_hidden_and_says_so() -> None:
    small = made().filter(pl.col("item") == "dwelling_over_occupied")
    assert set(small["area_level"]) == {"district", "street", "committee"}
    assert small["count"].null_count() == small.height
    assert small["suppressed"].all()


def test_every_item_has_a_title() -> None:
    assert set(made()["item"]) <= set(ITEMS)
