"""Rises of the last weeks that are unusual: the frame `problems/alarm`, and each in words.

Belongs here: which series are looked at and when a rise is told. Does not belong here: what is usual
(`farrington`), drawing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from statistics import NormalDist

import numpy as np
import polars as pl

from assets.problems.trends.farrington import QUANTILE, bounds
from assets.problems.trends.weekly import Series

ALARM_SCHEMA = pl.Schema(
    {
        "snapshot_date": pl.Date(),
        "week_start": pl.Date(),
        "area_level": pl.String(),
        "area_code": pl.String(),
        "label_code": pl.String(),
        "cases": pl.Int64(),
        "usual": pl.Int64(),
        "unusual_from": pl.Int64(),
        "expected": pl.Float64(),
        "threshold": pl.Float64(),
        "score": pl.Float64(),
    }
)
FEWEST = 5
"""No alarm is given for fewer cases in a week: two or three are chance, and would speak of somebody."""
CHANCE_A_WEEK = 0.1
"""How many rises a week may be told that are chance, over all series looked at together: a whole district has
ten times as many series with enough cases as a tenth of it, and would have ten times as many false rises."""
WEEKS = 4
"""How many of the last weeks are told again on every date: a wave stays in sight for a month."""


def alarms(series: Series, snapshot_date: date, weeks: int = WEEKS) -> pl.DataFrame:
    """Return the unusual rises of the last whole weeks.

    Returned: `ALARM_SCHEMA`; one row per week, area and label whose cases are above the threshold; `expected`
    cases are usual for this week, above `threshold` they are not; usual, unusual_from: the same in whole
    cases; score: how far above, 1 at the threshold; sorted by week, newest first, then score, highest first.

    Args:
        series: of `weekly.weekly`.
        snapshot_date: the date.
        weeks: how many of the last whole weeks are looked at.

    """
    last = len(series.weeks)
    found = [_of_week(series, at) for at in range(max(last - weeks, 0), last)]
    made = pl.concat([pl.DataFrame(schema=ALARM_SCHEMA), *found], how="diagonal_relaxed")
    order = ["week_start", "score", "area_level", "area_code", "label_code"]
    return (
        made.with_columns(snapshot_date=pl.lit(snapshot_date))
        .select(ALARM_SCHEMA.names())
        .cast(ALARM_SCHEMA)
        .sort(order, descending=[True, True, False, False, False])
    )


def _of_week(series: Series, at: int) -> pl.DataFrame:
    """Return the alarms of week number `at`; only series with enough cases in it are worked out."""
    many = np.flatnonzero(series.counts[:, at] >= FEWEST)
    usual = bounds(series.counts[many], at, quantile(len(many)))
    seen = series.counts[many, at]
    above = np.maximum(usual.threshold - usual.expected, 1e-9)
    return (
        series.keys[many]
        .with_columns(
            week_start=pl.lit(series.weeks[at]),
            cases=pl.Series(seen, dtype=pl.Float64),
            usual=pl.Series(usual.expected, dtype=pl.Float64).round(),
            unusual_from=(pl.Series(usual.threshold, dtype=pl.Float64).floor() + 1).clip(FEWEST),
            expected=pl.Series(usual.expected, dtype=pl.Float64),
            threshold=pl.Series(usual.threshold, dtype=pl.Float64),
            score=pl.Series((seen - usual.expected) / above, dtype=pl.Float64),
        )
        .filter(pl.col("cases") > pl.col("threshold"))
    )


def quantile(looked_at: int) -> float:
    """Return the normal quantile from which one of so many series is unusual (Bonferroni's bound)."""
    return max(QUANTILE, NormalDist().inv_cdf(1 - CHANCE_A_WEEK / max(looked_at, 1)))


def in_words(alarm: Mapping[str, object], area: str, label: str) -> str:
    """Return an alarm as a sentence, Chinese first.

    Args:
        alarm: a row of `alarms`.
        area: the name of its area.
        label: the title of its label.

    """
    cases, usual, bound = (int(float(str(alarm[name]))) for name in ("cases", "usual", "unusual_from"))
    often = (f"约 {usual} 件", f"about {usual}") if usual else ("不足 1 件", "fewer than one")
    week = alarm["week_start"]
    return (
        f"{area}：{label} {cases} 件（{week} 起一周），往常{often[0]}，{bound} 件起属异常。"
        f" {cases} cases in the week of {week}, usually {often[1]}; unusual from {bound}."
    )
