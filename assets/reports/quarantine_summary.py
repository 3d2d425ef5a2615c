"""How many rows were refused, by source and reason: the table `quarantine_summary`.

Belongs here: counting. Does not belong here: the refused rows themselves, which never leave intake.
"""

from __future__ import annotations

from datetime import date

import polars as pl


def quarantine_summary(snapshot_date: date, quarantine: pl.DataFrame) -> pl.DataFrame:
    """Return one row per source and reason: snapshot_date, source, reason_code, rows Int64; sorted.

    `quarantine` has one row per refused row, with source and reason_code.
    """
    return (
        quarantine.group_by(pl.col("source", "reason_code").cast(pl.String))
        .agg(pl.len().cast(pl.Int64).alias("rows"))
        .select(pl.lit(snapshot_date, pl.Date).alias("snapshot_date"), "source", "reason_code", "rows")
        .sort("source", "reason_code")
    )
