"""Who lives where: one row per resident, placed in the household they live in.

Belongs here: canonical people and residences + register + places -> the frame `resident`, pure.
Does not belong here: facts for rules (`assets/features`).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.registry.deduplicate import deduplicate
from assets.registry.identity import ids
from assets.registry.places import AREA
from tag_rules.engine.age import latest_birth_date


def residents(
    tables: Mapping[str, pl.DataFrame],
    keys: pl.Series,
    register: pl.DataFrame,
    household: pl.DataFrame,
    as_of: date,
) -> pl.DataFrame:
    """The frame `resident` (data model, section 2). keys: resident_key of each row of `residents`.

    A person under two source codes is one row: the one who lives somewhere, else the one updated last. Who
    lives in a household but whose own row was refused is there too, with nothing known: no row would say that
    every tag is false.
    """
    recorded = tables["residents"].drop("id_type", "id_value", "phone").with_columns(resident_key=keys)
    refused = tables["residences"].select("person_code").unique().join(recorded, on="person_code", how="anti")
    people = pl.concat([recorded, refused], how="diagonal")
    people = people.join(ids(register, "resident").rename({"resident_code": "person_code"}), on="person_code")
    homes = _homes(tables["residences"]).join(ids(register, "household"), on="household_code", how="left")
    places = household.select("household_id", "dwelling_id", "building_id", "compound_id", *AREA)
    placed = people.join(homes, on="person_code", how="left").join(places, on="household_id", how="left")
    settled = pl.col("lives_here").fill_null(False)
    one_each = deduplicate(
        placed, ["resident_id"], [settled, "updated_on", "person_code"], [True, True, False]
    )
    registered = pl.col("registered_committee_code")
    # Full years reach 14 on the birthday; an unknown birth date takes the stricter tier.
    fourteen = latest_birth_date(14, as_of)
    return one_each.select(
        "resident_id",
        "resident_key",
        "sex",
        "birth_date",
        "registration_type",
        "lives_here",
        # Here is the committee of the household; being on a household's register alone says it as well.
        registered_here=pl.when(~pl.col("lives_here"))
        .then(pl.lit(True))
        .when(registered.is_not_null())
        .then(registered == pl.col("committee_code"))
        .when(pl.col("registration_type") != "local")
        .then(pl.lit(False)),
        household_id="household_id",
        dwelling_id="dwelling_id",
        building_id="building_id",
        compound_id="compound_id",
        street_code="street_code",
        grid_code="grid_code",
        committee_code="committee_code",
        registered_committee_code="registered_committee_code",
        relation_to_head="relation_to_head",
        matched_to_household=pl.col("household_id").is_not_null(),
        resident_since="since",
        emergency_contact="emergency_contact",
        document_state="id_document_state",
        document_differs="document_differs",
        possible_duplicate=_possible_duplicate(),
        verified_on="updated_on",
        is_under_14=(pl.col("birth_date") > pl.lit(fourteen)).fill_null(True),
    ).sort("resident_id")


def _homes(residences: pl.DataFrame) -> pl.DataFrame:
    """One residence per person: where they live, else where they are only registered."""
    lives_here = pl.col("residence_kind") == "lives_here"
    found = residences.select(
        "person_code", "household_code", "relation_to_head", "since", lives_here=lives_here
    )
    return deduplicate(found, ["person_code"], ["lives_here", "household_code"], [True, False])


def _possible_duplicate() -> pl.Expr:
    """Whether another resident has the same name, sex and birth date; null where one of them is unknown.

    One row per resident is expected, so whoever is the same person by their document is not another one. The
    name goes no further than this.
    """
    known = pl.col("name").is_not_null() & pl.col("birth_date").is_not_null() & (pl.col("sex") != "unknown")
    return pl.when(known).then(pl.struct("name", "sex", "birth_date").is_duplicated())
