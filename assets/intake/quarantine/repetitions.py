"""Rows that come twice: the same again, or another content under the same key.

What belongs here: finding them among good rows. What does not: any other fault (`row_faults`).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from assets.intake.typed_columns import RAW


def with_repetitions(
    typed: pl.DataFrame, reasons: pl.Series, keys: list[str], delivered: list[str]
) -> pl.Series:
    """Add a reason to good rows whose key an earlier good row has; the first one counts, whatever it says."""
    good = reasons == ""
    key, row = pl.struct(keys), pl.struct(RAW + name for name in delivered)
    again = (
        pl.when(~key.is_first_distinct())
        .then(
            pl.when(row.is_first_distinct()).then(pl.lit("duplicate_key")).otherwise(pl.lit("duplicate_row"))
        )
        .otherwise(pl.lit(""))
    )
    repetition = typed.filter(good).select(again).to_series()
    if not (repetition != "").any():
        return reasons
    named = pl.select(
        pl.when(repetition != "").then(repetition + f":{keys[0]}").otherwise(pl.lit(""))
    ).to_series()
    return reasons.scatter(good.arg_true(), named)


def with_repetitions_of(
    earlier: Sequence[pl.DataFrame], typed: pl.DataFrame, reasons: pl.Series, keys: list[str]
) -> pl.Series:
    """Add a reason to good rows whose key another source of the table has delivered."""
    there = pl.concat([frame.select(keys) for frame in earlier]).unique().with_columns(there=pl.lit(True))
    again = typed.select(keys).join(there, on=keys, how="left", maintain_order="left")["there"]
    named = pl.lit(f"duplicate_key:{keys[0]}")
    repeated = (reasons == "") & again.fill_null(False)
    return pl.select(pl.when(repeated).then(named).otherwise(reasons)).to_series()
