"""People as the community cloud holds them: who may get an error of identity, and how many of each kind.

Belongs here: what `recorded_twice` and `look_alikes` share. Does not belong here: the errors themselves. They
are planted after every record of the district is drawn: departments know people as they are, the community
cloud as they were written down.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.people import canaries
from sample_district.people.population import NEVER, Population

PER_KIND_AT_FULL_SCALE = 400
"""Of each kind of error: 11 kinds of people recorded twice are 0.4 % of all rows."""
NO_DOCUMENT, CITIZEN, PASSPORT = "99", "01", "04"
"""The system's codes for documents."""
LIVING_HERE = "1"


def errors_per_kind(scale: float) -> int:
    """Return how many people, pairs or households of each kind of error a sample of this scale has."""
    return max(1, round(PER_KIND_AT_FULL_SCALE * scale))


def as_known(population: Population) -> Population:
    """Return the population with the columns that errors of identity fill.

    person: the true person's number. planted: the kind of error, "" for none. document: of a second row, what
    number it bears. mistyped_id: the number on the date `mistyped_on` alone.
    """
    people = population.people.with_columns(
        person=pl.int_range(pl.len()),
        planted=pl.lit(""),
        document=pl.lit(""),
        mistyped_id=pl.lit(None, pl.String),
        mistyped_on=pl.lit(None, pl.Int64),
    )
    return Population(people, population.households, population.relations)


def unspoilt(population: Population) -> pl.DataFrame:
    """Return the people in whom an error can be planted, with `row`, their place among all.

    They are there on all four dates, live in a family's household, have a right citizen number, and nothing
    about them is odd yet.
    """
    family = population.households.select("household_type", household=pl.int_range(pl.len()))
    return (
        population.people.with_columns(row=pl.int_range(pl.len()))
        .join(family, on="household", how="left", maintain_order="left")
        .filter(
            (pl.col("household_type") == "1")
            & (pl.col("vanishes") == NEVER)
            & (pl.col("appears") == 0)
            & ~pl.col("away")
            & (pl.col("id_type") == CITIZEN)
            & (pl.col("defect") == "")
            & (pl.col("planted") == "")
            & ~pl.col("name").is_in(canaries.NAMES)
            & _stays(population)
        )
    )


def _stays(population: Population) -> pl.Expr:
    """Whether somebody lives in one household on all four dates."""
    moves = population.relations.filter(
        (pl.col("kind") == LIVING_HERE) & ((pl.col("vanishes") != NEVER) | (pl.col("appears") != 0))
    )
    return ~pl.col("row").is_in(moves["person"].unique().implode())


def drawn(people: pl.DataFrame, count: int, rng: np.random.Generator) -> pl.DataFrame:
    """Return ``count`` of the people in the order drawn, fewer where there are fewer."""
    return people[rng.permutation(people.height)[:count]]


def with_rows(population: Population, people: pl.DataFrame, home: pl.DataFrame) -> Population:
    """Return the population with more rows of people, and where these live.

    Args:
        people: in the population's columns.
        home: one row per row of ``people`` in its order: household (null: of no household), relation, since.
    """
    first = population.people.height
    relations = home.with_columns(
        person=pl.int_range(first, first + pl.len()),
        kind=pl.lit(LIVING_HERE),
        appears=pl.lit(0),
        vanishes=pl.lit(NEVER),
    ).drop_nulls("household")

    def joined(table: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
        return pl.concat([table, more.select(table.columns).cast(table.schema)])

    return Population(
        joined(population.people, people),
        population.households,
        joined(population.relations, relations),
    )
