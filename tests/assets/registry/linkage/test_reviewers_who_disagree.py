"""Two reviewers who differ on a pair are told of, until one of them says otherwise."""

from datetime import date

import polars as pl

from assets.registry.linkage.decisions import COLUMNS, disputed_pairs

ONE, TWO, THREE = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)


def disputed(*rows: tuple[str, str, bool | None, str, date]) -> list[tuple[str, str]]:
    return disputed_pairs(pl.DataFrame(list(rows), schema=COLUMNS, orient="row")).rows()


def test_a_pair_on_which_two_differ() -> None:
    assert disputed(("a", "b", True, "R1", ONE), ("b", "a", False, "R2", TWO)) == [("a", "b")]


def test_whoever_changes_their_mind_ends_it() -> None:
    rows = [("a", "b", True, "R1", ONE), ("a", "b", False, "R2", TWO), ("a", "b", False, "R1", THREE)]
    assert disputed(*rows) == []
    assert disputed(("a", "b", True, "R1", ONE), ("a", "b", False, "R1", TWO)) == []


def test_an_open_pair_is_no_opinion() -> None:
    assert disputed(("a", "b", True, "R1", ONE), ("a", "b", None, "R2", TWO)) == []
