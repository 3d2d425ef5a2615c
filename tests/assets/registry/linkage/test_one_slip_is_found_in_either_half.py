"""Two texts differ by one slip where their distance says so, whichever half it is in."""

import duckdb
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.registry.linkage.comparisons import one_slip

TEXT = st.text("ab1沪弄", max_size=9)


@st.composite
def written_twice(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and the same with signs left out, added, replaced or swapped."""
    text = list(draw(TEXT))
    other = list(text)
    for _ in range(draw(st.integers(0, 2))):
        at, sign = draw(st.integers(0, len(other))), draw(st.sampled_from(["", "a", "沪", "ab"]))
        if draw(st.booleans()):
            other[at : at + 2] = reversed(other[at : at + 2])
        else:
            other[at : at + draw(st.integers(0, 1))] = list(sign)
    return "".join(text), "".join(other)


@settings(deadline=None)
@given(st.lists(st.one_of(written_twice(), st.tuples(TEXT, TEXT)), min_size=1, max_size=200))
def test_it_is_a_distance_of_one_at_most(pairs: list[tuple[str, str]]) -> None:
    texts = pl.DataFrame(pairs, schema={"x_l": pl.String, "x_r": pl.String}, orient="row")
    with duckdb.connect() as connection:
        connection.register("texts", texts.to_arrow())
        found = connection.execute(
            f"select x_l, x_r from texts where {one_slip('x')} <> (damerau_levenshtein(x_l, x_r) <= 1)"
        ).fetchall()
    assert found == []
