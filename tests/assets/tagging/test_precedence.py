from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.registry.decisions import REFUSED

OLD = {
    "birth_date": date(1940, 1, 1),
    "registration_type": "local",
    "lives_here": True,
    "registered_here": True,
}
YOUNG = {**OLD, "birth_date": date(2000, 1, 1)}
UNKNOWN = {**OLD, "birth_date": None}
CITY = (1, "M021", "grade A")
ADD = ("resident", 1, "M021", "add", "by hand")
SUPPRESS = ("resident", 1, "M021", "suppress", None)
DISPUTE = ("resident", 1, "M021", "dispute", None)


@pytest.mark.parametrize(
    ("person", "city", "hand", "expected"),
    [
        (YOUNG, [], [], None),
        (OLD, [], [], (True, None, "rule", "active")),
        (UNKNOWN, [], [], (None, None, "rule", "active")),
        (OLD, [CITY], [], (True, "grade A", "upstream", "active")),
        (YOUNG, [CITY], [], (True, "grade A", "upstream", "active")),
        (UNKNOWN, [CITY], [], (True, "grade A", "upstream", "active")),
        (YOUNG, [], [ADD], (True, "by hand", "manual", "active")),
        (OLD, [CITY], [ADD], (True, "by hand", "manual", "active")),
        (OLD, [CITY], [SUPPRESS], None),
        (UNKNOWN, [], [SUPPRESS], None),
        (OLD, [], [ADD, SUPPRESS], None),
        (YOUNG, [], [DISPUTE], None),
        (OLD, [], [DISPUTE], (True, None, "rule", "disputed")),
        (OLD, [CITY], [DISPUTE], (True, "grade A", "upstream", "disputed")),
        (YOUNG, [], [ADD, DISPUTE], (True, "by hand", "manual", "disputed")),
    ],
)
def test_hand_is_above_the_city_and_the_city_above_the_rule(
    person: dict[str, Any],
    city: list[Any],
    hand: list[Any],
    expected: Any,
    facts: Any,
    upstream: Any,
    manual: Any,
    tag: Any,
) -> None:
    row = tag("M021", facts("resident", person), upstream(*city), manual(*hand))
    assert (row and (row["outcome"], row["value"], row["origin"], row["status"])) == expected


@pytest.mark.parametrize(
    ("person", "expected"), [(YOUNG, (None, "manual")), (UNKNOWN, (None, "rule")), (OLD, (True, "rule"))]
)
def test_what_a_decision_that_nobody_can_read_may_give_is_unknown(
    person: dict[str, Any], expected: Any, facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    unread = manual(DISPUTE).with_columns(reason=pl.lit(REFUSED))
    row = tag("M021", facts("resident", person), upstream(), unread)
    assert (row["outcome"], row["origin"], row["status"]) == (*expected, "disputed")
