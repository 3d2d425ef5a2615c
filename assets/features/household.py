"""The facts that rules may use of a household: one row each.

Belongs here: members counted and described, the dwelling, the visits, pure. Does not belong here: who lives
there and what is known of them (`people.py`), any threshold of a rule, which source is too old
(`staleness.py`).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import polars as pl

from assets.features.people import FIRST, exact_count, least_count

_COUNTED = {
    "residents_60_plus": "is_60_plus",
    "residents_80_plus": "is_80_plus",
    "residents_under_18": "is_under_18",
    "residents_under_3": "is_under_3",
    "residents_disabled": "is_disabled",
    "residents_able_60_plus": "is_able_60_plus",
    "residents_able_under_60": "is_able_under_60",
    "residents_power_dependent": "is_power_dependent",
}


def household_features(
    registry: Mapping[str, pl.DataFrame], members: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """The frame features/household (data model, section 3).

    Args:
        members: of `household_members`.
    """
    dwelling = registry["dwelling"].select("dwelling_id", "area_m2")
    visits = _visits(registry["visit"], as_of)
    recorded_from = registry["visit"]["visited_on"].min()
    covers = pl.lit(recorded_from, pl.Date) <= as_of - timedelta(days=365)
    counted = pl.col("visits_last_365_days").fill_null(0).cast(pl.Int32)
    residents = pl.col("residents")
    return (
        registry["household"]
        .join(dwelling, on="dwelling_id", how="left")
        .join(members, on="household_id", how="left")
        .join(visits, on="household_id", how="left")
        .with_columns(pl.col("residents", *_with_least(_COUNTED), "generations").fill_null(_nobody()))
        .with_columns(residents_at_least="residents")
        .select(
            pl.col("household_id").alias("subject_id"),
            *FIRST[1:],
            "household_type",
            "on_cloud",
            "cloud_activated",
            *_with_least(("residents", *_COUNTED)),
            "generations",
            "oldest_birth_date",
            "youngest_birth_date",
            "area_m2",
            pl.when(residents > 0).then(pl.col("area_m2") / residents).alias("area_per_resident"),
            "last_visit_on",
            # Whom nobody visited while visits were recorded was visited before, or never.
            pl.lit(recorded_from, pl.Date).dt.offset_by("-1d").alias("last_visit_on_at_most"),
            pl.lit(recorded_from, pl.Date).alias("visits_recorded_from"),
            pl.when(covers).then(counted).alias("visits_last_365_days"),
            counted.alias("visits_last_365_days_at_least"),
        )
        .sort("subject_id")
    )


def household_members(people: pl.DataFrame) -> pl.DataFrame:
    """What is known of those living in each household somebody lives in: household_id, counts, dates.

    A fact unknown of one member leaves the count of it unknown, since that member may belong to either side,
    but not what it is at least; oldest and youngest likewise.

    Args:
        people: of `living_here`.
    """
    birth, bits = pl.col("birth_date"), pl.col("generation_bit")
    all_born = birth.null_count() == 0
    return people.group_by("household_id").agg(
        pl.len().cast(pl.Int32).alias("residents"),
        *(exact_count(fact).alias(name) for name, fact in _COUNTED.items()),
        *(least_count(fact).alias(f"{name}_at_least") for name, fact in _COUNTED.items()),
        pl.when(bits.null_count() == 0)
        .then(bits.bitwise_or().bitwise_count_ones().cast(pl.Int32))
        .alias("generations"),
        pl.when(all_born).then(birth.min()).alias("oldest_birth_date"),
        pl.when(all_born).then(birth.max()).alias("youngest_birth_date"),
    )


def _with_least(counts: Iterable[str]) -> list[str]:
    """Return the names of counts, each followed by that of what it is at least."""
    return [name for count in counts for name in (count, f"{count}_at_least")]


def _nobody() -> pl.Expr:
    """Zero for households that no member row was joined to; unknown counts of the others stay unknown."""
    return pl.when(pl.col("residents").is_null()).then(pl.lit(0, pl.Int32))


def _visits(visits: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Visits (走访) by household; someone who came to the office (接待) has not been visited."""
    recent = pl.col("visited_on") > as_of - timedelta(days=365)
    return (
        visits.filter((pl.col("visited_on") <= as_of) & (pl.col("channel") == "visit"))
        .drop_nulls("household_id")
        .group_by("household_id")
        .agg(last_visit_on=pl.col("visited_on").max(), visits_last_365_days=recent.sum())
    )
