"""Which sources are too old or too incomplete to say anything, and what is unknown because of them.

Belongs here: the one definition of a stale source, and taking away what was made from one.
Does not belong here: which column is made from what (`tag_rules/features.yaml`).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from tag_rules.engine.model import Feature


def is_stale(source_status: pl.DataFrame, source: str, as_of: date) -> bool:
    """Whether a source is missing, late or partial, or its span has passed at `as_of`."""
    good = source_status.filter(
        (pl.col("source") == source)
        & (pl.col("state") == "good")
        & (pl.col("source_as_of") + pl.duration(days="stale_after_days") >= as_of)
    )
    return good.is_empty()


def null_while_stale(
    frame: pl.DataFrame, features: Mapping[str, Feature], source_status: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return `frame` with every column null that the catalogue says is made from a source now stale."""
    stale = {
        source
        for feature in features.values()
        for source in feature.sources
        if is_stale(source_status, source, as_of)
    }
    unknown = [name for name in frame.columns if name in features and stale & set(features[name].sources)]
    return frame.with_columns(pl.lit(None, frame.schema[name]).alias(name) for name in unknown)
