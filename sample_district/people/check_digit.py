"""The check digit of a citizen number (GB 11643-1999, ISO 7064 MOD 11-2), as an issuer works it out.

Intake checks these numbers by code of its own: one mistake is not made on both sides.
"""

from __future__ import annotations

import polars as pl

CHARACTERS = "10X98765432"


def check_digit(body: pl.Series) -> pl.Series:
    """Return the 18th character of numbers whose first 17 digits are given."""
    number = body.cast(pl.Int64)
    # The weight of the digit at 10^k is 2^(k+1) mod 11.
    weighted = sum((number // 10**place % 10) * (2 ** (place + 1) % 11) for place in range(17))
    remainder = pl.select(weighted % 11).to_series()
    return remainder.replace_strict(dict(enumerate(CHARACTERS)), return_dtype=pl.String)


def another_check_digit(number: pl.Expr) -> pl.Expr:
    """Return numbers whose 18th character is not the right one."""
    return number.str.slice(0, 17) + pl.when(number.str.ends_with("1")).then(pl.lit("2")).otherwise(
        pl.lit("1")
    )
