"""Which rows of one date are one person although no trustworthy number says so (概率匹配).

Belongs here: canonical tables -> the records that linkage compares, and what the register takes from its
answer, pure. Does not belong here: comparing (`linkage/`), people by their numbers (`identity/same_person`).

Only rows without a trustworthy number are looked at, each against everybody. The weights are fixed, so that
what is one person today is one tomorrow. People who carry one number and contradict each other are put
before a reviewer, never joined by a score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from assets.registry.identity.person_decisions import standing_decisions
from assets.registry.identity.same_person import NO_DECISIONS, persons
from assets.registry.linkage.learn import Model
from assets.registry.linkage.linking import RESIDENTS, Linked, TooFewFieldsError, link
from assets.registry.linkage.stored_weights import read_weights
from assets.registry.linkage.words import steps
from assets.registry.recorded_homes import recorded_homes

SHIPPED = Path(__file__).parent / "linkage" / "resident_weights.json"
"""Weights learnt from the sample district."""
OWN = "linkage_weights.json"
"""In the register's folder: weights learnt from the district itself by `tagging link-learn`."""
NIGHTLY = replace(RESIDENTS, pairs_per_record=100, fewest_pairs=10_000)
"""A person's other record is among the nearest; more pairs are needed only to learn."""
FEWEST = 3
"""Of fewer records no chance can be told from a match."""
FOR_LIFE = ("citizen_id", "residence_permit", "foreign_permanent_id")
"""Documents whose number stays: two of them are two people."""
_UNDATED = pl.DataFrame(schema={"decided_by": pl.String, "decided_on": pl.Date})
SHARED_NUMBER = "shared_number"
_STEPS = pl.List(pl.Struct({"zh": pl.String, "en": pl.String, "weight": pl.Float64}))
CANDIDATE = pl.Schema(
    {
        "person_code": pl.String(),
        "other_person_code": pl.String(),
        "committee_code": pl.String(),
        "reason": pl.String(),
        "probability": pl.Float64(),
        "is_linked": pl.Boolean(),
        "steps": _STEPS,
    }
)
"""One row per pair of codes that a person should look at. reason: doubtful, twins, generations or
shared_number; is_linked: whether the two are one person meanwhile; steps: what each field adds, in words and
bits, no value of a person; null for a shared number."""


class LinkedRows(NamedTuple):
    """same: person_code, other_person_code, same_person (true): what scores make one person.

    candidates: of `CANDIDATE`.
    """

    same: pl.DataFrame
    candidates: pl.DataFrame


class WhoIsWho(NamedTuple):
    """persons: of `same_person.persons`, by numbers, scores and decisions. candidates: of `CANDIDATE`."""

    persons: pl.DataFrame
    candidates: pl.DataFrame


def who_is_who(
    tables: Mapping[str, pl.DataFrame],
    keys: pl.Series,
    weights: Model,
    progress: Callable[[str], None] = lambda line: None,
) -> WhoIsWho:
    """Return which rows of a date are one person: by their numbers, then by scores, at last by decisions.

    Arguments as of `linked_rows`.

    Args:
        tables: with every decision in `person_decisions`.
    """
    residents, decisions = tables["residents"], standing_decisions(tables["person_decisions"])
    linked = linked_rows(tables, persons(residents, keys), keys, decisions, weights, progress)
    return WhoIsWho(persons(residents, keys, linked.same, decisions), linked.candidates)


def linked_rows(
    tables: Mapping[str, pl.DataFrame],
    by_number: pl.DataFrame,
    keys: pl.Series,
    decisions: pl.DataFrame,
    weights: Model,
    progress: Callable[[str], None] = lambda line: None,
) -> LinkedRows:
    """Return which rows are one person by all that is known of them, and which pairs somebody should judge.

    Args:
        tables: canonical residents, residences, households, dwellings.
        by_number: of `same_person.persons`, by numbers alone.
        keys: resident_key of each row of residents.
        decisions: of `person_decisions.standing_decisions`; what is decided is not asked again.
        weights: of `resident_weights`.
        progress: is told of each step.

    """
    records = records_of(tables, by_number)
    pair = ["person_code", "other_person_code"]
    shared = _shared(by_number, keys, records).join(decisions, on=pair, how="anti")
    if records["identity"].null_count() == 0 or records.height < FEWEST:
        return LinkedRows(NO_DECISIONS, shared)
    apart = shared.select(*pair, same_person=pl.lit(False))
    known = pl.concat([_UNDATED, decisions, apart], how="diagonal").select(
        "decided_by",
        "decided_on",
        record_a="person_code",
        record_b="other_person_code",
        same="same_person",
    )
    try:
        linked = link(records, settings=NIGHTLY, decisions=known, model=weights, progress=progress)
    except TooFewFieldsError:  # people of whom nothing but a code is delivered
        return LinkedRows(NO_DECISIONS, shared)
    asked = _asked(linked, records).join(shared, on=pair, how="anti")
    return LinkedRows(_same(linked.clusters), pl.concat([asked, shared]))


def records_of(tables: Mapping[str, pl.DataFrame], by_number: pl.DataFrame) -> pl.DataFrame:
    """Return one record per row of `residents`, in the columns that linkage compares.

    record_id is the person code; identity the keyed number of a document that one has for life (`FOR_LIFE`),
    null where there is none to trust: a passport ends, and its holder may have another number. Household,
    address and committee are those where they live, else where they are registered.
    """
    return (
        tables["residents"]
        .select("person_code", "name", "birth_date", "sex", "phone", "id_type", "registered_committee_code")
        .join(by_number.select("person_code", "resident_key"), on="person_code", how="left")
        .join(recorded_homes(tables), on="person_code", how="left")
        .select(
            "birth_date",
            "household_code",
            "phone",
            "address",
            record_id="person_code",
            full_name="name",
            sex=pl.when(pl.col("sex") != "unknown").then(pl.col("sex").cast(pl.String)),
            committee_code=pl.coalesce("committee_code", "registered_committee_code"),
            identity=pl.when(pl.col("id_type").cast(pl.String).is_in(FOR_LIFE)).then("resident_key"),
        )
    )


def resident_weights(register: Path) -> Model:
    """Return the weights by which residents are compared: the district's own, else those shipped."""
    own = register / OWN
    return read_weights(own if own.exists() else SHIPPED)


def _same(clusters: pl.DataFrame) -> pl.DataFrame:
    return clusters.filter(pl.col("record_id") != pl.col("cluster")).select(
        person_code="cluster", other_person_code="record_id", same_person=pl.lit(True)
    )


def _asked(linked: Linked, records: pl.DataFrame) -> pl.DataFrame:
    """The pairs that linkage asks about, each explained."""
    asked = linked.review.join(
        linked.pairs.drop("weight", "probability"), on=["record_a", "record_b"], how="left"
    )
    said = [
        [asdict(step) for step in steps(pair, linked.comparisons, linked.model)]
        for pair in asked.iter_rows(named=True)
    ]
    committee = records.select(record_a="record_id", committee_code="committee_code")
    return (
        asked.with_columns(steps=pl.Series(said, dtype=_STEPS))
        .join(committee, on="record_a", how="left", maintain_order="left")
        .select(
            person_code="record_a",
            other_person_code="record_b",
            committee_code="committee_code",
            reason="reason",
            probability="probability",
            is_linked="linked",
            steps="steps",
        )
    )


def _shared(by_number: pl.DataFrame, keys: pl.Series, records: pl.DataFrame) -> pl.DataFrame:
    """People who carry one number and contradict each other: each with the first of them."""
    people = (
        by_number.with_columns(key=keys)
        .filter("number_is_shared")
        .select("key", other_person_code="leading_code")
        .unique()
        .with_columns(person_code=pl.col("other_person_code").min().over("key"))
        .filter(pl.col("person_code") != pl.col("other_person_code"))
    )
    committee = records.select(person_code="record_id", committee_code="committee_code")
    return (
        people.join(committee, on="person_code", how="left")
        .sort("person_code", "other_person_code")
        .select(
            "person_code",
            "other_person_code",
            "committee_code",
            reason=pl.lit(SHARED_NUMBER),
            probability=pl.lit(None, pl.Float64),
            is_linked=pl.lit(False),
            steps=pl.lit(None, _STEPS),
        )
    )
