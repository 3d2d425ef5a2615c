"""The facts that rules may use of a building: one row each.

Belongs here: the building's own facts, its dwellings and people counted, its inspections, pure. Does not
belong here: any threshold of a rule, or which source is too old (`staleness.py`).
"""

from collections.abc import Mapping

import polars as pl

from assets.features.inspections import PROJECT_STAGES, hazards, projects
from assets.features.people import FIRST, count_known

HAZARDS = {
    "facade_hazard": "facade",
    "water_supply_aged": "water_supply",
    "fire_equipment_defective": "fire_equipment",
    "accessibility_gap": "accessibility",
    "termites": "termites",
}
PROJECTS = {"lift_project": "lift_addition", "renewal_project": "renewal"}


def building_features(registry: Mapping[str, pl.DataFrame], people: pl.DataFrame) -> pl.DataFrame:
    """The frame features/building (data model, section 3).

    Args:
        people: of `living_here`.
    """
    dwellings = registry["dwelling"].group_by("building_id").agg(dwellings=pl.len().cast(pl.Int32))
    counted = people.group_by("building_id").agg(
        residents=pl.len().cast(pl.Int32), residents_60_plus=count_known("is_60_plus")
    )
    nobody = pl.when(pl.col("residents").is_null()).then(pl.lit(0, pl.Int32))
    findings = registry["inspection"]
    return (
        registry["building"]
        .join(dwellings, on="building_id", how="left")
        .join(counted, on="building_id", how="left")
        .join(hazards(findings, "building", HAZARDS), on="building_id", how="left")
        .join(projects(findings, "building", PROJECTS), on="building_id", how="left")
        .select(
            pl.col("building_id").alias("subject_id"),
            *FIRST[1:],
            "storeys",
            "has_lift",
            "lift_added",
            "built_year",
            pl.col("dwellings").fill_null(0),
            pl.col("residents", "residents_60_plus").fill_null(nobody),
            *HAZARDS,
            *(pl.col(name).fill_null(PROJECT_STAGES[0]) for name in PROJECTS),
        )
        .sort("subject_id")
    )
