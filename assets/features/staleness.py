"""Which sources are too old or too incomplete to say anything, and what is unknown because of them.

Belongs here: the one definition of a stale source, and taking away what was made from one.
Does not belong here: single rows that were refused (`doubt.py`), which column is made from what
(`tag_rules/features.yaml`).
"""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from assets.registry.cases import SOURCE_OF_CHANNEL
from tag_rules.engine.model import Feature


def is_stale(source_status: pl.DataFrame, source: str, as_of: date) -> bool:
    """Whether a source is missing, late, partial or damaged, or its span has passed at `as_of`."""
    return source not in good_sources(source_status, as_of)


def good_sources(source_status: pl.DataFrame, as_of: date) -> frozenset[str]:
    """Return the sources that are whole and in time, and whose span has not passed at `as_of`."""
    rows = source_status.select(
        pl.col("source", "state").cast(pl.String), "source_as_of", "stale_after_days"
    ).iter_rows()
    return frozenset(source for source, state, since, days in rows if is_good(state, since, days, as_of))


def is_good(state: str, source_as_of: date | None, stale_after_days: int, as_of: date) -> bool:
    """Whether one source, as its row of source_status says, is whole, in time and in its span at `as_of`."""
    in_span = source_as_of is not None and source_as_of + timedelta(days=stale_after_days) >= as_of
    return state == "good" and in_span


def null_while_stale(
    frame: pl.DataFrame, features: Mapping[str, Feature], source_status: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return `frame` with every value null that the catalogue says is made from a source now stale.

    A case stands in one source, that of its channel: of the sources of its columns, those of other channels
    do not count.
    """
    good = good_sources(source_status, as_of)
    own_source = pl.lit(None, pl.String)
    if "channel" in frame.columns:
        own_source = (
            pl.col("channel").cast(pl.String).replace_strict(SOURCE_OF_CHANNEL, return_dtype=pl.String)
        )
    known = {
        column: pl.when(own_source.is_in(feature.sources))
        .then(own_source.is_in(good))
        .otherwise(pl.lit(good.issuperset(feature.sources)))
        for feature in features.values()
        for column in (feature.name, feature.bound)
        if column in frame.columns and not good.issuperset(feature.sources)
    }
    return frame.with_columns(pl.when(is_known).then(pl.col(name)) for name, is_known in known.items())
