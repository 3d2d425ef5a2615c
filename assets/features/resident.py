"""The facts that rules may use of a resident: one row each.

Belongs here: the person's own facts, their household's size, their rolls, their dwelling, pure. Does not
belong here: any threshold of a rule, or which source is too old (`staleness.py`).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.features.household import FIRST, household_members

ROLL_LEVELS = {
    "dibao": ("none", "full", "partial"),
    "care_assessment": ("none", "level_1", "level_2", "level_3", "level_4", "level_5", "level_6"),
}
_ROLL_COLUMNS = {"dibao": "roll_dibao_level", "care_assessment": "roll_care_level"}


def resident_features(registry: Mapping[str, pl.DataFrame], as_of: date) -> pl.DataFrame:
    """The frame features/resident (data model, section 3).

    Facts of the household and dwelling are known of who lives there; who is known to live elsewhere lives
    with nobody here (`household_residents` 0). Who is on no roll is `none`, but without a document nobody can
    be found on a roll: unknown.
    """
    members = household_members(registry, as_of).select(
        "household_id", household_residents="residents", household_oldest_birth_date="oldest_birth_date"
    )
    dwelling = registry["dwelling"].select("dwelling_id", dwelling_floor="floor")
    building = registry["building"].select("building_id", building_has_lift="has_lift")
    frame = (
        registry["resident"]
        .join(members, on="household_id", how="left")
        .join(dwelling, on="dwelling_id", how="left")
        .join(building, on="building_id", how="left")
    )
    for roll, column in _ROLL_COLUMNS.items():
        levels = (
            registry["roll"]
            .filter(pl.col("roll") == roll)
            .select("resident_id", pl.col("level").alias(column))
        )
        frame = frame.join(levels, on="resident_id", how="left")
    lives_here = pl.col("lives_here")
    return frame.select(
        pl.col("resident_id").alias("subject_id"),
        *FIRST[1:],
        "birth_date",
        "sex",
        "registration_type",
        "lives_here",
        "registered_here",
        "relation_to_head",
        pl.when(lives_here)
        .then("household_residents")
        .when(~lives_here)
        .then(0)
        .alias("household_residents"),
        pl.when(lives_here).then(
            pl.col("household_oldest_birth_date", "dwelling_floor", "building_has_lift")
        ),
        *(_roll(roll, column) for roll, column in _ROLL_COLUMNS.items()),
    ).sort("subject_id")


def _roll(roll: str, column: str) -> pl.Expr:
    documented = pl.col("resident_key").is_not_null()
    level = pl.when(documented).then(pl.col(column).fill_null("none"))
    return level.cast(pl.Enum(ROLL_LEVELS[roll])).alias(column)
