"""A missing text stays missing, and every text stands in its own row."""

import polars as pl

from assets.intake.masking import masked


def test_rows_stay_in_place() -> None:
    frame = pl.DataFrame({"text": [None, "联系人王建国", "", None, "电梯坏了"]})
    assert frame.select(masked(pl.col("text")))["text"].to_list() == [
        None,
        "联系人［姓名］",
        "",
        None,
        "电梯坏了",
    ]


def test_a_column_without_any_text() -> None:
    frame = pl.DataFrame({"text": [None, None]}, schema={"text": pl.String})
    assert frame.select(masked(pl.col("text")))["text"].to_list() == [None, None]
    assert frame.clear().select(masked(pl.col("text"))).height == 0
