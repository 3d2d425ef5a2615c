"""The facts that rules may use of a resident: one row each.

Belongs here: the person's own facts, their household's size, their rolls, their dwelling, pure.
Does not belong here: any threshold of a rule.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.features.household import FIRST, household_members
from assets.features.staleness import is_stale

ROLL_LEVELS = {
    "dibao": ("none", "full", "partial"),
    "care_assessment": ("none", "level_1", "level_2", "level_3", "level_4", "level_5", "level_6"),
}
_ROLL_COLUMNS = {"dibao": "roll_dibao_level", "care_assessment": "roll_care_level"}


def resident_features(
    registry: Mapping[str, pl.DataFrame], source_status: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """The frame features/resident (data model, section 3).

    Only someone known to live in a household has household facts. A roll that is good and does not name a
    person says `none` of anyone with a document; without a document nobody can be found on a roll: unknown.
    """
    people = registry["resident"]
    members = household_members(registry, source_status, as_of).select(
        "household_id", household_residents="residents", household_oldest_birth_date="oldest_birth_date"
    )
    frame = (
        people.join(members, on="household_id", how="left")
        .join(
            registry["dwelling"].select("dwelling_id", dwelling_floor="floor"), on="dwelling_id", how="left"
        )
        .join(
            registry["building"].select("building_id", building_has_lift="has_lift"),
            on="building_id",
            how="left",
        )
    )
    for roll, column in _ROLL_COLUMNS.items():
        frame = frame.join(_levels(registry["roll"], roll, column), on="resident_id", how="left")
    lives_here = pl.col("lives_here")

    def at_home(column: str, source: str) -> pl.Expr:
        fresh = pl.lit(not is_stale(source_status, source, as_of))
        return pl.when(lives_here & fresh).then(column).alias(column)

    residences_fresh = pl.lit(not is_stale(source_status, "residences", as_of))
    return frame.select(
        pl.col("resident_id").alias("subject_id"),
        *FIRST[1:],
        "birth_date",
        "sex",
        "registration_type",
        pl.when(residences_fresh).then("lives_here").alias("lives_here"),
        "registered_here",
        pl.when(residences_fresh).then("relation_to_head").alias("relation_to_head"),
        at_home("household_residents", "residences"),
        at_home("household_oldest_birth_date", "residences"),
        *(_roll(roll, column, source_status, as_of) for roll, column in _ROLL_COLUMNS.items()),
        at_home("dwelling_floor", "dwellings"),
        at_home("building_has_lift", "buildings"),
    ).sort("subject_id")


def _levels(roll: pl.DataFrame, name: str, column: str) -> pl.DataFrame:
    return roll.filter(pl.col("roll") == name).select("resident_id", pl.col("level").alias(column))


def _roll(roll: str, column: str, source_status: pl.DataFrame, as_of: date) -> pl.Expr:
    known = pl.lit(not is_stale(source_status, roll, as_of)) & pl.col("resident_key").is_not_null()
    return (
        pl.when(known).then(pl.col(column).fill_null("none")).cast(pl.Enum(ROLL_LEVELS[roll])).alias(column)
    )
