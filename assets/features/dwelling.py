"""The facts that rules may use of a dwelling: one row each.

Belongs here: the dwelling's own facts, who lives there, pure. Does not belong here: what stands above it
(declared in `tag_rules/features.yaml`), addresses, any threshold of a rule, which source is too old
(`staleness.py`).
"""

from collections.abc import Mapping

import polars as pl

from assets.features.people import FIRST


def dwelling_features(registry: Mapping[str, pl.DataFrame], people: pl.DataFrame) -> pl.DataFrame:
    """The frame features/dwelling (data model, section 3).

    Args:
        people: of `living_here`.
    """
    residents = people.group_by("dwelling_id").agg(residents=pl.len().cast(pl.Int32))
    return (
        registry["dwelling"]
        .join(residents, on="dwelling_id", how="left")
        .select(
            pl.col("dwelling_id").alias("subject_id"),
            *FIRST[1:],
            "tenure",
            "floor",
            "area_m2",
            pl.col("residents").fill_null(0),
            pl.col("residents").fill_null(0).alias("residents_at_least"),
            "address_complete",
            "smart_water_meter",
        )
        .sort("subject_id")
    )
