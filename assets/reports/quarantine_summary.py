"""How many rows were refused, by source and reason: the table `quarantine_summary`.

Belongs here: counting. Does not belong here: the refused rows themselves, which never leave intake.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from assets.chart import lines


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


def quarantine_trend(summaries: pl.DataFrame) -> str:
    """Return the rows refused on each date, a line per reason, most refused first, as a markdown picture.

    A date without a reason counts none for it.

    Args:
        summaries: rows of `quarantine_summary` of any dates.
    """
    counts = summaries.group_by("snapshot_date", "reason_code").agg(pl.col("rows").sum())
    days = counts.get_column("snapshot_date").unique().sort().to_list()
    reasons = counts.group_by("reason_code").agg(pl.col("rows").sum())
    on = {(day, reason): rows for day, reason, rows in counts.iter_rows()}
    series = {
        reason: [on.get((day, reason), 0) for day in days]
        for reason in reasons.sort("rows", "reason_code", descending=[True, False])["reason_code"]
    }
    first, last = (str(days[0]), str(days[-1])) if days else ("", "")
    return lines("隔离行数按原因 refused rows by reason", series, first, last)
