"""The district as the systems know it on one date: the good rows of every source, by our column names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from sample_district.history import there_on
from sample_district.people import canaries
from sample_district.people.dirt import DEFECTS, same_person_again
from sample_district.people.look_alikes import UNDER_ONE_NUMBER
from sample_district.people.population import Population
from sample_district.places.divisions import committees, divisions
from sample_district.places.places import Places
from sample_district.records import casework

TEXTS = {
    "visits": "notes", "survey_responses": "other_needs", "hotline_tickets": "texts",
    "committee_requests": "topics", "public_opinions": "opinions",
}  # fmt: skip
"""What the texts of a source are called where those that name somebody are counted."""


CLOSED_ON = {
    "hotline_tickets": "closed_on", "committee_requests": "resolved_on", "public_opinions": "replied_on",
}  # fmt: skip


@dataclass(frozen=True)
class District:
    """The whole history: places, people, and by source the records that come and go."""

    places: Places
    population: Population
    records: dict[str, pl.DataFrame]


def snapshot(district: District, day: int, scale: float) -> dict[str, pl.DataFrame]:
    """Return every source's rows on the date number ``day``; further columns say what is odd about a row."""
    places, population = district.places, district.population
    households = population.households
    there = {name: table.filter(there_on(day)) for name, table in district.records.items()}
    code = households["household_code"]
    there["visits"] = there["visits"].with_columns(household_code=code.gather(there["visits"]["household"]))
    for source, closed_on in CLOSED_ON.items():
        there[source] = casework.as_known_on(day, there[source], closed_on)
    people = population.people.filter(there_on(day)).with_columns(
        id_value=pl.when(pl.col("mistyped_on") == day).then("mistyped_id").otherwise("written_id"),
        birth_date="written_birth",
        sex="written_sex",
        born="birth_date",
    )
    return {
        **there,
        "divisions": divisions(),
        "compounds": places.compounds,
        "buildings": places.buildings,
        "dwellings": _dwellings(places, households),
        "households": _households(places, households, day),
        "residents": pl.concat([people, same_person_again(people, scale)]),
        "residences": _residences(population, day),
    }


def odd_ones(frames: dict[str, pl.DataFrame], day: date) -> dict[str, int]:
    """Return how many good rows of each odd kind there are: what intake must accept although it looks odd."""
    birth = pl.coalesce("birth_date", "born")  # a blank one is read from the document
    number, code = pl.col("id_value"), pl.col("person_code")
    under_one_number = pl.col("planted").is_in(UNDER_ONE_NUMBER)
    of_other_birth = under_one_number & (number.str.slice(6, 8) != birth.dt.strftime("%Y%m%d"))
    odd_digit = number.str.slice(16, 1).is_in(list("13579"))  # the 17th digit of a man's number
    of_other_sex = under_one_number & (odd_digit != (pl.col("sex") == "1"))
    odd = {
        **{kind: pl.col("defect") == kind for kind in DEFECTS},
        "birth_date_differs": (pl.col("defect") == "birth_date_differs") | of_other_birth,
        "sex_differs": (pl.col("defect") == "sex_differs") | of_other_sex,
        "numbers_on_several_people": under_one_number & number.is_duplicated(),
        "residence_permit": pl.col("id_type") == "02",
        "foreign_permanent_id": pl.col("id_type") == "03",
        "foreign_permanent_id_of_old_form": (pl.col("id_type") == "03") & number.str.contains("^[A-Z]{3}"),
        "without_document": pl.col("id_type") == "99",
        "address_code_310108": (pl.col("id_type") == "01") & number.str.starts_with("310108"),
        "same_person_again": code.str.starts_with("RB"),
        "same_person_by_another_document": code.str.starts_with("RC"),
        "birthday_on_snapshot_date": (birth.dt.month() == day.month) & (birth.dt.day() == day.day),
        "born_on_29_february": (birth.dt.month() == 2) & (birth.dt.day() == 29),
    }
    counts = frames["residents"].select(**{name: condition.sum() for name, condition in odd.items()})
    return {
        **counts.row(0, named=True),
        **{f"personal_{texts}": int(frames[source]["personal"].sum()) for source, texts in TEXTS.items()},
        "committees_sharing_a_name": int(frames["divisions"]["name"].is_duplicated().sum()),
        "incomplete_addresses": int(frames["dwellings"]["incomplete"].sum()),
        "split_households": frames["residences"].filter(pl.col("residence_kind") == "registered_only").height,
    }


def _gathered(values: pl.Series, index: pl.Series) -> pl.Series:
    """Return the values at ``index``, null where it is -1."""
    return pl.select(pl.when(index >= 0).then(values.gather(index.clip(0)))).to_series()


def _dwellings(places: Places, households: pl.DataFrame) -> pl.DataFrame:
    """Add tenure, and smart meters: 25 % of dwellings of people of 80 and over alone, few others."""
    housed = households.filter(pl.col("dwelling") >= 0)
    at = housed["dwelling"].to_numpy()
    tenure = np.full(places.dwellings.height, "4")
    tenure[at] = housed["tenure"].to_numpy()
    alone = np.zeros(places.dwellings.height, dtype=bool)
    alone[at] = housed["alone_age"].to_numpy() >= 80
    draw = places.dwellings["meter"].to_numpy()
    return places.dwellings.with_columns(
        tenure=pl.Series(tenure),
        smart_water_meter=pl.when(pl.Series(draw) < 0.97).then(pl.Series(draw < np.where(alone, 0.25, 0.02))),
        incomplete=pl.col("incomplete") | (pl.col("address") == canaries.ADDRESS),
    )


def _households(places: Places, households: pl.DataFrame, day: int) -> pl.DataFrame:
    on_cloud = pl.col("on_cloud_from") <= day
    return households.select(
        "household_code",
        "household_type",
        on_cloud=on_cloud,
        cloud_activated=pl.when(on_cloud & (pl.col("activated") != "")).then("activated"),
        dwelling_code=pl.when(pl.col("address_form") == "").then(dwelling_codes(places, households)),
        committee_code=committees()["committee_code"].gather(households["committee"]),
        address="written_address",
    )


def dwelling_codes(places: Places, households: pl.DataFrame) -> pl.Series:
    """Return the code of the dwelling that each household lives in, null for those in none."""
    return _gathered(places.dwellings["dwelling_code"], households["dwelling"])


def _residences(population: Population, day: int) -> pl.DataFrame:
    relations = population.relations.filter(there_on(day))
    return relations.select(
        person_code=population.people["person_code"].gather(relations["person"]),
        household_code=population.households["household_code"].gather(relations["household"]),
        residence_kind=pl.col("kind").replace({"1": "lives_here", "2": "registered_only"}),
        relation_to_head="relation",
        since="since",
    ).unique(["person_code", "household_code", "residence_kind"], keep="first", maintain_order=True)
