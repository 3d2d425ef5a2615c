"""What the district reports of itself: each figure of the area, the period and the unit that it says."""

from datetime import date, timedelta

import polars as pl

from assets.reports.district_figures import FIGURES, SCHEMA, district_figures

DAY = date(2024, 3, 2)
COMMITTEE = pl.DataFrame(
    [("310106006", "310106006W01", "310106006002"), ("310106011", "310106011W01", "310106011001")],
    schema=["street_code", "grid_code", "committee_code"],
    orient="row",
)
HERE, OTHER = COMMITTEE["committee_code"]
QUALITY = pl.DataFrame(
    [
        (level, area, item, count, count is None)
        for level, area, households, on_cloud in (
            ("district", "310106", 3620, 1807), ("street", "310106006", 3600, 1800),
            ("street", "310106011", 20, None),
        )
        for item, count in (("household", households), ("household_on_cloud", on_cloud))
    ],
    schema=["area_level", "area_code", "item", "count", "suppressed"],
    orient="row",
)  # fmt: skip


def made(**frames: pl.DataFrame) -> dict[tuple[str, str, str, str], tuple[int | None, str]]:
    """By figure, item, area and period: the number and its unit."""
    empty = {
        "visit": {"visited_on": pl.Date, "channel": pl.String, "need_resolved": pl.Boolean},
        "request": {"requested_on": pl.Date, "department": pl.String, "status": pl.String},
        "survey": {"answered_on": pl.Date},
        "case": {
            "received_on": pl.Date, "closed_on": pl.Date, "source": pl.String, "label_code": pl.String
        },
    }  # fmt: skip
    parts = {
        name: frames.get(name, pl.DataFrame(schema={**kinds, "committee_code": pl.String}))
        for name, kinds in empty.items()
    }
    found = district_figures(DAY, QUALITY, {"committee": COMMITTEE, **parts})
    assert found.schema == SCHEMA
    assert set(found["figure"]) <= set(FIGURES)
    return {
        (row["figure"], row["item"], row["area_code"], row["period"]): (row["number"], row["unit"])
        for row in found.iter_rows(named=True)
    }


def test_households_and_their_share_are_those_of_record_quality_and_hide_with_it() -> None:
    found = made()
    assert found["on_cloud_share", "", "310106", "day"] == (4992, "per_ten_thousand")
    assert found["households_on_cloud", "", "310106006", "day"] == (1800, "households")
    assert found["on_cloud_share", "", "310106011", "day"] == (None, "per_ten_thousand")
    assert found["committees", "", "310106", "day"] == found["streets", "", "310106", "day"] == (2, "areas")


def test_visits_receptions_and_resolved_needs_of_a_year() -> None:
    old = DAY - timedelta(days=365)
    visit = pl.DataFrame(
        [
            (DAY, "visit", None, HERE), (DAY, "visit", True, OTHER), (DAY, "reception", False, HERE),
            (old, "visit", True, HERE),
        ],
        schema=["visited_on", "channel", "need_resolved", "committee_code"], orient="row",
    )  # fmt: skip
    found = made(visit=visit)
    assert [found[name, "", "310106", "year"][0] for name in ("visits", "receptions", "needs_resolved")] == [
        2,
        1,
        1,
    ]
    assert found["visits", "", "310106006", "year"] == (1, "visits")


def test_requests_and_their_rate_by_department() -> None:
    request = pl.DataFrame(
        [(DAY, "fire", "resolved", HERE), (DAY, "fire", "open", HERE), (DAY, "water", "resolved", HERE)],
        schema=["requested_on", "department", "status", "committee_code"], orient="row",
    )  # fmt: skip
    found = made(request=request)
    assert found["requests", "", "310106", "year"] == (3, "requests")
    assert found["request_rate", "fire", "310106", "year"] == (5000, "per_ten_thousand")
    assert found["requests_resolved", "water", "310106006", "year"] == (1, "requests")


def test_the_hotline_and_labels_of_a_year_and_of_four_weeks() -> None:
    case = pl.DataFrame(
        [
            (DAY, DAY, "hotline", "P0201", HERE), (DAY - timedelta(days=2), DAY, "hotline", None, HERE),
            (DAY - timedelta(days=28), None, "hotline", "P0201", HERE), (DAY, None, "request", "P0201", HERE),
        ],
        schema=["received_on", "closed_on", "source", "label_code", "committee_code"], orient="row",
    )  # fmt: skip
    found = made(case=case)
    assert found["hotline_tickets", "", "310106", "four_weeks"] == (2, "cases")
    assert found["hotline_hours", "", "310106", "year"] == (24, "hours")
    assert found["labels", "P0201", "310106006", "four_weeks"] == (2, "cases")
    assert found["labels", "P0201", "310106006", "year"] == (3, "cases")


def test_a_few_questionnaires_of_a_street_are_not_told() -> None:
    survey = pl.DataFrame({"answered_on": [DAY] * 6, "committee_code": [HERE] * 3 + [OTHER] * 3})
    found = made(survey=survey)
    assert found["questionnaires", "", "310106", "on_record"] == (6, "responses")
    assert found["questionnaires", "", "310106006", "on_record"] == (None, "responses")
