"""What the records of the sample say: published shares, at a scale at which they can be seen."""

from datetime import date

import polars as pl
import pytest

from assets.intake.intake import TakenIn
from sample_district import SNAPSHOT_DATES

DAY = SNAPSHOT_DATES[0]


def test_every_source_but_requests_and_decisions_has_rows(district: TakenIn) -> None:
    status = district.source_status
    empty = set(status.filter(pl.col("rows_accepted") == 0)["source"])
    assert empty - {"person_decisions", "dwelling_decisions"} == {"erasure_requests"}
    assert district.tables["department_rolls"]["roll"].n_unique() == 32


@pytest.mark.parametrize(
    ("roll", "share", "within"),
    [("disability", 0.05, 0.005), ("family_doctor", 0.35, 0.02), ("veterans", 0.027, 0.006)],
)
def test_rolls_hold_their_share_of_local_people(
    district: TakenIn, roll: str, share: float, within: float
) -> None:
    local = district.tables["residents"].filter(registration_type="local", id_type="citizen_id").height
    listed = district.tables["department_rolls"].filter(roll=roll).height
    assert listed / local == pytest.approx(share, abs=within)


def test_the_official_roll_of_living_alone_is_6_percent_and_half_as_long_as_by_record(
    district: TakenIn,
) -> None:
    elders = district.tables["residents"].filter(pl.col("birth_date") <= date(DAY.year - 60, DAY.month, 1))
    local = elders.filter(registration_type="local")
    on_roll = district.tables["upstream_tags"].filter(tag_code="M017").height
    assert on_roll / local.height == pytest.approx(0.061, abs=0.006)
    here = district.tables["residences"].filter(residence_kind="lives_here")
    alone = here.filter(pl.len().over("household_code") == 1).join(elders, on="person_code", how="semi")
    assert 2 <= alone.height / on_roll <= 3


def test_questionnaires_are_of_5_percent_and_more_often_of_those_past_55(district: TakenIn) -> None:
    answers, people = district.tables["survey_responses"], district.tables["residents"]
    assert answers["person_code"].n_unique() == 540
    assert (answers["answered_on"].max() - answers["answered_on"].min()).days > 3 * 365
    age = (pl.lit(DAY) - pl.col("birth_date")).dt.total_days() / 365.2425
    lives = district.tables["residences"].filter(residence_kind="lives_here")["person_code"].unique()
    grown = people.filter((age >= 18) & pl.col("person_code").is_in(lives.implode()))
    answered = grown.with_columns(
        answered=pl.col("person_code").is_in(answers["person_code"].implode()), older=age.is_between(55, 75)
    )
    rate = dict(answered.group_by("older").agg(pl.col("answered").mean()).iter_rows())
    assert rate[True] / rate[False] == pytest.approx(2, abs=0.5)


def test_hotline_and_requests(district: TakenIn) -> None:
    tickets = district.tables["hotline_tickets"]
    assert 1200 <= tickets.height <= 1500
    kinds = dict(tickets["request_type"].cast(pl.String).value_counts(normalize=True).iter_rows())
    assert kinds["consultation"] == pytest.approx(0.35, abs=0.05)
    assert tickets["closed_on"].is_null().any()
    requests = district.tables["committee_requests"]
    assert (requests["status"] == "resolved").mean() > 0.75
    assert ((requests["status"] == "open") == requests["resolved_on"].is_null()).all()


def test_visits(district: TakenIn) -> None:
    visits = district.tables["visits"]
    assert visits.height == pytest.approx(10_540, rel=0.01)
    assert visits["need_resolved"].fill_null(False).mean() == pytest.approx(0.0133, abs=0.004)
    unvisited = 1 - visits["household_code"].n_unique() / district.tables["households"].height
    assert unvisited == pytest.approx(0.3, abs=0.05)


def test_every_item_of_inspections_has_every_result_that_it_can_have(district: TakenIn) -> None:
    found = district.tables["inspections"].select("item", "result").unique()
    results = {item: set(rows["result"]) for (item,), rows in found.group_by("item")}
    assert len(results) == 9
    projects = {"lift_addition", "renewal", "micro_renewal"}
    for item, seen in results.items():
        expected = {"approved", "in_progress", "completed"} if item in projects else {"problem", "no_problem"}
        assert seen <= expected
        assert seen == expected or item in ("termites", "renewal", "lift_addition"), item


def test_some_volunteers_give_50_hours_a_year(district: TakenIn) -> None:
    hours = district.tables["volunteer_hours"].filter(pl.col("served_on") > date(2023, 3, 2))
    given = hours.group_by("person_code").agg(pl.col("hours").sum())["hours"]
    assert 0.05 < (given >= 50).mean() < 0.5


def test_compounds_of_every_kind(district: TakenIn) -> None:
    compounds = district.tables["compounds"]
    assert compounds["kind"].n_unique() == 4
    assert (compounds["first_move_in_on"] > date(2022, 3, 1)).sum() >= 2
    buildings = district.tables["buildings"]
    walk_up = (buildings["storeys"] <= 7) & ~buildings["has_lift"]
    assert walk_up.mean() == pytest.approx(0.6, abs=0.1)
    assert (buildings["built_year"] < 2000).mean() == pytest.approx(0.65, abs=0.12)


def test_a_quarter_of_the_very_old_alone_have_a_smart_water_meter(district: TakenIn) -> None:
    here = district.tables["residences"].filter(residence_kind="lives_here")
    alone = here.filter(pl.len().over("household_code") == 1)
    very_old = district.tables["residents"].filter(pl.col("birth_date") <= date(1944, 3, 1))
    homes = (
        alone.join(very_old, on="person_code", how="semi")
        .join(district.tables["households"], on="household_code")
        .join(district.tables["dwellings"], on="dwelling_code")
    )
    assert homes["smart_water_meter"].mean() == pytest.approx(0.25, abs=0.1)
