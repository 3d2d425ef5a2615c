"""Rows without a trustworthy number are one person with another row where all that is known says so."""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.registry.identity.pseudonym import resident_keys
from assets.registry.identity.same_person import persons
from assets.registry.linkage.decisions import of_residents
from assets.registry.linked_rows import SHARED_NUMBER, LinkedRows, linked_rows, resident_weights
from tests.assets.registry.conftest import SECRET, canonical

SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华",
)
HERE = {
    "person_code": "a",
    "name": "沈建华",
    "birth_date": date(1951, 4, 7),
    "sex": "male",
    "phone": "13800000001",
}
NOBODY: dict[str, Any] = {"id_type": "none", "id_value": None, "id_document_state": "missing"}


def neighbours() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Three hundred people with numbers, three to a household."""
    draw = random.Random(5)
    people = [
        {
            "person_code": f"n{number}",
            "name": draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, 2)),
            "sex": draw.choice(["male", "female"]),
            "birth_date": date(1940, 1, 1) + timedelta(draw.randrange(28_000)),
            "phone": f"139{draw.randrange(10**8):08}",
            **numbered(number),
        }
        for number in range(300)
    ]
    return people, [lives(f"n{number}", f"h{number // 3}") for number in range(300)]


def numbered(number: int) -> dict[str, Any]:
    return {"id_type": "passport", "id_value": f"E{number:08}", "id_document_state": "valid"}


def lives(person: str, household: str) -> dict[str, Any]:
    return {"person_code": person, "household_code": household}


def linked(
    *more: dict[str, Any], homes: dict[str, str], decided: list[dict[str, Any]] | None = None
) -> LinkedRows:
    people, residences = neighbours()
    tables = canonical(
        residents=[*people, *more],
        residences=[*residences, *(lives(*each) for each in homes.items())],
        households=[{"household_code": f"h{number}"} for number in range(101)],
        person_decisions=decided or [],
    )
    rows = tables["residents"]
    keys = resident_keys(SECRET, rows["id_type"], rows["id_value"])
    decisions = of_residents(tables["person_decisions"])
    return linked_rows(tables, persons(rows, keys), keys, decisions, resident_weights(Path("nowhere")))


def joined(found: LinkedRows) -> list[tuple[str, str]]:
    return found.clusters.filter(pl.col("record_id") != pl.col("cluster")).rows()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"name": "沈健华"},
        {"name": "沈 建 华"},
        {"birth_date": date(1951, 7, 4)},
        {"name": "建华沈"},
        {"phone": None, "name": "沈艺", "faulty_id_value": "310106195104070019"},
    ],
    ids=[
        "the same",
        "a homophone",
        "blanks",
        "day and month swapped",
        "given name first",
        "a digit of the number mistyped",
    ],
)
def test_however_the_second_row_is_written(said: dict[str, Any]) -> None:
    again = {**HERE, "person_code": "b", **NOBODY, **said}
    first = {**HERE, "id_type": "citizen_id", "id_value": "310106195104070011"}
    found = linked({**first, "id_document_state": "valid"}, again, homes={"a": "h100", "b": "h100"})
    assert joined(found) == [("b", "a")]


def test_where_less_is_known_somebody_is_asked() -> None:
    again = {**HERE, "person_code": "b", **NOBODY, "phone": None}
    found = linked({**HERE, **numbered(900)}, again, homes={"a": "h100", "b": "h100"})
    assert not joined(found)
    assert found.candidates.select("other_person_code", "reason").rows() == [("b", "doubtful")]


def test_twins_and_a_father_are_not_the_same() -> None:
    twin = {"birth_date": date(2020, 5, 5), "sex": "male", "phone": "13800000001", **NOBODY}
    found = linked(
        {**HERE, **numbered(900)},
        {"person_code": "b", "name": "沈子轩", **twin},
        {"person_code": "c", "name": "沈子涵", **twin},
        {"person_code": "d", "name": "沈建华", **twin, "birth_date": date(1985, 9, 9)},
        homes=dict.fromkeys("abcd", "h100"),
    )
    assert not joined(found)


def test_what_a_reviewer_decided_is_done_and_not_asked() -> None:
    again = {**HERE, "person_code": "b", **NOBODY}
    apart = {"person_code": "a", "other_person_code": "b", "same_person": False}
    found = linked({**HERE, **numbered(900)}, again, homes={"a": "h100", "b": "h100"}, decided=[apart])
    assert not joined(found)
    assert found.candidates.filter(pl.col("other_person_code") == "b").is_empty()


def test_people_under_one_number_are_put_before_a_reviewer() -> None:
    mother = {**HERE, "sex": "female", **numbered(900)}
    baby = {**mother, "person_code": "b", "name": "沈乐", "birth_date": date(2023, 11, 5)}
    found = linked(mother, baby, homes={"a": "h100", "b": "h100"})
    assert not joined(found)
    asked = found.candidates.select("person_code", "other_person_code", "reason").rows()
    assert asked == [("a", "b", SHARED_NUMBER)]


def test_what_is_asked_is_explained_without_a_value() -> None:
    again = {**HERE, "person_code": "b", "name": "沈建国", "birth_date": date(1951, 4, 9), **NOBODY}
    found = linked({**HERE, **numbered(900)}, again, homes={"a": "h100", "b": "h3"})
    told = found.candidates.explode("steps").unnest("steps").write_ndjson()
    assert not [value for value in ("沈", "1951", "138000") if value in told]
