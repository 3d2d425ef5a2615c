"""People whom somebody entered again under a second code, without a number that could be trusted.

Belongs here: what the second row says otherwise, in exact numbers. Does not belong here: people who were
entered again with a number of their own (`dirt.same_person_again`), other people who look like one
(`look_alikes`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.people.as_recorded import (
    CITIZEN,
    LIVING_HERE,
    NO_DOCUMENT,
    PASSPORT,
    drawn,
    errors_per_kind,
    unspoilt,
    with_rows,
)
from sample_district.people.check_digit import another_check_digit
from sample_district.people.composition import OTHER
from sample_district.people.misspelt_names import (
    LOOKS_ALIKE,
    SAME_SOUND,
    given_name_first,
    with_a_blank,
    with_another_character,
)
from sample_district.people.population import Population

NAME, BORN = pl.col("name"), pl.col("written_birth")
_DAY, _MONTH, _YEAR = BORN.dt.day(), BORN.dt.month(), BORN.dt.year()
_EVEN = pl.int_range(pl.len()) % 2 == 0
_ANOTHER_DIGIT = pl.date(
    pl.when(_EVEN).then(_YEAR).otherwise(_YEAR + pl.when(_YEAR % 10 == 9).then(-1).otherwise(1)),
    _MONTH,
    pl.when(_EVEN).then(_DAY + 1).otherwise(_DAY),
)
"""Another last digit of the day, and of the year, by turns."""
DIFFERENCES: dict[str, dict[str, pl.Expr]] = {
    "same_facts": {},
    "same_sound": {"name": with_another_character(NAME, SAME_SOUND)},
    "wrong_character": {"name": with_another_character(NAME, LOOKS_ALIKE)},
    "name_order": {"name": given_name_first(NAME)},
    "name_blanks": {"name": with_a_blank(NAME)},
    "day_and_month_swapped": {"written_birth": pl.date(_YEAR, _DAY, _MONTH)},
    "birth_digit": {"written_birth": _ANOTHER_DIGIT},
    "phone_missing": {"phone": pl.lit(None, pl.String)},
    "old_address_near": {},
    "old_address_far": {},
    "several": {
        "name": with_another_character(NAME, SAME_SOUND),
        "written_birth": _ANOTHER_DIGIT,
        "phone": pl.lit(None, pl.String),
    },
}
"""By kind of error: the columns that the second row has otherwise."""
NEAR, FAR = "old_address_near", "old_address_far"
"""The second row lives in another household, of the same committee or of another one."""
DOCUMENTS = ("none", "bad_check_digit", "passport", "neither")
"""What number the second row bears, by turns: none, one that fails its check digit, a passport's; neither:
none, and the first row's fails."""
_ABLE: dict[str, pl.Expr] = {
    "day_and_month_swapped": (_DAY <= 12) & (_DAY != _MONTH),
    "birth_digit": _DAY.is_between(2, 27) & (_DAY % 10 < 9),
    "several": _DAY.is_between(2, 27) & (_DAY % 10 < 9),
    "phone_missing": pl.col("phone").is_not_null(),
    "old_address_near": pl.col("near").is_not_null(),
}
"""By kind of error: whom it can be planted in."""


def plant_second_records(population: Population, scale: float, rng: np.random.Generator) -> Population:
    """Return the population with a second row for ``errors_per_kind`` people of each of ``DIFFERENCES``.

    A second row bears `person` of the first, its kind in `planted` and in `document` which of ``DOCUMENTS``.
    """
    able = (
        unspoilt(population)
        .filter(pl.col("age") > 2)
        .join(_other_homes(population), on="household", maintain_order="left")
    )
    second = list[pl.DataFrame]()
    for number, kind in enumerate(DIFFERENCES):
        free = able.filter(_ABLE.get(kind, pl.lit(True)))
        rows = drawn(free, errors_per_kind(scale), rng).with_columns(_documents(number), _home(kind, number))
        able = able.join(rows, on="row", how="anti", maintain_order="left")
        second.append(rows.with_columns(**DIFFERENCES[kind], planted=pl.lit(kind)))
    rows = pl.concat(second)
    bad_first = rows.filter(pl.col("document") == "neither")["row"]
    return with_rows(
        Population(
            _with_bad_numbers(population.people, bad_first), population.households, population.relations
        ),
        _with_documents(rows).with_columns(
            person_code=pl.format("RS{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(7))
        ),
        _homes(rows, population.relations),
    )


def _documents(number: int) -> pl.Expr:
    """The document of each row, beginning with another one for each kind of error."""
    place = (pl.int_range(pl.len()) + number) % len(DOCUMENTS)
    return place.replace_strict(dict(enumerate(DOCUMENTS)), return_dtype=pl.String).alias("document")


def _with_documents(rows: pl.DataFrame) -> pl.DataFrame:
    bad, passport = pl.col("document") == "bad_check_digit", pl.col("document") == "passport"
    number = pl.format("EC{}", pl.int_range(pl.len()) + 1_000_000)
    types = pl.when(bad).then(pl.lit(CITIZEN)).when(passport).then(pl.lit(PASSPORT))
    return rows.with_columns(
        id_type=types.otherwise(pl.lit(NO_DOCUMENT)),
        written_id=pl.when(bad).then(another_check_digit(pl.col("written_id"))).when(passport).then(number),
        defect=pl.when(bad).then(pl.lit("bad_check_digit")).otherwise(pl.lit("")),
    )


def _with_bad_numbers(people: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    bad = pl.int_range(pl.len()).is_in(rows.implode())
    return people.with_columns(
        written_id=pl.when(bad).then(another_check_digit(pl.col("written_id"))).otherwise("written_id"),
        defect=pl.when(bad).then(pl.lit("bad_check_digit")).otherwise("defect"),
    )


def _other_homes(population: Population) -> pl.DataFrame:
    """Return, per family household, another of its committee (null without one) and one of another."""
    families = (
        population.households.select("household_type", "committee", household=pl.int_range(pl.len()))
        .filter(pl.col("household_type") == "1")
        .sort("committee", "household")
    )
    following = pl.col("household").gather((pl.int_range(pl.len()) + 1) % pl.len()).over("committee")
    return families.select(
        "household",
        near=pl.when(pl.len().over("committee") > 1).then(following),
        far=pl.col("household").gather((pl.int_range(pl.len()) + pl.len() // 2) % pl.len()),
    )


def _home(kind: str, number: int) -> pl.Expr:
    """Where the second row lives: in the old household, else in the same one or in none by turns."""
    if kind in (NEAR, FAR):
        return pl.col("near" if kind == NEAR else "far").alias("home_of_row")
    same = (pl.int_range(pl.len()) + number // len(DOCUMENTS)) % 2 == 0
    return pl.when(same).then("household").alias("home_of_row")


def _homes(rows: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    own = relations.filter(pl.col("kind") == LIVING_HERE).select(
        row="person", relation="relation", since="since"
    )
    moved = pl.col("home_of_row") != pl.col("household")
    return rows.join(own, on="row", how="left", maintain_order="left").select(
        household="home_of_row",
        relation=pl.when(moved).then(pl.lit(OTHER)).otherwise("relation"),
        since=pl.max_horizontal(
            pl.when(moved).then(pl.col("since").dt.offset_by("-6y")).otherwise("since"), "birth_date"
        ),
    )
