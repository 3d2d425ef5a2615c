"""The facts that rules may use of a dwelling: one row each.

Belongs here: the dwelling's own facts, who lives there, what stands above it, pure. Does not belong here:
addresses, any threshold of a rule, or which source is too old (`staleness.py`).
"""

from collections.abc import Mapping

import polars as pl

from assets.features.inspections import hazards
from assets.features.people import FIRST

HAZARDS = {"compound_waterlogging": "waterlogging"}


def dwelling_features(registry: Mapping[str, pl.DataFrame], people: pl.DataFrame) -> pl.DataFrame:
    """The frame features/dwelling (data model, section 3).

    Args:
        people: of `living_here`.
    """
    building = registry["building"].select("building_id", building_has_lift="has_lift")
    compound = registry["compound"].select("compound_id", compound_kind="kind")
    residents = people.group_by("dwelling_id").agg(residents=pl.len().cast(pl.Int32))
    waterlogging = hazards(registry["inspection"], "compound", HAZARDS)
    return (
        registry["dwelling"]
        .join(building, on="building_id", how="left")
        .join(compound, on="compound_id", how="left")
        .join(residents, on="dwelling_id", how="left")
        .join(waterlogging, on="compound_id", how="left")
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
            "building_has_lift",
            "compound_kind",
            "compound_waterlogging",
        )
        .sort("subject_id")
    )
