"""False by our rule is unknown where the city may say otherwise, for whatever tag its mapping gives."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.tagging.city import DOUBTED

YOUNG = {"birth_date": date(2000, 1, 1), "household_residents": 3, "lives_here": True}
ALONE = {"household_residents": 1, "household_type": "family", "lives_here": True}
OLD_AND_ALONE = {"birth_date": date(1940, 1, 1), **ALONE}
GIVES = frozenset({"M017", "M023"})


def doubted(*rows: tuple[int, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=DOUBTED, orient="row")


def test_no_by_rule_is_unknown_while_the_citys_file_is_silent(
    facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    city = upstream((1, "M017", None))
    row = tag("M017", facts("resident", YOUNG), city, manual(), gives=GIVES, is_silent=True)
    assert (row["outcome"], row["origin"]) == (None, "upstream")
    row = tag("M017", facts("resident", OLD_AND_ALONE), city, manual(), gives=GIVES, is_silent=True)
    assert (row["outcome"], row["origin"]) == (True, "rule")


def test_a_tag_that_the_city_does_not_give_is_still_no(
    facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    assert tag("M017", facts("resident", YOUNG), upstream(), manual(), is_silent=True) is None


@pytest.mark.parametrize(("named", "is_unknown"), [(None, True), ("M017", True), ("M023", False)])
def test_a_refused_row_of_the_city_leaves_open_the_tag_it_names_or_all(
    named: str | None, is_unknown: bool, facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    doubt = {"gives": GIVES, "doubted": doubted((1, named))}
    row = tag("M017", facts("resident", YOUNG), upstream(), manual(), **doubt)
    assert (row is not None and row["outcome"] is None) == is_unknown
    assert tag("M017", facts("resident", OLD_AND_ALONE), upstream(), manual(), **doubt)["outcome"] is True


def test_who_is_named_by_nobody_is_no(facts: Any, upstream: Any, manual: Any, tag: Any) -> None:
    resident = facts("resident", YOUNG)
    others = {"gives": GIVES, "doubted": doubted((2, None)), "undocumented": pl.Series([1])}
    assert tag("M017", resident, upstream(), manual(), **others) is None


def test_a_complete_list_that_is_silent_about_somebody_says_no(
    facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    whole = {"gives": GIVES, "complete": frozenset({"M017"})}
    resident = facts("resident", OLD_AND_ALONE)
    assert tag("M017", resident, upstream(), manual(), **whole) is None
    assert tag("M017", resident, upstream((1, "M017", None)), manual(), **whole)["origin"] == "upstream"
    by_hand = manual(("resident", 1, "M017", "add", None))
    assert tag("M017", resident, upstream(), by_hand, **whole)["origin"] == "manual"


@pytest.mark.parametrize(
    "because", [{"is_silent": True}, {"undocumented": pl.Series([1])}, {"doubted": doubted((1, "M017"))}]
)
def test_where_a_complete_list_cannot_be_read_our_rule_does_not_stand_in(
    because: Any, facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    whole = {"gives": GIVES, "complete": frozenset({"M017"}), **because}
    assert tag("M017", facts("resident", OLD_AND_ALONE), upstream(), manual(), **whole)["outcome"] is None
