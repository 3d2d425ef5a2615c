"""The facts that rules may use of a resident: one row each.

Belongs here: the person's own facts, their household's size, their dwelling, their rolls, their answers,
pure. Does not belong here: any roll by name (`rolls.py`), any threshold of a rule, or which source is too old
(`staleness.py`).
"""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from assets.features.people import FIRST
from assets.features.rolls import roll_columns
from tag_rules.engine.model import Feature


def resident_features(
    registry: Mapping[str, pl.DataFrame],
    members: pl.DataFrame,
    features: Mapping[str, Feature],
    as_of: date,
) -> pl.DataFrame:
    """The frame features/resident (data model, section 3).

    Kind of household and on-cloud are of the household one belongs to, whether one lives or is only
    registered there. Its members, the dwelling and the date of moving in are known of who lives there; who is
    known to live elsewhere lives with nobody here (`household_residents` 0).

    Args:
        features: the catalogue's of residents.
    """
    residents = registry["resident"]
    frame = residents.with_columns(roll_columns(residents, registry["roll"], features.values()))
    for beside, key in _beside(registry, members, as_of):
        frame = frame.join(beside, on=key, how="left")
    lives_here, hours = pl.col("lives_here"), "volunteer_hours_last_365_days"
    columns = [
        column
        for name, feature in features.items()
        if feature.is_column and feature.made is None
        for column in (name, feature.bound)
        if column
    ]
    return (
        frame.with_columns(
            pl.when(lives_here)
            .then(pl.col("household_residents").fill_null(0))
            .when(~lives_here)
            .then(pl.lit(0, pl.Int32)),
            pl.when(lives_here).then(pl.col("household_oldest_birth_date", "resident_since")),
            pl.col(hours).fill_null(0.0),
        )
        .with_columns(household_residents_at_least="household_residents")
        .select(pl.col("resident_id").alias("subject_id"), *FIRST[1:], *columns)
        .sort("subject_id")
    )


def _beside(
    registry: Mapping[str, pl.DataFrame], members: pl.DataFrame, as_of: date
) -> tuple[tuple[pl.DataFrame, str], ...]:
    """Return what is looked up for a resident, and by which id."""
    household = registry["household"].select("household_id", "household_type", household_on_cloud="on_cloud")
    living_there = members.select(
        "household_id", household_residents="residents", household_oldest_birth_date="oldest_birth_date"
    )
    survey = registry["survey"].rename({"answered_on": "surveyed_on"})
    return (
        (household.join(living_there, on="household_id", how="left"), "household_id"),
        (survey, "resident_id"),
        (_volunteer_hours(registry["volunteer"], as_of), "resident_id"),
    )


def _volunteer_hours(services: pl.DataFrame, as_of: date) -> pl.DataFrame:
    served = pl.col("served_on")
    # Sums of fractions depend on their order in the last digits; hours are not known that finely.
    return (
        services.filter((served > as_of - timedelta(days=365)) & (served <= as_of))
        .group_by("resident_id")
        .agg(volunteer_hours_last_365_days=pl.col("hours").sum().round(2))
    )
