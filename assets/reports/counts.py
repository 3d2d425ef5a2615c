"""Of how many a tag is held and of how many it is unknown, by whatever they are grouped by.

Belongs here: what every report counts the same way. Does not belong here: which counts may be shown
(`suppression`).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from assets.tagging.outcome_encoding import unknown_counts


def held_and_unknown(
    true: pl.DataFrame, undecided: pl.DataFrame, sets: pl.DataFrame, by: Sequence[str]
) -> pl.DataFrame:
    """Return tag_code, columns `by`, held and unknown Int64; one row per tag and group with any outcome.

    `true`, `undecided` and `sets`: the frames of outcomes (data model section 4), the first two with the
    columns `by`. A disputed tag is not held.
    """
    held = true.group_by("tag_code", *by).agg(
        (pl.col("status") != "disputed").sum().cast(pl.Int64).alias("held")
    )
    unknown = unknown_counts(undecided, sets, by)
    both = held.join(unknown, on=["tag_code", *by], how="full", coalesce=True, nulls_equal=True)
    return both.with_columns(pl.col("held", "unknown").fill_null(0))
