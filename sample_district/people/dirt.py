"""People whose record is odd or spoilt but who must not be lost, in exact numbers; and the canaries.

Spoilt in the population, before the rolls are drawn. What does not belong here: rows that cannot be trusted
(``bad_rows``), files that cannot be read (``damage``).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from sample_district.people import canaries
from sample_district.people.check_digit import another_check_digit
from sample_district.people.population import NEVER, Population
from sample_district.places.places import Places

PER_KIND_AT_FULL_SCALE = 200
DECLARED = ("birth_date_blank", "sex_blank", "birth_date_differs", "sex_differs")
"""What is wrong with a declared value although the document is right."""
DEFECTS = ("bad_check_digit", "bad_form", "fifteen_digits", "lower_case_x", *DECLARED)


def per_kind(scale: float) -> int:
    """Return how many rows of each kind of dirt a sample of this scale has."""
    return max(2, round(PER_KIND_AT_FULL_SCALE * scale))


def spoil_documents(population: Population, scale: float, rng: np.random.Generator) -> Population:
    """Add ``defect`` and what the community cloud holds: written_id, written_birth, written_sex.

    ``id_value``, ``birth_date`` and ``sex`` stay the true ones, by which other systems know the person.
    """
    people = population.people
    settled = (
        (pl.col("vanishes") == NEVER)
        & (pl.col("appears") == 0)
        & ~pl.col("away")
        & (pl.col("id_type") == "01")
    )
    conditions = {
        "bad_check_digit": settled,
        "bad_form": settled,
        "fifteen_digits": settled & (pl.col("birth_date").dt.year() < 2000),
        "lower_case_x": settled & pl.col("id_value").str.ends_with("X"),
        **dict.fromkeys(DECLARED, settled & (pl.col("age") > 0)),
    }
    defect = np.full(people.height, "", dtype="<U20")
    for kind, condition in conditions.items():
        free = np.flatnonzero(people.select(condition).to_series().to_numpy() & (defect == ""))
        defect[rng.permutation(free)[: per_kind(scale)]] = kind
    people = people.with_columns(defect=pl.Series(defect)).with_columns(
        written_id=_written_id(), written_birth=_written_birth(), written_sex=_written_sex()
    )
    return Population(people, population.households, population.relations)


def _written_id() -> pl.Expr:
    number, defect = pl.col("id_value"), pl.col("defect")
    return (
        pl.when(defect == "bad_check_digit")
        .then(another_check_digit(number))
        .when(defect == "bad_form")
        .then(number.str.slice(0, 16))
        .when(defect == "fifteen_digits")
        .then(number.str.slice(0, 6) + number.str.slice(8, 9))
        .when(defect == "lower_case_x")
        .then(number.str.to_lowercase())
        .otherwise(number)
    )


def _written_birth() -> pl.Expr:
    return (
        pl.when(pl.col("defect") == "birth_date_differs")
        .then(pl.col("birth_date") + pl.duration(days=1))
        .when(pl.col("defect") != "birth_date_blank")
        .then("birth_date")
    )


def _written_sex() -> pl.Expr:
    return (
        pl.when(pl.col("defect") == "sex_differs")
        .then(pl.col("sex").replace({"1": "2", "2": "1"}))
        .when(pl.col("defect") == "sex_blank")
        .then(pl.lit("0"))
        .otherwise("sex")
    )


def plant_canaries(places: Places, population: Population) -> tuple[Places, Population]:
    """Give two settled residents the canaries' names, phones, documents, and one's dwelling the address."""
    people = population.people.with_row_index("row")
    settled = people.filter(
        (pl.col("vanishes") == NEVER)
        & (pl.col("appears") == 0)
        & ~pl.col("away")
        & (pl.col("household") >= 0)
        & (pl.col("sex") == "2")
        & (pl.col("id_type") == "01")
        & (pl.col("registration_type") == "1")
        & (pl.col("defect") == "")
        & (pl.col("age") >= 60)
    )
    rows = (settled["row"][0], settled["row"][1])
    dwelling = population.households["dwelling"][settled["household"][0]]
    people = people.with_columns(_given(rows, name, *values) for name, values in _CANARY_VALUES.items()).drop(
        "row"
    )
    dwellings = places.dwellings.with_columns(
        address=pl.when(pl.int_range(pl.len()) == dwelling)
        .then(pl.lit(canaries.ADDRESS))
        .otherwise("address")
    )
    return (
        Places(places.compounds, places.buildings, dwellings),
        Population(people, population.households, population.relations),
    )


_CANARY_VALUES: dict[str, tuple[object, object]] = {
    "name": (canaries.NAMES[0], canaries.NAMES[1]),
    "phone": (canaries.PHONES[0], canaries.PHONES[1]),
    "id_type": ("01", "04"),
    "id_value": (canaries.CITIZEN_NUMBER, canaries.PASSPORT_NUMBER),
    "written_id": (canaries.CITIZEN_NUMBER, canaries.PASSPORT_NUMBER),
    "birth_date": (date(1940, 1, 1), date(1941, 1, 1)),
    "written_birth": (date(1940, 1, 1), date(1941, 1, 1)),
}
"""What the two have, by column."""


def _given(rows: tuple[int, int], column: str, of_first: object, of_second: object) -> pl.Expr:
    """Return a column with the values of the two people in their rows."""
    return (
        pl.when(pl.col("row") == rows[0])
        .then(pl.lit(of_first))
        .when(pl.col("row") == rows[1])
        .then(pl.lit(of_second))
        .otherwise(pl.col(column))
        .alias(column)
    )


def same_person_again(residents: pl.DataFrame, scale: float) -> pl.DataFrame:
    """Return residents whom a second committee entered under a second code, good rows all of them.

    Some by the number they already have, some by a passport: only name, sex and birth date are the same. They
    are the same people on all four dates.
    """
    numbered = residents.filter(
        (pl.col("id_type") == "01")
        & (pl.col("defect") == "")
        & (pl.col("planted") == "")
        & (pl.col("appears") == 0)
        & (pl.col("vanishes") == NEVER)
    )
    count = per_kind(scale)
    same = numbered.slice(100, count).with_columns(
        person_code=pl.format("RB{}", pl.int_range(pl.len())), planted=pl.lit("same_number")
    )
    other = numbered.slice(100 + count, count).with_columns(
        person_code=pl.format("RC{}", pl.int_range(pl.len())),
        planted=pl.lit("another_document"),
        id_type=pl.lit("04"),
        id_value=pl.format("EB{}", pl.int_range(pl.len()) + 1_000_000),
    )
    return pl.concat([same, other])
