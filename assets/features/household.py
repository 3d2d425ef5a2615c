"""The facts that rules may use of a household: one row each.

Belongs here: members counted and described, the dwelling, the visits, pure. Does not belong here: any
threshold of a rule (the ages below are facts of the catalogue), or which source is too old (`staleness.py`).
"""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from tag_rules.engine.age import latest_birth_date

FIRST = ("subject_id", "street_code", "grid_code", "committee_code")


def household_features(registry: Mapping[str, pl.DataFrame], as_of: date) -> pl.DataFrame:
    """The frame features/household (data model, section 3)."""
    dwelling = registry["dwelling"].select("dwelling_id", "tenure", "area_m2")
    # A household nobody visited is told apart from one nobody asked about by `visits_recorded_from`.
    recorded_from = registry["visit"]["visited_on"].min()
    residents = pl.col("residents")
    return (
        registry["household"]
        .join(dwelling, on="dwelling_id", how="left")
        .join(household_members(registry, as_of), on="household_id", how="left")
        .join(_visits(registry["visit"], as_of), on="household_id", how="left")
        .select(
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
            "tenure",
            "area_m2",
            pl.when(residents > 0).then(pl.col("area_m2") / residents).alias("area_per_resident"),
            "last_visit_on",
            pl.lit(recorded_from, pl.Date).alias("visits_recorded_from"),
            pl.col("visits_last_365_days").fill_null(0).cast(pl.Int32),
        )
        .sort("subject_id")
    )


def household_members(registry: Mapping[str, pl.DataFrame], as_of: date) -> pl.DataFrame:
    """What is known of the people living in each household: household_id, counts, oldest and youngest.

    A member whose birth date is unknown counts as a person; counts by age are then null, since that member
    may belong to either side.
    """
    birth = pl.col("birth_date")

    def born_by(years: int) -> pl.Expr:
        return (birth <= pl.lit(latest_birth_date(years, as_of))).sum().cast(pl.Int32)

    counted = (
        registry["resident"]
        .filter(pl.col("lives_here"))
        .group_by("household_id")
        .agg(
            residents=pl.len().cast(pl.Int32),
            without_birth_date=birth.null_count(),
            residents_60_plus=born_by(60),
            residents_80_plus=born_by(80),
            residents_3_plus=born_by(3),
            oldest_birth_date=birth.min(),
            youngest_birth_date=birth.max(),
        )
    )
    all_known = pl.col("without_birth_date") == 0
    by_age = pl.col("residents_60_plus", "residents_80_plus", "residents_under_3")
    return (
        registry["household"]
        .select("household_id")
        .join(counted, on="household_id", how="left")
        .with_columns(
            pl.col("residents", "without_birth_date", "^residents_.*$").fill_null(0),
        )
        .with_columns(residents_under_3=pl.col("residents") - pl.col("residents_3_plus"))
        .select(
            "household_id",
            "residents",
            pl.when(all_known).then(by_age),
            pl.when(all_known).then(pl.col("oldest_birth_date", "youngest_birth_date")),
        )
    )


def _visits(visits: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Visits (走访) by household; someone who came to the office (接待) has not been visited."""
    recent = pl.col("visited_on") > as_of - timedelta(days=365)
    return (
        visits.filter((pl.col("visited_on") <= as_of) & (pl.col("channel") == "visit"))
        .drop_nulls("household_id")
        .group_by("household_id")
        .agg(last_visit_on=pl.col("visited_on").max(), visits_last_365_days=recent.sum())
    )
