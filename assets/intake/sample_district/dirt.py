"""The dirt planted in the sample, and how much of each kind: what intake must find, no more and no less.

Two kinds: people whose document is spoilt but who must not be lost (in the population, before the rolls are
drawn), and rows that cannot be trusted (added to the exported frames, by canonical column name).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from assets.intake.sample_district import canaries
from assets.intake.sample_district.people import NEVER, Population
from assets.intake.sample_district.places import Places

PER_KIND_AT_FULL_SCALE = 200

FAULTS: tuple[tuple[str, str, str, str | None], ...] = (
    ("residents", "unknown_code", "sex", "7"),
    ("residents", "unknown_code", "id_type", "77"),
    ("residents", "unknown_code", "registration_type", "8"),
    ("residents", "invalid_date", "birth_date", "20230230"),
    ("residents", "future_date", "birth_date", "20991231"),
    ("residents", "missing_value", "name", None),
    ("households", "orphan", "committee_code", "310106999999"),
    ("households", "unknown_code", "on_cloud", "也许"),
    ("dwellings", "wrong_type", "area_m2", "约五十"),
    ("dwellings", "out_of_range", "area_m2", "-5"),
    ("dwellings", "orphan", "building_code", "LD9999999"),
    ("buildings", "wrong_type", "storeys", "六层"),
    ("compounds", "orphan", "committee_code", "310106999999"),
    ("residences", "orphan", "person_code", "R999999999"),
    ("residences", "orphan", "household_code", "H99999999"),
    ("residences", "unknown_code", "relation_to_head", "XX"),
    ("dibao", "unknown_code", "level", "全免"),
    ("dibao", "interval_reversed", "valid_to", "2020-01-01"),
    ("care_assessment", "id_form", "id_value", "310106?"),
    ("care_assessment", "id_check_digit", "id_value", "310106194001019900"),
    ("upstream_tags", "unknown_code", "tag_code", "XXX-99"),
    ("upstream_tags", "future_date", "since", "2099-12-31"),
    ("visits", "orphan", "household_code", "H99999999"),
    ("visits", "invalid_date", "visited_on", "2024-02-30"),
    ("visits", "future_date", "visited_on", "2099-12-31"),
    ("manual_tags", "orphan", "subject_code", "R999999999"),
    ("manual_tags", "unknown_code", "action", "9"),
)
"""Source, reason expected, column spoilt, value written; each row copies a good one under a new code."""
DUPLICATED = ("residents", "visits")
KEYS = {
    "residents": "person_code",
    "households": "household_code",
    "dwellings": "dwelling_code",
    "buildings": "building_code",
    "compounds": "compound_code",
    "visits": "visit_code",
    "manual_tags": "manual_tag_code",
}


def per_kind(scale: float) -> int:
    """Return how many rows of each kind of dirt a sample of this scale has."""
    return max(2, round(PER_KIND_AT_FULL_SCALE * scale))


def spoil_documents(population: Population, scale: float, rng: np.random.Generator) -> Population:
    """Add ``written_id`` (what the community cloud holds) and ``defect``; id_value stays the true number."""
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
    }
    defect = np.full(people.height, "", dtype="<U20")
    for kind, condition in conditions.items():
        free = np.flatnonzero(people.select(condition).to_series().to_numpy() & (defect == ""))
        defect[rng.permutation(free)[: per_kind(scale)]] = kind
    number, last = pl.col("id_value"), pl.col("id_value").str.slice(17, 1)
    spoilt = pl.col("defect")
    people = people.with_columns(defect=pl.Series(defect)).with_columns(
        written_id=pl.when(spoilt == "bad_check_digit")
        .then(number.str.slice(0, 17) + pl.when(last == "1").then(pl.lit("2")).otherwise(pl.lit("1")))
        .when(spoilt == "bad_form")
        .then(number.str.slice(0, 16))
        .when(spoilt == "fifteen_digits")
        .then(number.str.slice(0, 6) + number.str.slice(8, 9))
        .when(spoilt == "lower_case_x")
        .then(number.str.to_lowercase())
        .otherwise(number)
    )
    return Population(people, population.households, population.relations)


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
    first, second = settled["row"][0], settled["row"][1]
    dwelling = population.households["dwelling"][settled["household"][0]]
    one, two = pl.col("row") == first, pl.col("row") == second

    def given(column: str, of_first: object, of_second: object) -> pl.Expr:
        kept = pl.col(column)
        return (
            pl.when(one)
            .then(pl.lit(of_first))
            .when(two)
            .then(pl.lit(of_second))
            .otherwise(kept)
            .alias(column)
        )

    people = people.with_columns(
        given("name", canaries.NAMES[0], canaries.NAMES[1]),
        given("phone", canaries.PHONES[0], canaries.PHONES[1]),
        given("id_type", "01", "04"),
        given("id_value", canaries.CITIZEN_NUMBER, canaries.PASSPORT_NUMBER),
        given("written_id", canaries.CITIZEN_NUMBER, canaries.PASSPORT_NUMBER),
        given("birth_date", date(1940, 1, 1), date(1941, 1, 1)),
    ).drop("row")
    dwellings = places.dwellings.with_columns(
        address=pl.when(pl.int_range(pl.len()) == dwelling)
        .then(pl.lit(canaries.ADDRESS))
        .otherwise("address")
    )
    return (
        Places(places.compounds, places.buildings, dwellings),
        Population(people, population.households, population.relations),
    )


def add_bad_rows(
    frames: dict[str, pl.DataFrame], scale: float
) -> tuple[dict[str, pl.DataFrame], dict[str, dict[str, int]]]:
    """Return the frames with untrustworthy rows at their ends, and rows by source and reason expected."""
    count = per_kind(scale)
    spoilt, expected = dict(frames), dict[str, dict[str, int]]()
    for number, (source, reason, column, value) in enumerate(FAULTS):
        room = max(1, min(50, frames[source].height - count))
        rows = frames[source].slice(number * count % room, count)
        key = KEYS.get(source)
        if key is not None:
            rows = rows.with_columns(
                pl.format("X{}{}", pl.lit(f"{number:02d}"), pl.int_range(pl.len())).alias(key)
            )
        if (source, column) == ("residents", "sex"):
            rows = rows.with_columns(name=pl.lit(canaries.NAMES[2]), phone=pl.lit(canaries.PHONES[2]))
        _add(
            spoilt, expected, source, reason, rows.with_columns(pl.lit(value, dtype=pl.String).alias(column))
        )
    for source in DUPLICATED:
        _add(spoilt, expected, source, "duplicate_row", frames[source].slice(60, count))
    changed = frames["residents"].slice(80, count).with_columns(phone=pl.lit("13800000000"))
    _add(spoilt, expected, "residents", "duplicate_key", changed)
    return spoilt, expected


def _add(
    frames: dict[str, pl.DataFrame],
    expected: dict[str, dict[str, int]],
    source: str,
    reason: str,
    rows: pl.DataFrame,
) -> None:
    frames[source] = pl.concat([frames[source], rows])
    counts = expected.setdefault(source, {})
    counts[reason] = counts.get(reason, 0) + rows.height


def same_person_again(residents: pl.DataFrame, scale: float) -> pl.DataFrame:
    """Return residents whom a second committee entered under a second code, good rows all of them.

    Some by the number they already have, some by a passport: only name, sex and birth date are the same.
    """
    numbered, count = residents.filter(pl.col("id_type") == "01"), per_kind(scale)
    same = numbered.slice(100, count).with_columns(person_code=pl.format("RB{}", pl.int_range(pl.len())))
    other = numbered.slice(100 + count, count).with_columns(
        person_code=pl.format("RC{}", pl.int_range(pl.len())),
        id_type=pl.lit("04"),
        id_value=pl.format("EB{}", pl.int_range(pl.len()) + 1_000_000),
        defect=pl.lit(""),
    )
    return pl.concat([same, other])
