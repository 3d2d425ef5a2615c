"""Who lives where: one row per resident, placed in the household they live in.

Belongs here: canonical people and residences + ids + places -> the frame `resident`, pure. Does not belong
here: which rows are one person (`same_person.py`), facts for rules (`assets/features`).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.intake.documents.identity_documents import DOCUMENT_STATES
from assets.registry.identity.one_person import FACTS, NUMBER, agreed_facts, homes
from assets.registry.identity.register import ids
from assets.registry.places import AREA
from tag_rules.engine.age import latest_birth_date

DOCUMENT_STATE = pl.Enum([*DOCUMENT_STATES, "shared"])
"""What intake says of a number, or that several people carry it."""


def residents(
    tables: Mapping[str, pl.DataFrame],
    persons: pl.DataFrame,
    id_of_code: pl.DataFrame,
    places: Mapping[str, pl.DataFrame],
    refused: pl.DataFrame,
    as_of: date,
) -> pl.DataFrame:
    """Return the frame `resident` (data model, section 2).

    Args:
        tables: canonical tables: residents, residences.
        persons: of `same_person.persons`.
        id_of_code: of `identity.known_ids`.
        places: the frames household and committee.
        refused: the table refused_subject.
        as_of: the snapshot date.

    A person under several source codes is one row. Whose own row was refused is there too, with nothing
    known, if a residence or an earlier date knows them: no row would say that every tag is false. Whom no
    household is known of belongs to the committee where they are registered.

    """
    by_code = ids(id_of_code, "resident").rename({"resident_code": "person_code"})
    recorded = tables["residents"].select("person_code", "rows_contradict", *FACTS, *NUMBER, "updated_on")
    recorded = recorded.hstack(persons.select("resident_key", "number_is_shared"))
    without_row = tables["residences"].join(recorded, on="person_code", how="anti")
    unread = _unread(without_row, refused).join(recorded, on="person_code", how="anti")
    rows = pl.concat([recorded, unread], how="diagonal").join(by_code, on="person_code")
    people = agreed_facts(rows).join(
        homes(tables["residences"].join(by_code, on="person_code")), on="resident_id", how="left"
    )
    placed = people.join(ids(id_of_code, "household"), on="household_code", how="left").join(
        places["household"].select("household_id", "dwelling_id", "building_id", "compound_id", *AREA),
        on="household_id",
        how="left",
    )
    return _framed(_in_their_committee(placed, places["committee"]), as_of).sort("resident_id")


def _unread(residences: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """Return person_code and registered_committee_code of who is named by a residence or a refused row."""
    own = refused.filter(pl.col("source") == "residents").select(
        person_code="subject_code", registered_committee_code="committee_code"
    )
    named = residences.select("person_code").unique().join(own, on="person_code", how="anti")
    return pl.concat([own, named], how="diagonal")


def _in_their_committee(placed: pl.DataFrame, committee: pl.DataFrame) -> pl.DataFrame:
    """Who is of no household here is of the committee where they are registered, if it is one of ours."""
    registered = committee.select(
        registered_committee_code="committee_code",
        **{f"registered_{name}": pl.col(name) for name in AREA if name != "committee_code"},
    )
    nowhere = pl.col("committee_code").is_null()
    ours = pl.col("registered_committee_code").is_in(committee["committee_code"].implode())
    return (
        placed.join(registered, on="registered_committee_code", how="left")
        .with_columns(committee_of_household="committee_code")
        .with_columns(
            pl.when(nowhere & ours).then(pl.col(f"registered_{name}")).otherwise(pl.col(name)).alias(name)
            for name in AREA
        )
    )


def _framed(placed: pl.DataFrame, as_of: date) -> pl.DataFrame:
    several = pl.col("several_homes").fill_null(False)
    # Full years reach 14 on the birthday; an unknown birth date takes the stricter tier.
    fourteen = latest_birth_date(14, as_of)
    return placed.select(
        "resident_id",
        "resident_key",
        "sex",
        "birth_date",
        "registration_type",
        "lives_here",
        registered_here=_registered_here(),
        household_id="household_id",
        dwelling_id="dwelling_id",
        building_id="building_id",
        compound_id="compound_id",
        street_code="street_code",
        grid_code="grid_code",
        committee_code="committee_code",
        registered_committee_code="registered_committee_code",
        relation_to_head="relation_to_head",
        matched_to_household=pl.col("household_code").is_not_null() | several,
        resident_since="since",
        emergency_contact="emergency_contact",
        document_state=pl.when("number_is_shared")
        .then(pl.lit("shared"))
        .otherwise(pl.col("id_document_state").cast(pl.String))
        .cast(DOCUMENT_STATE),
        document_differs="document_differs",
        record_contradicts=pl.col("facts_differ") | pl.col("number_is_shared") | several,
        possible_duplicate=_possible_duplicate(),
        verified_on="updated_on",
        is_under_14=(pl.col("birth_date") > pl.lit(fourteen)).fill_null(True),
    )


def _registered_here() -> pl.Expr:
    """Whether somebody is registered in their household's committee; to be on its register alone says so."""
    registered = pl.col("registered_committee_code")
    return (
        pl.when(~pl.col("lives_here"))
        .then(pl.lit(True))
        .when(registered.is_not_null())
        .then(registered == pl.col("committee_of_household"))
        .when(pl.col("registration_type") != "local")
        .then(pl.lit(False))
    )


def _possible_duplicate() -> pl.Expr:
    """Whether another resident has the same name, sex and birth date; null where one of them is unknown.

    One row per resident is expected, so whoever is the same person by their document is not another one. The
    name goes no further than this.
    """
    known = pl.col("name").is_not_null() & pl.col("birth_date").is_not_null() & (pl.col("sex") != "unknown")
    return pl.when(known).then(pl.struct("name", "sex", "birth_date").is_duplicated())
