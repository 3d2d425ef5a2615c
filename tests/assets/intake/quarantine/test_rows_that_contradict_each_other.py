"""Rows of one key that say different things: what differs is unknown, in whatever order they come."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import polars as pl
import pytest

from assets.intake.quarantine.repetitions import CONTRADICTS, with_repetitions

PERSON = {
    "person_code": "R1", "id_type": "none", "id_value": None, "name": "甲", "sex": "male",
    "birth_date": date(1940, 1, 1), "registration_type": "local", "updated_on": date(2023, 1, 1),
}  # fmt: skip
ENTRY = {
    "roll": "care_assessment", "id_value": "1", "level": "3", "valid_from": date(2024, 1, 1), "valid_to": None
}  # fmt: skip


def judged(table: str, *rows: dict[str, object]) -> tuple[pl.DataFrame, list[str]]:
    typed = pl.DataFrame(list(rows), infer_schema_length=None)
    good = pl.Series("reasons", [""] * typed.height, dtype=pl.String)
    merged, reasons = with_repetitions(table, typed, good, typed.columns)
    return merged.filter(reasons == ""), reasons.to_list()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_differs_is_unknown_whatever_the_order(order: tuple[int, ...]) -> None:
    rows = [
        PERSON,
        PERSON | {"birth_date": date(2020, 1, 1), "updated_on": date(2024, 2, 20)},
        PERSON | {"sex": "female"},
    ]
    standing, reasons = judged("residents", *(rows[place] for place in order))
    expected = PERSON | {
        "birth_date": None,
        "sex": "unknown",
        "updated_on": date(2024, 2, 20),
        CONTRADICTS: True,
    }
    assert standing.rows(named=True) == [expected]
    assert reasons == ["", "duplicate_key:person_code", "duplicate_key:person_code"]


def test_whoever_says_nothing_does_not_contradict() -> None:
    standing, reasons = judged("residents", PERSON | {"birth_date": None, "sex": "unknown"}, PERSON)
    assert standing.rows(named=True) == [PERSON | {CONTRADICTS: False}]
    assert reasons == ["", "duplicate_row:person_code"]


def test_the_same_row_again_changes_nothing() -> None:
    standing, reasons = judged("residents", PERSON, PERSON)
    assert standing.rows(named=True) == [PERSON | {CONTRADICTS: False}]
    assert reasons == ["", "duplicate_row:person_code"]


@pytest.mark.parametrize("other", [{"level": "5"}, {"valid_to": date(2024, 3, 1)}])
def test_a_level_or_an_end_that_differs_takes_no_row(other: dict[str, object]) -> None:
    standing, reasons = judged("department_rolls", ENTRY, ENTRY | other, ENTRY)
    assert standing.is_empty()
    assert reasons == ["contradictory_rows:roll"] * 3


def test_the_city_giving_a_tag_twice_gives_it_since_the_later_day() -> None:
    given = {"id_value": "1", "tag_code": "M017", "value": None, "since": date(2023, 1, 1)}
    standing, _ = judged("upstream_tags", given, given | {"since": date(2024, 1, 1)})
    assert standing["since"].to_list() == [date(2024, 1, 1)]


def test_other_people_are_as_they_were() -> None:
    standing, reasons = judged("residents", PERSON, PERSON | {"person_code": "R2"})
    assert standing["person_code"].to_list() == ["R1", "R2"]
    assert reasons == ["", ""]
