"""What happens between the dates: deaths, moves out, in and within, births, households going on-cloud.

Only ``appears``, ``vanishes`` and ``on_cloud_from`` change, and rows are added; a snapshot is a filter on
them.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from sample_district.dates import DAYS, days_after, first_date
from sample_district.people.population import (
    ARRIVALS_A_DAY,
    BIRTHS_A_DAY,
    NEVER,
    Population,
    per_day,
)

DEATHS_A_DAY, DEPARTURES_A_DAY, MOVES_A_DAY = 0.0002, 0.0004, 0.0018
"""Per person."""
ON_CLOUD_A_DAY = 0.0008
"""Per household."""


def move(population: Population, rng: np.random.Generator) -> Population:
    """Return the population with three days of change after the first snapshot date."""
    people, relations = population.people, population.relations
    families = population.households.filter(pl.col("household_type") == "1").height
    appears, vanishes, birth_date = _arrivals_and_departures(people, families, rng)
    newborn = pl.Series(people["role"].to_numpy() == "newborn")
    people = people.with_columns(
        appears=pl.Series(appears),
        vanishes=pl.Series(vanishes),
        birth_date=pl.Series(birth_date),
        id_type=pl.when(newborn).then(pl.lit("99")).otherwise("id_type"),
        id_value=pl.when(~newborn).then("id_value"),
        updated_on=pl.when(pl.Series(appears) > 0)
        .then(_date_of(pl.lit(pl.Series(appears))))
        .otherwise("updated_on"),
    )
    relations = relations.with_columns(
        appears=people["appears"].gather(relations["person"]),
        vanishes=people["vanishes"].gather(relations["person"]),
        since=pl.max_horizontal("since", people["birth_date"].gather(relations["person"])),
    ).with_columns(
        since=pl.when(pl.col("appears") > 0).then(_date_of(pl.col("appears"))).otherwise("since"),
    )
    return Population(people, _going_on_cloud(population.households, rng), _moving(relations, families, rng))


def _arrivals_and_departures(
    people: pl.DataFrame, families: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return by person the days of appearing and vanishing, and birth dates, those of newborns drawn."""
    role = people["role"].to_numpy()
    appears, vanishes = np.zeros(people.height, dtype=int), np.full(people.height, NEVER)
    birth_date = people["birth_date"].to_numpy().astype("datetime64[D]").copy()
    for day in range(1, DAYS):
        for kind, share in (("newborn", BIRTHS_A_DAY), ("arrival", ARRIVALS_A_DAY)):
            each = per_day(share, families)
            rows = np.flatnonzero(role == kind)[(day - 1) * each : day * each]
            appears[rows] = day
            if kind == "newborn":
                birth_date[rows] = days_after(day - rng.integers(0, 4, len(rows)))
        settled = np.flatnonzero((role != "newborn") & (role != "arrival") & (vanishes == NEVER))
        age = people["age"].to_numpy()[settled]
        weight = np.exp(age / 11.0)
        dead = rng.choice(
            settled, per_day(DEATHS_A_DAY, len(settled)), replace=False, p=weight / weight.sum()
        )
        vanishes[dead] = day
        leaving = rng.choice(settled[age < 60], per_day(DEPARTURES_A_DAY, len(settled)), replace=False)
        vanishes[leaving] = day
    return appears, vanishes, birth_date


def _date_of(day: pl.Expr) -> pl.Expr:
    return pl.lit(first_date()) + pl.duration(days=day)


def _moving(relations: pl.DataFrame, families: int, rng: np.random.Generator) -> pl.DataFrame:
    """End some people's living-here rows and begin others in another household, as a lodger."""
    movable = relations.with_row_index("row").filter(
        (pl.col("kind") == "1")
        & (pl.col("appears") == 0)
        & (pl.col("vanishes") == NEVER)
        & ~pl.col("relation").is_in(["02", "20", "40"])
    )
    each = per_day(MOVES_A_DAY, relations.height)
    chosen = movable[rng.permutation(movable.height)[: each * (DAYS - 1)]]
    chosen = chosen.with_columns(day=pl.int_range(pl.len(), dtype=pl.Int32) % (DAYS - 1) + 1)
    new = chosen.with_columns(
        household=(pl.col("household") + 1 + pl.Series(rng.integers(0, families - 2, chosen.height)))
        % families,
        relation=pl.lit("99"),
        appears=pl.col("day").cast(relations.schema["appears"]),
        since=_date_of(pl.col("day")),
    )
    ends = dict(zip(chosen["row"].to_list(), chosen["day"].to_list(), strict=True))
    vanishes = relations["vanishes"].to_numpy().copy()
    vanishes[list(ends)] = list(ends.values())
    return pl.concat([relations.with_columns(vanishes=pl.Series(vanishes)), new.select(relations.columns)])


def _going_on_cloud(households: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    start = households["on_cloud_from"].to_numpy().copy()
    off = rng.permutation(np.flatnonzero(start == NEVER))
    each = per_day(ON_CLOUD_A_DAY, households.height)
    for day in range(1, DAYS):
        start[off[(day - 1) * each : day * each]] = day
    return households.with_columns(on_cloud_from=pl.Series(start))


def snapshot_date(day: int) -> str:
    """Return the ISO text of the snapshot date number ``day`` (0 = the first)."""
    return (first_date() + timedelta(days=day)).isoformat()
