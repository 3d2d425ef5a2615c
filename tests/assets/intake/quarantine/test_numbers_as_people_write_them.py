"""Numbers with commas between thousands, shares in per cent; what may be read in two ways is none."""

from __future__ import annotations

import polars as pl
import pytest

from assets.intake.typed_columns import read_number
from tests.assets.intake.reading_rows import reasons, taken


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234.5", 1234.5), ("1,234,567", 1234567.0), ("1234,5", None), ("1,23", None), ("65.3㎡", None),
     ("约60", None), ("95%", None), ("1 234", None)],
)  # fmt: skip
def test_commas_part_thousands_only(text: str, number: float | None) -> None:
    assert pl.DataFrame({"t": [text]}).select(read_number(pl.col("t"))).item() == number


@pytest.mark.parametrize(("text", "share"), [("95%", 0.95), ("0.95", 0.95), ("%", None)])
def test_a_share_may_be_in_per_cent(text: str, share: float | None) -> None:
    assert pl.DataFrame({"t": [text]}).select(read_number(pl.col("t"), is_share=True)).item() == share


@pytest.mark.parametrize("shown", ["1.38E+10", "8.61E+12", "3.10106E+17"])
def test_a_phone_of_which_a_spreadsheet_shows_the_first_digits_is_none(shown: str) -> None:
    assert reasons(taken("residents", {"phone": shown})) == ["digits_lost:phone"]
