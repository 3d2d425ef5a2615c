import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assets.registry.deduplicate import deduplicate

ROWS = st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(0, 3), st.integers(0, 3)), max_size=8)


@given(ROWS)
def test_the_same_as_sorting_everything(rows: list[tuple[int, int | None, int]]) -> None:
    frame = pl.DataFrame(
        rows, schema={"key": pl.Int64, "on": pl.Int64, "code": pl.Int64}, orient="row"
    ).with_row_index()
    by, order = ["on", "code", "index"], [True, False, False]
    plain = frame.sort(by, descending=order, nulls_last=True).unique("key", keep="first", maintain_order=True)
    assert deduplicate(frame, ["key"], by, order).sort("key").equals(plain.sort("key"))
    both = deduplicate(frame, ["key", "code"], by, order).sort("key", "code")
    assert both.select("key", "code").rows() == sorted({(key, code) for key, _, code in rows})
