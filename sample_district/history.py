"""How records come and go over the four dates: a row is there from ``appears`` until before ``vanishes``."""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.dates import DAYS
from sample_district.people.population import NEVER, per_day


def lifetimes(table: pl.DataFrame, rng: np.random.Generator, share: float) -> pl.DataFrame:
    """Let ``share`` of the rows begin, and as many end, on each later date."""
    order = rng.permutation(table.height)
    appears, vanishes = np.zeros(table.height, dtype=int), np.full(table.height, NEVER)
    each = per_day(share, table.height)
    for day in range(1, DAYS):
        appears[order[(day - 1) * each : day * each]] = day
        vanishes[order[(DAYS + day) * each : (DAYS + 1 + day) * each]] = day
    return table.with_columns(appears=pl.Series(appears), vanishes=pl.Series(vanishes))


def lasting(table: pl.DataFrame) -> pl.DataFrame:
    """Let every row be there on all dates."""
    return table.with_columns(appears=pl.lit(0), vanishes=pl.lit(NEVER))


def there_on(day: int) -> pl.Expr:
    """Return the condition under which a row is in the export of the date number ``day``."""
    return (pl.col("appears") <= day) & (day < pl.col("vanishes"))
