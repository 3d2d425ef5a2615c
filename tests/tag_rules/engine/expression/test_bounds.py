"""A bound decides a comparison as far as every value that it allows decides it the same way."""

from __future__ import annotations

from datetime import date, timedelta

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tag_rules.engine.expression import (
    Scope,
    Vocabulary,
    compile_expression,
    interpret,
    lower,
    parse_condition,
)
from tag_rules.engine.expression.nodes import Type

AS_OF = date(2024, 3, 1)
WORDS = Vocabulary(
    {
        "count": Type("integer", magnitude=2**31, bound="at_least"),
        "seen_on": Type("date", bound="at_most"),
        "age": Type("integer", magnitude=2**31),
    },
    {},
    {},
)
SCHEMA = {"count": pl.Int32, "count_at_least": pl.Int32, "seen_on": pl.Date, "seen_on_at_most": pl.Date}
COMPARE = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
SMALL = st.integers(0, 4)


def both(text: str, row: dict[str, object]) -> bool | None:
    """What the compiled form gives for one row, after the slow one gave the same."""
    tree, findings = parse_condition(text, WORDS)
    assert not findings
    lowered = lower(tree, AS_OF, lambda name: AS_OF, {})
    frame = nw.from_native(pl.DataFrame([row], schema=SCHEMA))
    fast = frame.select(compile_expression(lowered, AS_OF, {}).alias("found")).to_native()["found"][0]
    slow = interpret(tree, Scope(row.get, lambda name: AS_OF, row.get))  # type: ignore[arg-type]
    assert fast == slow, (text, row)
    return slow


CONDITIONS = st.one_of(
    st.tuples(COMPARE, SMALL).map(lambda drawn: f"count {drawn[0]} {drawn[1]}"),
    st.tuples(SMALL, COMPARE).map(lambda drawn: f"{drawn[0]} {drawn[1]} count"),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), SMALL).map(
        lambda drawn: f"count {drawn[0]} {drawn[1]}.5"
    ),
)


@settings(database=None, deadline=None, max_examples=60)
@given(CONDITIONS, SMALL)
def test_at_least_decides_what_all_larger_counts_agree_on(text: str, least: int) -> None:
    worlds = {both(text, {"count": least + more}) for more in range(7)}
    assert both(text, {"count_at_least": least}) == (worlds.pop() if len(worlds) == 1 else None)


@settings(database=None, deadline=None, max_examples=60)
@given(COMPARE, st.integers(-2, 2), st.booleans())
def test_at_most_decides_what_all_earlier_days_agree_on(symbol: str, days: int, turned: bool) -> None:
    parts = ["seen_on", symbol, ":as_of - interval '1' month"]
    text = " ".join(reversed(parts) if turned else parts)
    latest = date(2024, 2, 1) + timedelta(days)
    worlds = {both(text, {"seen_on": latest - timedelta(less)}) for less in range(7)}
    assert both(text, {"seen_on_at_most": latest}) == (worlds.pop() if len(worlds) == 1 else None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("count between 1 and 3", None), ("count between 0 and 1", False), ("count in (0, 1)", False),
        ("count in (1, 5)", None), ("count not in (0, 1)", True), ("not (count > 1)", False),
        ("count > 1 or seen_on < :as_of", True), ("count - 1 > 0", None), ("count is null", True),
        ("coalesce(count, 0) = 0", True), ("(count >= 2) is true", True),
    ],
)  # fmt: skip
def test_a_bound_counts_in_comparisons_with_constants_only(text: str, found: bool | None) -> None:
    assert both(text, {"count_at_least": 2}) is found


def test_what_is_known_exactly_wins() -> None:
    assert both("count >= 3", {"count": 2, "count_at_least": 3}) is False


def test_a_frame_without_bounds_knows_nothing_of_them() -> None:
    assert both("count >= 1", {}) is None
