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


def living_here(
    residents: pl.DataFrame, entries: pl.DataFrame, features: Iterable[Feature], as_of: date
) -> pl.DataFrame:
    """Return one row per resident who lives in a household: ids above them and what places count.

    `residents` and `entries` are registry/resident and registry/roll, `features` those of residents in the
    catalogue. Columns: resident_id, household_id, dwelling_id, building_id, compound_id, committee_code,
    birth_date, generation_bit (null: generation unknown), and Boolean facts, null where not known:
    is_60_plus, is_80_plus, is_under_18, is_under_3, is_disabled, is_able_60_plus, is_able_under_60 and
    is_power_dependent.
    """
    wanted = [feature for feature in features if feature.roll in (_DISABILITY, _POWER)]
    rolls = {
        str(feature.roll): column
        for feature, column in zip(wanted, roll_columns(residents, entries, wanted), strict=True)
    }
    birth, sixty = pl.col("birth_date"), pl.col("is_60_plus")

    def born_by(years: int) -> pl.Expr:
        return birth <= pl.lit(latest_birth_date(years, as_of))

    return (
        residents.select(
            "resident_id",
            "household_id",
            "dwelling_id",
            "building_id",
            "compound_id",
            "committee_code",
            "birth_date",
            "lives_here",
            generation_bit=pl.col("relation_to_head")
            .cast(pl.String)
            .replace_strict(_GENERATION_BIT, default=None, return_dtype=pl.UInt8),
            is_60_plus=born_by(60),
            is_80_plus=born_by(80),
            is_under_18=~born_by(18),
            is_under_3=~born_by(3),
            is_disabled=rolls[_DISABILITY] != "none",
            is_power_dependent=rolls[_POWER] != "none",
        )
        .filter(pl.col("lives_here"))
        .with_columns(
            is_able_60_plus=sixty & ~pl.col("is_disabled"), is_able_under_60=~sixty & ~pl.col("is_disabled")
        )
        .drop("lives_here")
    )


def exact_count(fact: str) -> pl.Expr:
    """Aggregate: of how many a Boolean fact is true, Int32; null while it is unknown of a single one."""
    return pl.when(pl.col(fact).null_count() == 0).then(pl.col(fact).sum().cast(pl.Int32))


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
