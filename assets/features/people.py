"""The people who live somewhere, and counting them in a household, building, compound or committee.

Belongs here: what is true of one resident that places count, and both ways of counting, pure. Does not belong
here: any threshold of a rule (the ages below are facts of the catalogue).
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from assets.features.rolls import roll_columns
from tag_rules.engine.age import latest_birth_date
from tag_rules.engine.model import Feature

FIRST = ("subject_id", "street_code", "grid_code", "committee_code")
"""The columns that the features of every kind of subject begin with."""

WELL_KNOWN = 0.95
"""Of how many of a place's people or dwellings a fact must be known for the place's count or share of it."""

# The rolls that household features count members on.
_DISABILITY, _POWER = "disability", "power_dependent"
# Steps from the head of the household, one bit each; a lodger or live-in carer is of no generation, and what
# generation another relative is of nobody can tell.
_GENERATION_BIT = {
    "grandparent": 1, "parent": 2, "head": 4, "spouse": 4, "sibling": 4, "child": 8, "grandchild": 16,
    "not_related": 0,
}  # fmt: skip


_COPIED = (
    "resident_id",
    "household_id",
    "dwelling_id",
    "building_id",
    "compound_id",
    "committee_code",
    "birth_date",
)


def living_here(
    residents: pl.DataFrame, rolls: pl.DataFrame, features: Iterable[Feature], as_of: date
) -> pl.DataFrame:
    """Return the people that places count, with what is counted of them.

    Args:
        residents: registry/resident.
        rolls: registry/roll.
        features: the features of residents in the catalogue.
        as_of: the snapshot date.

    Returns:
        One row per resident who lives in a household: resident_id, household_id, dwelling_id, building_id,
        compound_id, committee_code, birth_date, generation_bit (null: generation unknown), and Boolean
        facts, null where not known: is_60_plus, is_80_plus, is_under_18, is_under_3, is_disabled,
        is_able_60_plus, is_able_under_60 and is_power_dependent.

    """
    level_on = _levels_on_rolls(residents, rolls, features)
    sixty = pl.col("is_60_plus")
    return (
        residents.select(
            *_COPIED,
            "lives_here",
            generation_bit=pl.col("relation_to_head")
            .cast(pl.String)
            .replace_strict(_GENERATION_BIT, default=None, return_dtype=pl.UInt8),
            is_60_plus=_has_reached(60, as_of),
            is_80_plus=_has_reached(80, as_of),
            is_under_18=~_has_reached(18, as_of),
            is_under_3=~_has_reached(3, as_of),
            is_disabled=level_on[_DISABILITY] != "none",
            is_power_dependent=level_on[_POWER] != "none",
        )
        .filter("lives_here")
        .with_columns(
            is_able_60_plus=sixty & ~pl.col("is_disabled"), is_able_under_60=~sixty & ~pl.col("is_disabled")
        )
        .drop("lives_here")
    )


def _levels_on_rolls(
    residents: pl.DataFrame, rolls: pl.DataFrame, features: Iterable[Feature]
) -> dict[str, pl.Series]:
    """Return, by roll that places count people on, the level of each resident, row by row as `residents`."""
    rolls_counted = (_DISABILITY, _POWER)
    counted = [feature for feature in features if feature.roll in rolls_counted and feature.shows is None]
    columns = roll_columns(residents, rolls, counted)
    return {str(feature.roll): column for feature, column in zip(counted, columns, strict=True)}


def _has_reached(years: int, as_of: date) -> pl.Expr:
    return pl.col("birth_date") <= pl.lit(latest_birth_date(years, as_of))


def exact_count(fact: str) -> pl.Expr:
    """Aggregate: of how many a Boolean fact is true, Int32; null while it is unknown of a single one."""
    return pl.when(pl.col(fact).null_count() == 0).then(pl.col(fact).sum().cast(pl.Int32))


def least_count(fact: str) -> pl.Expr:
    """Aggregate: of how many a Boolean fact is known to be true, Int32: what `exact_count` is at least."""
    return pl.col(fact).sum().cast(pl.Int32)


def count_known(fact: str) -> pl.Expr:
    """Aggregate: of how many a fact is known to be true, Int32; null unless it is well known.

    Among thousands somebody's birth date is always missing: an exact count would never be known.
    """
    return pl.when(_well_known(fact)).then(pl.col(fact).sum().cast(pl.Int32))


def share_known(fact: str) -> pl.Expr:
    """Aggregate: the share, 0 to 1, of those of whom a Boolean fact is known; null unless it well is."""
    return pl.when(_well_known(fact)).then(pl.col(fact).mean())


def _well_known(fact: str) -> pl.Expr:
    return (pl.len() > 0) & (pl.col(fact).count() >= WELL_KNOWN * pl.len())
