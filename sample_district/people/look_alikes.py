"""Different people whose records look as if they were one person's: those who must not be joined.

Belongs here: twins, father and son of one name, strangers of one name and birth date, people written down
under somebody else's number. Does not belong here: one person under two codes (`recorded_twice`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.dates import days_after
from sample_district.draws import pick
from sample_district.people.as_recorded import (
    LIVING_HERE,
    NO_DOCUMENT,
    drawn,
    errors_per_kind,
    unspoilt,
    with_rows,
)
from sample_district.people.composition import CHILD, HEAD, SPOUSE
from sample_district.people.identities import GIVEN
from sample_district.people.misspelt_names import SAME_SOUND, with_another_character
from sample_district.people.population import Population

TWINS, BABIES = "twins_without_numbers", "mother_and_newborn"
FATHERS, STRANGERS = "father_and_son", "strangers_of_one_name"
COUPLES, MISTYPED = "couple_under_one_number", "number_mistyped_once"
LOOK_ALIKES = (TWINS, BABIES, FATHERS, STRANGERS, COUPLES, MISTYPED)
UNDER_ONE_NUMBER = (BABIES, COUPLES, MISTYPED)
"""Kinds in which somebody is written down under the number of somebody else."""
COMMON_NAMES = {"1": ("张伟", "李强", "刘洋", "王磊"), "2": ("王芳", "李娜", "张敏", "王静")}
"""By sex: names that thousands bear."""


def plant_look_alikes(population: Population, scale: float, rng: np.random.Generator) -> Population:
    """Return the population with ``errors_per_kind`` pairs of each of ``LOOK_ALIKES``.

    Both of a pair have the kind in `planted`. A number that is wrong on one date only is `mistyped_id`, its
    date's number `mistyped_on`.
    """
    count = errors_per_kind(scale)
    for plant in (_old_couples, _fathers_and_sons, _strangers, _mistyped_numbers, _twins, _newborns):
        population = plant(population, count, rng)
    return population


def _old_couples(population: Population, count: int, rng: np.random.Generator) -> Population:
    """The wife's, or the husband's, row bears the number of the head of the household."""
    able = unspoilt(population).filter(pl.col("age") >= 60)
    pairs = drawn(_pairs(able, population, HEAD, SPOUSE), count, rng)
    return _written(population, COUPLES, pairs, written_id="written_id")


def _fathers_and_sons(population: Population, count: int, rng: np.random.Generator) -> Population:
    """The son, without a number, has his father's name, or one of the same sound."""
    able = unspoilt(population).filter(pl.col("sex") == "1")
    pairs = drawn(_pairs(able, population, HEAD, CHILD), count, rng)
    sound = with_another_character(pl.col("name"), SAME_SOUND)
    same = pl.int_range(pl.len()) % 2 == 0
    pairs = pairs.with_columns(name=pl.when(same).then("name").otherwise(sound), none=pl.lit(None, pl.String))
    pairs = pairs.with_columns(no_document=pl.lit(NO_DOCUMENT))
    return _written(population, FATHERS, pairs, name="name", id_type="no_document", written_id="none")


def _strangers(population: Population, count: int, rng: np.random.Generator) -> Population:
    """Two people of one sex in two committees: a common name and one birth date, one without a number."""
    able = unspoilt(population)
    rows = []
    for sex, names in COMMON_NAMES.items():
        people = drawn(able.filter(pl.col("sex") == sex), 3 * count + 6, rng)
        half = people.height // 2
        one, other = people[:half], people[half : 2 * half]
        both = one.hstack(other.select(row_other="row", home_other="home"))
        both = both.filter(pl.col("home") != pl.col("home_other"))[: count // 2 + (sex == "2") * (count % 2)]
        rows.append(both.with_columns(name=pick(names, rng.integers(len(names), size=both.height))))
    pairs = pl.concat(rows).with_columns(none=pl.lit(None, pl.String), no_document=pl.lit(NO_DOCUMENT))
    named = pairs.with_columns(row_other="row")
    population = _written(population, STRANGERS, named, name="name")
    return _written(
        population,
        STRANGERS,
        pairs,
        name="name",
        written_birth="written_birth",
        id_type="no_document",
        written_id="none",
    )


def _mistyped_numbers(population: Population, count: int, rng: np.random.Generator) -> Population:
    """On the first or second date somebody bears a stranger's number, before and after their own."""
    people = drawn(unspoilt(population), 2 * count, rng)
    half = people.height // 2
    pairs = people[:half].hstack(people[half : 2 * half].select(row_other="row"))
    pairs = pairs.with_columns(day=pl.int_range(pl.len()) % 2)
    return _written(population, MISTYPED, pairs, mistyped_id="written_id", mistyped_on="day")


def _twins(population: Population, count: int, rng: np.random.Generator) -> Population:
    """A twin of a child: one birth date, sex and home, another last character of the name; no numbers."""
    able = unspoilt(population).filter(pl.col("age").is_between(1, 12))
    chosen = drawn(able, count, rng).with_columns(
        none=pl.lit(None, pl.String), no_document=pl.lit(NO_DOCUMENT), row_other="row"
    )
    population = _written(population, TWINS, chosen, id_type="no_document", written_id="none")
    last = pick(list(GIVEN), rng.integers(len(GIVEN), size=chosen.height))
    own = pl.col("name").str.slice(-1)
    other = pl.when(own == last).then(pl.lit("宁")).otherwise(last)
    twins = chosen.with_columns(
        name=pl.col("name").str.head(-1) + other, id_type="no_document", id_value="none", written_id="none"
    )
    return _born_into(population, TWINS, "RT", twins)


def _newborns(population: Population, count: int, rng: np.random.Generator) -> Population:
    """A child of some weeks, written down under the mother's number."""
    able = unspoilt(population).filter((pl.col("sex") == "2") & pl.col("age").is_between(22, 42))
    mothers = drawn(able, count, rng).with_columns(row_other="row")
    population = _written(population, BABIES, mothers)
    born = pl.Series(days_after(-rng.integers(5, 60, mothers.height)))
    babies = mothers.with_columns(
        name=pl.col("name").str.slice(0, 1)
        + pick(list(GIVEN), rng.integers(len(GIVEN), size=mothers.height)),
        sex=pl.Series(rng.choice(["1", "2"], mothers.height)),
        age=pl.lit(0, mothers.schema["age"]),
        birth_date=born,
        written_birth=born,
        id_value=pl.lit(None, pl.String),
        phone=pl.lit(None, pl.String),
        updated_on=born,
    ).with_columns(written_sex="sex")
    return _born_into(population, BABIES, "RN", babies)


def _born_into(population: Population, kind: str, prefix: str, children: pl.DataFrame) -> Population:
    """Add children to the households that they were copied from, as people of their own."""
    first = population.people.height
    people = children.with_columns(
        person_code=pl.format(prefix + "{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(7)),
        person=pl.int_range(first, first + pl.len()),
        planted=pl.lit(kind),
    )
    home = children.select("household", relation=pl.lit(CHILD), since="birth_date")
    return with_rows(population, people, home)


def _pairs(people: pl.DataFrame, population: Population, one: str, other: str) -> pl.DataFrame:
    """Return people of relation ``one`` with `row_other`, somebody of relation ``other`` in their home."""
    relation = population.relations.filter(pl.col("kind") == LIVING_HERE).select("relation", row="person")
    known = people.join(
        relation.unique("row", keep="first", maintain_order=True), on="row", maintain_order="left"
    )
    others = known.filter(pl.col("relation") == other).unique("household", keep="first", maintain_order=True)
    return (
        known.filter(pl.col("relation") == one)
        .join(others.select("household", row_other="row"), on="household", maintain_order="left")
        .drop("relation")
    )


def _written(population: Population, kind: str, pairs: pl.DataFrame, **given: str) -> Population:
    """Mark both of each pair, and give the other one the first one's values.

    given: column of people = column of ``pairs`` that holds the value.
    """
    people = population.people.with_columns(row=pl.int_range(pl.len()))
    of_other = pairs.select(row="row_other", **{f"given_{name}": value for name, value in given.items()})
    people = people.join(of_other.with_columns(is_other=True), on="row", how="left", maintain_order="left")
    marked = pl.col("is_other").fill_null(False) | pl.col("row").is_in(pairs["row"].implode())
    return Population(
        people.with_columns(
            *(
                pl.when("is_other")
                .then(f"given_{name}")
                .otherwise(name)
                .cast(people.schema[name])
                .alias(name)
                for name in given
            ),
            planted=pl.when(marked).then(pl.lit(kind)).otherwise("planted"),
        ).select(population.people.columns),
        population.households,
        population.relations,
    )
