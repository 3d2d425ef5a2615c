"""The facts that rules may use of a compound (小区): one row each.

Belongs here: the compound's own facts, its dwellings and people counted, its inspections, pure. Does not
belong here: any threshold of a rule, or which source is too old (`staleness.py`).
"""

from collections.abc import Mapping

import polars as pl

from assets.features.inspections import PROJECT_STAGES, hazards, projects
from assets.features.people import FIRST, share_known

HAZARDS = {"waterlogging": "waterlogging"}
PROJECTS = {"micro_renewal": "micro_renewal"}


def compound_features(registry: Mapping[str, pl.DataFrame], people: pl.DataFrame) -> pl.DataFrame:
    """The frame features/compound (data model, section 3).

    A compound with dwellings and no charging socket has infinitely many dwellings per socket.

    Args:
        people: of `living_here`.
    """
    dwellings = registry["dwelling"].group_by("compound_id").agg(dwellings=pl.len().cast(pl.Int32))
    counted = people.group_by("compound_id").agg(
        residents=pl.len().cast(pl.Int32), share_60_plus=share_known("is_60_plus")
    )
    findings = registry["inspection"]
    return (
        registry["compound"]
        .join(dwellings, on="compound_id", how="left")
        .join(counted, on="compound_id", how="left")
        .join(hazards(findings, "compound", HAZARDS), on="compound_id", how="left")
        .join(projects(findings, "compound", PROJECTS), on="compound_id", how="left")
        .with_columns(pl.col("dwellings", "residents").fill_null(0))
        .select(
            pl.col("compound_id").alias("subject_id"),
            *FIRST[1:],
            "kind",
            "has_owners_committee",
            "fee_collection_rate",
            "first_move_in_on",
            "dwellings",
            "residents",
            "share_60_plus",
            pl.when(pl.col("dwellings") > 0)
            .then(pl.col("dwellings") / pl.col("charging_sockets"))
            .alias("dwellings_per_charging_socket"),
            *HAZARDS,
            *(pl.col(name).fill_null(PROJECT_STAGES[0]) for name in PROJECTS),
        )
        .sort("subject_id")
    )
