"""Address codes (行政区划代码) at the head of citizen numbers, judged at the birth date; they only ever warn.

What belongs here: ``address_codes.csv`` and the one question asked of it. Source: the editions of GB/T 2260
and the changes of county-level divisions that the Ministry of Civil Affairs announced. Two digits are a
province. Where a province's county-level codes are listed (Shanghai's are), a code outside the list never
existed; of other provinces only the two digits are judged, and what is not listed is not warned of.
What does not: the rest of the number (``identity_documents``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

CODES = Path(__file__).parent / "address_codes.csv"
NUMBERING_BEGAN = 1984
"""Numbers were first given in 1984: whoever was born before got a code that was in force then, or later."""


@cache
def address_codes() -> pl.DataFrame:
    """Return the codes: code (2 or 6 digits), name, first_year? and last_year? (both inclusive).

    Whole years, because offices went over to a new code in the months around a change. A first year before
    ``NUMBERING_BEGAN`` is null, a last year is null while the code is in force.
    """
    types = {"code": pl.String, "name": pl.String, "first_year": pl.Int32, "last_year": pl.Int32}
    return pl.read_csv(CODES, schema=types)


def address_code_not_in_force(number: pl.Expr, birth_date: pl.Expr) -> pl.Expr:
    """Return whether the code of a citizen number was not in force at birth (or in 1984, when that is later).

    Boolean per row; null where number or birth date is. It tells of a slip of the pen or of a number given
    late in life, never that a person is not who they are: nothing but a count may follow from it.
    """
    codes = address_codes()
    provinces = codes.filter(pl.col("code").str.len_bytes() == 2)["code"]
    counties = codes.filter(pl.col("code").str.len_bytes() == 6)["code"]
    county, province = number.str.slice(0, 6), number.str.slice(0, 2)
    listed = (
        pl.when(province.is_in(counties.str.slice(0, 2).unique().implode())).then(county).otherwise(province)
    )
    known = listed.is_in(pl.concat([provinces, counties]).implode())
    year = pl.max_horizontal(birth_date.dt.year(), pl.lit(NUMBERING_BEGAN, pl.Int32))
    first, last = (
        listed.replace_strict(codes["code"], codes[name], default=None, return_dtype=pl.Int32)
        for name in ("first_year", "last_year")
    )
    outside = (year < first).fill_null(False) | (year > last).fill_null(False)
    return pl.when(number.is_not_null() & birth_date.is_not_null()).then(~known | outside)
