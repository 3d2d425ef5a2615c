from datetime import date
from typing import Any

import polars as pl
import pytest


@pytest.mark.parametrize(
    ("lives_here", "registered_here", "unknown"),
    [
        (True, False, True),
        (False, True, True),
        (None, False, True),
        (False, None, True),
        (False, False, False),
    ],
)
def test_a_tag_only_the_city_gives_is_unknown_for_those_who_may_be_ours(
    lives_here: bool | None,
    registered_here: bool | None,
    unknown: bool,
    facts: Any,
    upstream: Any,
    manual: Any,
    tag: Any,
) -> None:
    resident = facts("resident", {"lives_here": lives_here, "registered_here": registered_here})
    row = tag("M040", resident, upstream((1, "M040", None)), manual(), is_silent=True)
    assert (row is not None) == unknown
    assert row is None or (row["outcome"], row["origin"]) == (None, "upstream")


def test_a_decision_by_hand_stands_while_the_city_is_silent(
    facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    decision = manual(("resident", 1, "M040", "add", None))
    row = tag("M040", facts("resident", {"lives_here": True}), upstream(), decision, is_silent=True)
    assert (row["outcome"], row["origin"]) == (True, "manual")


def test_a_fresh_table_without_a_row_means_false(facts: Any, upstream: Any, manual: Any, tag: Any) -> None:
    assert tag("M040", facts("resident", {"lives_here": True}), upstream(), manual()) is None


def test_a_tag_with_a_rule_of_ours_is_unknown_unless_the_rule_gives_it(
    facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    local = {"registration_type": "local", "lives_here": True}
    elder = facts("resident", {"birth_date": date(1940, 1, 1), **local})
    child = facts("resident", {"birth_date": date(2020, 1, 1), **local})
    assert tag("M021", elder, upstream(), manual(), is_silent=True)["outcome"] is True
    assert tag("M021", child, upstream(), manual(), is_silent=True)["outcome"] is None
    assert tag("M021", child, upstream(), manual()) is None


def test_who_has_no_document_cannot_be_found_in_the_citys_file(
    facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    resident = facts("resident", {"lives_here": True})
    assert tag("M040", resident, upstream(), manual(), undocumented=pl.Series([1]))["outcome"] is None
    assert tag("M040", resident, upstream(), manual()) is None
