"""Refused rows still say whom they are about, as far as they can be read."""

from datetime import date

import polars as pl

from assets.intake.canonical import to_canonical
from assets.intake.contracts import CANONICAL
from assets.intake.formats.reader import LINE
from assets.intake.mappings.loading import load_mappings
from assets.intake.quarantine.refused_subjects import refused_subjects

DAY = date(2024, 3, 2)
SOURCES = load_mappings()
PASSPORT = "E12345678"
PERSON = {"person_code": "P1", "id_type": "passport", "id_value": PASSPORT, "name": "甲", "sex": "male",
          "updated_on": DAY, "id_document_state": "valid", "rows_contradict": False}  # fmt: skip


Row = dict[str, str | None]


def named(source: str, *rows: Row, accepted: dict[str, pl.DataFrame] | None = None) -> set[tuple]:
    """Who is named by rows of a source in its own headers and codes, as (source, subject, code)."""
    mapped = SOURCES[source]
    header = {name: mapped.column(name).header for name in mapped.columns}
    empty = dict.fromkeys(header.values())
    raw = pl.DataFrame(
        [{**empty, **{header[name]: text for name, text in row.items()}} for row in rows],
        schema=dict.fromkeys(empty, pl.String),
    )
    numbered = raw.with_row_index(LINE, 2).cast({LINE: pl.Int64})
    made = to_canonical(source, "file.csv", mapped, numbered, DAY, {})
    tables = {table: contract.create_empty() for table, contract in CANONICAL.items()} | (accepted or {})
    found = refused_subjects([made.named], tables)
    return set(found.select("source", "subject", "subject_code").iter_rows())


def people(*rows: dict[str, object]) -> dict[str, pl.DataFrame]:
    contract = CANONICAL["residents"]
    schema = {name: column.dtype for name, column in contract.columns().items()}
    return {"residents": contract.validate(pl.DataFrame([{**PERSON, **row} for row in rows], schema=schema))}


ROLL = {"id_value": PASSPORT, "level": "全免", "valid_from": "2023-01-01"}
HOME = {"person_code": "P1", "household_code": "H1", "residence_kind": "1", "relation_to_head": "XX"}


def test_a_row_of_a_roll_is_about_who_carries_its_number() -> None:
    assert named("dibao", ROLL, accepted=people({})) == {("dibao", "resident", "P1")}


def test_a_row_of_a_roll_whose_number_nobody_carries_is_nobodys() -> None:
    assert named("dibao", ROLL, accepted=people({"id_value": "E87654321"})) == set()


def test_a_residence_is_about_the_person_and_the_household() -> None:
    assert named("residences", HOME) == {
        ("residences", "resident", "P1"), ("residences", "household", "H1"),
    }  # fmt: skip


def test_who_is_only_registered_there_is_no_member_in_doubt() -> None:
    assert named("residences", {**HOME, "residence_kind": "2"}) == {("residences", "resident", "P1")}


def test_a_kind_that_cannot_be_read_is_in_doubt() -> None:
    assert ("residences", "household", "H1") in named("residences", {**HOME, "residence_kind": "?"})


def elsewhere(kind: str) -> dict[str, pl.DataFrame]:
    """A good row of the same person and another household."""
    contract = CANONICAL["residences"]
    good = pl.DataFrame(
        [{"person_code": "P1", "household_code": "H2", "residence_kind": kind}],
        schema={name: column.dtype for name, column in contract.columns().items()},
    )
    return {"residences": good}


def test_who_has_a_good_residence_too_is_not_in_doubt_but_the_other_household_is() -> None:
    found = named("residences", HOME, accepted=elsewhere("lives_here"))
    assert found == {("residences", "household", "H1")}


def test_to_be_registered_elsewhere_settles_nothing() -> None:
    found = named("residences", HOME, accepted=elsewhere("registered_only"))
    assert ("residences", "resident", "P1") in found


def test_a_visit_on_an_impossible_day_is_about_the_household() -> None:
    visit = {"visit_code": "V1", "household_code": "H1", "visited_on": "2024-02-30", "channel": "1"}
    assert named("visits", visit) == {("visits", "household", "H1")}


def test_a_decision_by_hand_names_its_tag_too() -> None:
    contract = SOURCES["manual_tags"]
    assert {"subject", "subject_code", "tag_code", "action"} <= set(contract.columns)
    row = {"subject": "1", "subject_code": "P1", "tag_code": "M017", "action": "9"}
    assert named("manual_tags", row) == {("manual_tags", "resident", "P1")}


def test_a_finding_that_does_not_say_on_what_is_about_whatever_has_that_code() -> None:
    row = {"inspection_code": "I1", "subject": "?", "subject_code": "B1", "item": "1"}
    assert named("inspections", row) == {("inspections", kind, "B1") for kind in ("building", "compound")}
    decision = {"subject": None, "subject_code": "P1", "tag_code": "M017", "action": "1"}
    assert ("manual_tags", "resident", "P1") in named("manual_tags", decision)


def test_a_repetition_of_a_good_row_leaves_no_doubt() -> None:
    home = {**HOME, "relation_to_head": None}
    assert named("residences", home, home) == set()


def test_a_row_without_a_code_names_nobody() -> None:
    assert named("residences", {**HOME, "person_code": None, "household_code": None}) == set()


def test_a_building_says_its_compound_even_when_its_row_is_refused(taken) -> None:
    found = taken.refused_subject.filter(pl.col("source") == "buildings")
    assert found.height > 0
    assert found["compound_code"].null_count() == 0
