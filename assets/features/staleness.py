"""Which sources are too old or too incomplete to say anything.

Belongs here: the one definition of a stale source. Does not belong here: what becomes null because of it.
"""

from datetime import date

import polars as pl


def is_stale(source_status: pl.DataFrame, source: str, as_of: date) -> bool:
    """Whether a source is missing, late or partial, or its span has passed at `as_of`."""
    good = source_status.filter(
        (pl.col("source") == source)
        & (pl.col("state") == "good")
        & (pl.col("source_as_of") + pl.duration(days="stale_after_days") >= as_of)
    )
    return good.is_empty()
