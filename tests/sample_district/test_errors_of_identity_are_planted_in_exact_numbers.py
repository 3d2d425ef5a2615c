"""Each kind of error of identity and each form of address is there in the number that a scale has."""

import json
from pathlib import Path

import polars as pl
import pytest

from assets.intake.intake import TakenIn
from sample_district import SNAPSHOT_DATES, read_truth
from sample_district.people.look_alikes import LOOK_ALIKES, TWINS
from sample_district.people.recorded_twice import DIFFERENCES
from sample_district.places.written_addresses import FORMS, in_numerals

PER_KIND = 4
"""400 at scale 1.0; the district of this folder is a hundredth."""


@pytest.fixture(scope="module")
def people(district_landing: Path) -> pl.DataFrame:
    return read_truth(district_landing, SNAPSHOT_DATES[0])[0]


def test_there_are_as_many_as_is_said(district_landing: Path, people: pl.DataFrame) -> None:
    text = (district_landing / "planted" / f"{SNAPSHOT_DATES[0]}.json").read_text(encoding="utf-8")
    planted = json.loads(text)
    assert planted["addresses"] == dict.fromkeys(sorted(FORMS), PER_KIND)
    assert planted["identity"] == {
        "another_document": 2,
        "same_number": 2,
        **dict.fromkeys(DIFFERENCES, PER_KIND),
        **dict.fromkeys(LOOK_ALIKES, 2 * PER_KIND),
    }
    assert dict(people.drop_nulls("planted").group_by("planted").len().iter_rows()) == planted["identity"]


def test_every_code_is_somebody(district: TakenIn, people: pl.DataFrame) -> None:
    assert people["person_code"].is_unique().all()
    assert set(people["person_code"]) == set(district.tables["residents"]["person_code"])


def test_a_second_row_is_of_somebody_who_has_another(people: pl.DataFrame) -> None:
    second = people.filter(pl.col("planted").is_in(list(DIFFERENCES)))
    assert second["document"].value_counts()["count"].to_list() == [len(DIFFERENCES)] * 4
    first = people.filter(pl.col("planted").is_null())
    assert second.join(first, on="person").height == second.height


def test_second_rows_have_no_number_to_trust_but_a_passports(district: TakenIn, people: pl.DataFrame) -> None:
    rows = district.tables["residents"].join(people.drop_nulls("document"), on="person_code")
    states = rows.select("document", pl.col("id_document_state").cast(pl.String)).unique()
    assert set(states.iter_rows()) == {
        ("none", "missing"),
        ("neither", "missing"),
        ("bad_check_digit", "bad_check_digit"),
        ("passport", "valid"),
    }


def test_twins_differ_in_a_character_of_the_name_alone(district: TakenIn, people: pl.DataFrame) -> None:
    twins = district.tables["residents"].join(people.filter(planted=TWINS), on="person_code")
    by_birth = twins.group_by("sex", "birth_date", pl.col("name").str.slice(0, 1)).len()
    assert by_birth["len"].to_list() == [2] * PER_KIND
    assert twins["name"].is_unique().all()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("14", "十四"),
        ("669", "六百六十九"),
        ("105", "一百零五"),
        ("1002", "一千零二"),
        ("20", "二十"),
        ("110", "一百一十"),
    ],
)
def test_numbers_are_said_as_people_say_them(number: str, said: str) -> None:
    assert in_numerals(number) == said
