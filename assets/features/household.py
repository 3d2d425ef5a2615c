"""The facts that rules may use of a household: one row each.

Belongs here: members counted and described, the dwelling, the visits, pure.
Does not belong here: any threshold of a rule; the ages below are facts of the catalogue of features.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from assets.features.staleness import is_stale
from tag_rules.engine.age import latest_birth_date

FIRST = ("subject_id", "street_code", "grid_code", "committee_code")


def household_features(
    registry: Mapping[str, pl.DataFrame], source_status: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """The frame features/household (data model, section 3)."""
    members = household_members(registry, source_status, as_of)
    dwelling = registry["dwelling"].select("dwelling_id", "tenure", "area_m2")
    visits = _visits(registry["visit"], as_of, is_stale(source_status, "visits", as_of))
    frame = (
        registry["household"]
        .join(dwelling, on="dwelling_id", how="left")
        .join(members, on="household_id", how="left")
        .join(visits, on="household_id", how="left")
    )
    stale = is_stale(source_status, "visits", as_of)
    recorded_from = None if stale else registry["visit"]["visited_on"].min()
    dwellings_stale = is_stale(source_status, "dwellings", as_of)
    unless_stale = pl.lit(None) if dwellings_stale else pl.col("area_m2")
    return frame.select(
        pl.col("household_id").alias("subject_id"),
        *FIRST[1:],
        "household_type",
        "on_cloud",
        "residents",
        "residents_60_plus",
        "residents_80_plus",
        "residents_under_3",
        "oldest_birth_date",
        "youngest_birth_date",
        tenure=pl.when(not dwellings_stale).then("tenure"),
        area_m2=unless_stale.cast(pl.Float64),
        area_per_resident=pl.when(pl.col("residents") > 0).then(
            unless_stale.cast(pl.Float64) / pl.col("residents")
        ),
        last_visit_on="last_visit_on",
        visits_recorded_from=pl.lit(recorded_from, pl.Date),
        visits_last_365_days=pl.lit(None, pl.Int32)
        if stale
        else pl.col("visits_last_365_days").fill_null(0).cast(pl.Int32),
    ).sort("subject_id")


def household_members(
    registry: Mapping[str, pl.DataFrame], source_status: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """What is known of the people living in each household: household_id, counts, oldest and youngest.

    A member whose row was refused or whose birth date is unknown counts as a person; counts by age are then
    null, since that member may belong to either side. Everything is null while residences are stale.
    """
    living = registry["resident"].filter(pl.col("lives_here"))
    birth = pl.col("birth_date")

    def born_by(years: int) -> pl.Expr:
        return (birth <= pl.lit(latest_birth_date(years, as_of))).sum().cast(pl.Int32)

    counted = living.group_by("household_id").agg(
        recorded=pl.len().cast(pl.Int32),
        without_birth_date=birth.null_count(),
        residents_60_plus=born_by(60),
        residents_80_plus=born_by(80),
        residents_3_plus=born_by(3),
        oldest_birth_date=birth.min(),
        youngest_birth_date=birth.max(),
    )
    every = registry["household"].select("household_id", "members_without_record")
    joined = every.join(counted, on="household_id", how="left").with_columns(
        pl.col("recorded", "without_birth_date", "^residents_.*$").fill_null(0)
    )
    all_known = (pl.col("members_without_record") == 0) & (pl.col("without_birth_date") == 0)
    fresh = pl.lit(not is_stale(source_status, "residences", as_of))
    people_fresh = fresh & pl.lit(not is_stale(source_status, "residents", as_of)) & all_known
    return joined.select(
        "household_id",
        residents=pl.when(fresh).then(pl.col("recorded") + pl.col("members_without_record")),
        residents_60_plus=pl.when(people_fresh).then("residents_60_plus"),
        residents_80_plus=pl.when(people_fresh).then("residents_80_plus"),
        residents_under_3=pl.when(people_fresh).then(pl.col("recorded") - pl.col("residents_3_plus")),
        oldest_birth_date=pl.when(people_fresh).then("oldest_birth_date"),
        youngest_birth_date=pl.when(people_fresh).then("youngest_birth_date"),
    )


def _visits(visits: pl.DataFrame, as_of: date, stale: bool) -> pl.DataFrame:
    in_time = visits.clear() if stale else visits.filter(pl.col("visited_on") <= as_of)
    recent = pl.col("visited_on") > as_of - timedelta(days=365)
    return (
        in_time.drop_nulls("household_id")
        .group_by("household_id")
        .agg(last_visit_on=pl.col("visited_on").max(), visits_last_365_days=recent.sum())
    )
