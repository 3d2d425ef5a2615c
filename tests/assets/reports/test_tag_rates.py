"""Tags by group of people: who is in which group, and what is too small to show."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.reports import fairness
from assets.reports.fairness import OFF_CLOUD, ON_CLOUD, UNRECORDED
from assets.reports.pages.fairness import questions
from assets.reports.statistics import tag_statistic
from tag_rules.engine.evaluate import schema
from tests.assets.tagging.outcome_rows import SCHEMA, kept
from tests.shipped import shipped_rules

RULES = shipped_rules()
AS_OF = date(2024, 3, 1)
QUALITY = pl.DataFrame(
    [("street", "310106010", "resident", 30), ("street", "310106011", "resident", None)],
    schema=["area_level", "area_code", "item", "count"], orient="row",
)  # fmt: skip
PLACE = {"street_code": "310106010", "household_on_cloud": True}


def residents(*rows: dict[str, Any]) -> pl.DataFrame:
    columns = pl.Schema({"subject_id": pl.Int64, "street_code": pl.String, **schema(RULES, "resident")})
    return pl.DataFrame([{"subject_id": at, **PLACE, **row} for at, row in enumerate(rows)], schema=columns)


def outcome(held: range, unknown: range = range(0), status: str = "active") -> dict[str, pl.DataFrame]:
    rows = [("resident", at, "M017", True, None, "rule", status, 1, 30, False, None, None) for at in held]
    rows += [
        ("resident", at, "M017", None, None, "rule", "active", 1, 30, False, None, None) for at in unknown
    ]
    return kept(pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def tag_rates(
    outcomes: dict[str, pl.DataFrame], features: dict[str, pl.DataFrame], as_of: date
) -> pl.DataFrame:
    return fairness.tag_rates(tag_statistic(as_of, outcomes), QUALITY, [outcomes], features, as_of)


def groups(rates: pl.DataFrame, dimension: str) -> dict[str, tuple[int | None, ...]]:
    of_dimension = rates.filter(pl.col("dimension") == dimension)
    return {group: rest for group, *rest in of_dimension.select("group", "total", "held", "unknown").rows()}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2024, 3, 1), "0-13"),
        (date(2010, 3, 2), "0-13"),
        (date(2010, 3, 1), "14-17"),
        (date(1964, 3, 2), "35-59"),
        (date(1964, 3, 1), "60-79"),
        (date(1944, 2, 29), "80+"),
        (None, UNRECORDED),
    ],
)
def test_age_bands_are_full_years_at_the_date(born: date | None, band: str) -> None:
    rates = tag_rates(outcome(range(6)), {"resident": residents(*[{"birth_date": born}] * 6)}, AS_OF)
    assert groups(rates, "age_band") == {band: [6, 6, 0]}


def test_not_on_record_is_not_on_the_cloud() -> None:
    people = [{"household_on_cloud": state} for state in [True] * 10 + [False] * 6 + [None] * 5]
    rates = tag_rates(outcome(range(5, 16), range(16, 21)), {"resident": residents(*people)}, AS_OF)
    assert groups(rates, "on_cloud") == {ON_CLOUD: [10, 5, 0], OFF_CLOUD: [11, 6, 5]}


def test_disputed_tags_are_not_counted_as_held() -> None:
    rates = tag_rates(outcome(range(8), status="disputed"), {"resident": residents(*[{}] * 9)}, AS_OF)
    assert groups(rates, "on_cloud") == {ON_CLOUD: [9, 0, 0]}


def test_a_small_count_is_hidden_with_one_more_beside_it() -> None:
    people = [{"sex": sex} for sex in ["male"] * 30 + ["female"] * 30 + ["unknown"] * 30]
    rates = tag_rates(outcome(range(20, 63)), {"resident": residents(*people)}, AS_OF)
    # Ten, thirty and three have it; the three could be had as all less the others, so the ten go too.
    assert groups(rates, "sex") == {
        "female": [30, 30, 0],
        "male": [30, None, 0],
        "unknown": [30, None, 0],
    }


def test_a_tag_that_is_clearly_rarer_off_the_cloud_is_asked_about() -> None:
    people = [{"household_on_cloud": True}] * 200 + [{"household_on_cloud": False}] * 200
    frames = {"resident": residents(*people)}
    (asked,) = questions(RULES, tag_rates(outcome(range(100, 230), range(380, 400)), frames, AS_OF))
    assert (asked.tag.code, asked.on_cloud, asked.undecided_off_cloud) == ("M017", 0.5, 0.1)
    assert asked.off_cloud == pytest.approx(30 / 180)
    level = tag_rates(outcome(range(100, 300)), frames, AS_OF)
    assert questions(RULES, level) == []


def test_who_keeps_a_tag_while_it_is_unknown_has_it() -> None:
    people = [{"household_on_cloud": True}] * 200 + [{"household_on_cloud": False}] * 200
    rates = tag_rates(outcome(range(200), range(200)), {"resident": residents(*people)}, AS_OF)
    (asked,) = questions(RULES, rates)
    assert (asked.on_cloud, asked.off_cloud) == (1.0, 0.0)


def test_where_the_statistic_hides_the_whole_every_dimension_hides_some() -> None:
    # Of a street's committees each has one: neither it nor the district can be shown.
    rows = [
        ("resident", at, "M017", True, None, "rule", "active", 1, 30, False, "310106010", f"31010601000{at}")
        for at in range(6)
    ]
    outcomes = kept(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    rates = tag_rates(
        outcomes, {"resident": residents(*[{"sex": "male"}] * 6, *[{"sex": "female"}] * 9)}, AS_OF
    )
    assert groups(rates, "sex") == {"female": [9, 0, 0], "male": [6, None, 0]}
    assert groups(rates, "on_cloud") == {ON_CLOUD: [15, None, 0]}
    assert groups(rates, "street") == {"310106010": [30, None, 0]}


def test_a_date_without_any_tag_has_no_rates() -> None:
    assert tag_rates(outcome(range(0)), {"resident": residents({}, {})}, AS_OF).is_empty()


def test_who_is_left_of_a_group_is_a_count_as_well() -> None:
    people = [{"registration_type": "local"}] * 40 + [{"registration_type": "foreign"}] * 13
    rates = tag_rates(outcome(range(10, 51)), {"resident": residents(*people)}, AS_OF)
    # Eleven of thirteen have it; of two it would be known that they have it not.
    assert groups(rates, "registration_type") == {"foreign": [13, None, 0], "local": [40, None, 0]}


def test_how_many_a_street_has_is_what_the_records_show() -> None:
    people = [{"street_code": "310106010"}] * 30 + [{"street_code": "310106011"}] * 20
    rates = tag_rates(outcome(range(6)), {"resident": residents(*people)}, AS_OF)
    assert [total for total, *_ in groups(rates, "street").values()] == [30, None]
