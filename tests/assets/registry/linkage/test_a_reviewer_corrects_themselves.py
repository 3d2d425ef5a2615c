"""One reviewer's last word of a day stands, also where it joins; of two reviewers' "two people" does."""

from datetime import date

import polars as pl

from assets.registry.linkage.decisions import COLUMNS, effective_decisions

DAY = date(2024, 3, 1)


def same(*rows: tuple[str, str, bool, str]) -> list[bool]:
    frame = pl.DataFrame([(*row, DAY) for row in rows], schema=COLUMNS, orient="row")
    return effective_decisions(frame)["same"].to_list()


def test_a_slip_is_corrected_on_the_same_day() -> None:
    assert same(("a", "b", False, "R1"), ("b", "a", True, "R1")) == [True]
    assert same(("a", "b", True, "R1"), ("a", "b", False, "R1")) == [False]


def test_two_reviewers_of_one_day_in_any_order() -> None:
    rows = [("a", "b", False, "R1"), ("a", "b", True, "R2")]
    assert same(*rows) == same(*rows[::-1]) == [False]
