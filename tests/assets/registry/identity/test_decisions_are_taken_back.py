"""A decision that was taken back is as if nobody had decided; what is decided afterwards stands."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.intake.contracts import CANONICAL
from assets.registry.identity.decision_store import add_decisions, all_decisions, read_decisions

Said = tuple[str, str, bool | None, str, int]


def frame(*rows: Said) -> dict[str, pl.DataFrame]:
    empty = CANONICAL["person_decisions"].create_empty()
    made = [(one, other, same, by, date(2024, 3, day)) for one, other, same, by, day in rows]
    return {"person_decisions": pl.DataFrame(made, schema=empty.schema, orient="row")}


def standing(folder: Path, *delivered: Said) -> list[tuple[str, str, bool]]:
    rows = all_decisions(frame(*delivered), folder)["person_decisions"]
    return rows.select("person_code", "other_person_code", "same_person").rows()


@pytest.mark.parametrize(
    "back", [("a", "b", None, "R1", 2), ("b", "a", None, "R2", 2), ("a", "b", None, "R1", 9)]
)
def test_it_is_as_if_nobody_had_decided(tmp_path: Path, back: Said) -> None:
    add_decisions(
        tmp_path, frame(("a", "b", True, "R1", 2), ("a", "b", False, "R2", 1), ("c", "d", True, "R1", 2))
    )
    add_decisions(tmp_path, frame(back))
    assert standing(tmp_path) == [("c", "d", True)]


def test_who_took_back_and_when_is_kept(tmp_path: Path) -> None:
    add_decisions(tmp_path, frame(("a", "b", True, "R1", 2)))
    add_decisions(tmp_path, frame(("a", "b", None, "R2", 3)))
    assert read_decisions(tmp_path)["person_decisions"]["decided_by"].to_list() == ["R1", "R2"]


def test_a_decision_of_a_later_day_or_taken_in_later_stands(tmp_path: Path) -> None:
    add_decisions(tmp_path, frame(("a", "b", True, "R1", 2)))
    add_decisions(tmp_path, frame(("a", "b", None, "R1", 3)))
    add_decisions(tmp_path, frame(("a", "b", False, "R1", 2)))  # older than its taking back
    assert standing(tmp_path) == []
    add_decisions(tmp_path, frame(("a", "b", False, "R1", 3)))
    assert standing(tmp_path) == [("a", "b", False)]


def test_the_same_file_once_more_brings_nothing_back(tmp_path: Path) -> None:
    decided, back = frame(("a", "b", True, "R1", 2)), frame(("a", "b", None, "R1", 2))
    for each in (decided, back, decided, back, decided):
        add_decisions(tmp_path, each)
    assert standing(tmp_path) == []


def test_of_one_file_taking_back_comes_last(tmp_path: Path) -> None:
    add_decisions(tmp_path, frame(("a", "b", None, "R1", 2), ("a", "b", True, "R1", 2)))
    assert standing(tmp_path) == []


def test_the_export_says_the_same_every_night_and_takes_nothing_back(tmp_path: Path) -> None:
    add_decisions(tmp_path, frame(("a", "b", None, "R1", 3), ("c", "d", True, "R1", 1)))
    said: list[Said] = [("a", "b", True, "R1", 2), ("c", "d", None, "R1", 4)]
    assert standing(tmp_path, *said) == [("c", "d", True)]
    assert standing(tmp_path, ("a", "b", True, "R1", 4)) == [("c", "d", True), ("a", "b", True)]


def test_where_a_household_lives_is_taken_back_too(tmp_path: Path) -> None:
    schema = CANONICAL["dwelling_decisions"].create_empty().schema
    rows = [("h1", "D4", "R1", date(2024, 3, 1)), ("h2", "D5", "R1", date(2024, 3, 1))]
    add_decisions(tmp_path, {"dwelling_decisions": pl.DataFrame(rows, schema=schema, orient="row")})
    back = pl.DataFrame([("h1", None, "R1", date(2024, 3, 1))], schema=schema, orient="row")
    add_decisions(tmp_path, {"dwelling_decisions": back})
    assert all_decisions({}, tmp_path)["dwelling_decisions"]["household_code"].to_list() == ["h2"]
