"""What the sample planted, intake finds: no row more, no row less."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.intake.intake import TakenIn, take_in
from assets.intake.mappings.loading import load_mappings
from assets.registry.addresses.complete import complete
from sample_district import SNAPSHOT_DATES

DECISIONS = {"person_decisions", "dwelling_decisions"}
"""Nobody has reviewed anything yet."""


def planted(landing: Path, day: object) -> dict[str, Any]:
    return json.loads((landing / "planted" / f"{day}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("day", SNAPSHOT_DATES, ids=str)
def test_quarantine_equals_what_was_planted(landing: Path, day) -> None:
    taken = take_in(landing / str(day), day)
    found: dict[str, dict[str, int]] = {}
    for source, reason, rows in taken.quarantine.group_by("source", "reason_code").len().iter_rows():
        found.setdefault(source, {})[reason] = rows
    expected = planted(landing, day)
    assert found == expected["quarantined"]
    assert set(found) == set(load_mappings()) - {"erasure_requests"} - DECISIONS
    of_state = {state: set(rows["source"]) for (state,), rows in taken.source_status.group_by("state")}
    assert of_state.pop("late", set()) == set(expected["late"])
    assert of_state.pop("absent", set()) <= DECISIONS
    assert of_state.keys() == {"good"}


def test_one_roll_is_late_on_the_newest_date_only(landing: Path) -> None:
    late = [planted(landing, day)["late"] for day in SNAPSHOT_DATES]
    assert late == [[], [], [], ["temporary_relief"]]


def test_documents_are_judged_as_planted(landing: Path, taken: TakenIn) -> None:
    odd = planted(landing, "2024-03-02")["accepted"]
    residents = taken.tables["residents"]
    states = dict(residents["id_document_state"].cast(pl.String).value_counts().iter_rows())
    assert states["bad_check_digit"] == odd["bad_check_digit"] > 0
    assert states["bad_form"] == odd["bad_form"] > 0
    assert states["missing"] == odd["without_document"] > 0
    types = dict(residents["id_type"].cast(pl.String).value_counts().iter_rows())
    assert types["residence_permit"] == odd["residence_permit"]
    assert types["foreign_permanent_id"] == odd["foreign_permanent_id"]


def test_declared_values_that_are_missing_or_differ_are_counted(landing: Path, taken: TakenIn) -> None:
    odd = planted(landing, "2024-03-02")["accepted"]
    warned = taken.warnings.filter(pl.col("source") == "residents").select("reason_code", "rows")
    counts = dict(warned.iter_rows())
    assert counts["birth_date_from_id"] == odd["birth_date_blank"] > 0
    assert counts["sex_from_id"] == odd["sex_blank"] > 0
    assert counts["birth_date_differs"] == odd["birth_date_differs"] > 0
    assert counts["sex_differs"] == odd["sex_differs"] > 0


def test_the_same_person_twice_and_the_same_name_twice_are_there(landing: Path, taken: TakenIn) -> None:
    odd = planted(landing, "2024-03-02")["accepted"]
    residents = taken.tables["residents"]
    again = residents.filter(pl.col("id_document_state") == "valid")["id_value"].is_duplicated()
    assert again.sum() == 2 * odd["same_person_again"] + odd["numbers_on_several_people"] > 0
    twins = residents.select("name", "sex", "birth_date").is_duplicated().sum()
    assert twins >= 2 * (odd["same_person_again"] + odd["same_person_by_another_document"])
    committees = taken.tables["divisions"]
    assert committees["name"].is_duplicated().sum() == odd["committees_sharing_a_name"] == 4
    dwellings = taken.tables["dwellings"]
    flat = dwellings.select(pl.len().over("building_code") > 1).to_series()
    assert (~complete(dwellings["address"], flat)).sum() == odd["incomplete_addresses"] > 0
    old_form = residents["id_value"].str.contains("^[A-Z]{3}[0-9]{12}$").sum()
    assert old_form == odd["foreign_permanent_id_of_old_form"]


def test_households_without_a_dwelling_have_its_address_in_words(landing: Path, taken: TakenIn) -> None:
    planted_forms = planted(landing, "2024-03-02")["addresses"]
    households = taken.tables["households"].filter(household_type="family")
    assert households["dwelling_code"].null_count() == sum(planted_forms.values()) > 0
    assert households.filter(pl.col("dwelling_code").is_null())["address"].null_count() == 0


def test_numbers_of_15_digits_and_with_small_x_are_kept(landing: Path, taken: TakenIn) -> None:
    assert planted(landing, "2024-03-02")["accepted"]["fifteen_digits"] > 0
    residents = taken.tables["residents"]
    numbered = residents.filter(
        (pl.col("id_type") == "citizen_id") & (pl.col("id_document_state") == "valid")
    )
    assert numbered["id_value"].str.contains(r"^\d{17}[\dX]$").all()


def test_notes_with_personal_details_are_masked_and_no_others(landing: Path, taken: TakenIn) -> None:
    odd = planted(landing, "2024-03-02")["accepted"]
    masked = taken.warnings.filter(pl.col("reason_code") == "note_masked")
    expected = {
        "visits": odd["personal_notes"],
        "hotline_tickets": odd["personal_texts"],
        "committee_requests": odd["personal_topics"],
        "public_opinions": odd["personal_opinions"],
        "survey_responses": odd["personal_other_needs"],
    }
    assert dict(masked.select("source", "rows").iter_rows()) == {
        source: rows for source, rows in expected.items() if rows
    }


def test_birthdays_on_the_date_and_on_29_february_are_there(landing: Path, taken: TakenIn) -> None:
    odd = planted(landing, "2024-03-02")["accepted"]
    birth = taken.tables["residents"]["birth_date"]
    assert ((birth.dt.month() == 3) & (birth.dt.day() == 2)).sum() == odd["birthday_on_snapshot_date"] > 0
    assert ((birth.dt.month() == 2) & (birth.dt.day() == 29)).sum() == odd["born_on_29_february"] > 0
