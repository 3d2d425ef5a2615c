"""Where two reviewers name two dwellings of one day neither stands; one reviewer's last word does."""

from datetime import date

import polars as pl

from assets.intake.contracts import CANONICAL
from assets.registry.matched_dwellings import disputed_households, effective_dwellings

ONE, TWO = date(2024, 3, 1), date(2024, 3, 2)


def decided(*rows: tuple[str, str, date]) -> pl.DataFrame:
    schema = CANONICAL["dwelling_decisions"].create_empty().schema
    return pl.DataFrame([("h1", *row) for row in rows], schema=schema, orient="row")


def standing(frame: pl.DataFrame) -> list[str]:
    return effective_dwellings(frame)["dwelling_code"].to_list()


def test_two_reviewers_of_one_day_in_any_order() -> None:
    rows = [("d1", "R1", TWO), ("d2", "R2", TWO), ("d3", "R3", ONE)]
    for frame in (decided(*rows), decided(*rows[::-1])):
        assert standing(frame) == []
        assert disputed_households(frame).to_list() == ["h1"]


def test_a_newer_day_ends_it() -> None:
    frame = decided(("d1", "R1", TWO), ("d2", "R2", ONE), ("d3", "R3", ONE))
    assert standing(frame) == ["d1"]
    assert disputed_households(frame).is_empty()


def test_two_who_agree() -> None:
    assert standing(decided(("d1", "R1", ONE), ("d1", "R2", ONE))) == ["d1"]


def test_who_corrects_themselves_on_the_same_day() -> None:
    assert standing(decided(("d1", "R1", ONE), ("d2", "R1", ONE))) == ["d2"]
