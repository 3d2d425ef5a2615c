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

from assets.registry.identity.same_person import persons
from assets.registry.linkage.decisions import effective_decisions, of_residents
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
_NOBODY = pl.DataFrame(schema={"record_id": pl.String, "cluster": pl.String})
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
    """clusters: record_id, cluster, of person codes, by scores. candidates: of `CANDIDATE`."""

    clusters: pl.DataFrame
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
    residents, decisions = tables["residents"], of_residents(tables["person_decisions"])
    linked = linked_rows(tables, persons(residents, keys), keys, decisions, weights, progress)
    return WhoIsWho(persons(residents, keys, linked.clusters, decisions), linked.candidates)


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
        decisions: `linkage.decisions.COLUMNS`, of person codes; what is decided is not asked again.
        weights: of `resident_weights`.
        progress: is told of each step.

    """
    records = records_of(tables, by_number)
    pair = ["record_a", "record_b"]
    shared = _shared(by_number, keys).join(effective_decisions(decisions), on=pair, how="anti")
    if records["identity"].null_count() == 0 or records.height < FEWEST:
        return LinkedRows(_NOBODY, _candidates(shared, records))
    known = pl.concat([decisions, shared.select(*pair, same=pl.lit(False))], how="diagonal")
    try:
        linked = link(records, settings=NIGHTLY, decisions=known, model=weights, progress=progress)
    except TooFewFieldsError:  # people of whom nothing but a code is delivered
        return LinkedRows(_NOBODY, _candidates(shared, records))
    asked = _explained(linked).join(shared, on=pair, how="anti")
    return LinkedRows(linked.clusters, _candidates(pl.concat([asked, shared], how="diagonal"), records))


def records_of(tables: Mapping[str, pl.DataFrame], by_number: pl.DataFrame) -> pl.DataFrame:
    """Return one record per row of `residents`, in the columns that linkage compares.

    record_id is the person code; identity the keyed number of a document that one has for life (`FOR_LIFE`),
    null where there is none to trust: a passport ends, and its holder may have another number. Household,
    address and committee are those where they live, else where they are registered.
    """
    return (
        tables["residents"]
        .select(
            "person_code",
            "name",
            "birth_date",
            "sex",
            "phone",
            "id_type",
            "id_value",
            "faulty_id_value",
            "registered_committee_code",
        )
        .hstack(by_number.select("resident_key", "number_is_shared"))
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
            citizen_number=pl.when(~pl.col("number_is_shared")).then(
                pl.coalesce(
                    pl.when(pl.col("id_type").cast(pl.String) == "citizen_id").then("id_value"),
                    "faulty_id_value",
                )
            ),
            identity=pl.when(pl.col("id_type").cast(pl.String).is_in(FOR_LIFE)).then("resident_key"),
        )
    )


def resident_weights(register: Path) -> Model:
    """Return the weights by which residents are compared: the district's own, else those shipped."""
    own = register / OWN
    return read_weights(own if own.exists() else SHIPPED)


def _explained(linked: Linked) -> pl.DataFrame:
    """The pairs that linkage asks about, with their steps."""
    pair = ["record_a", "record_b"]
    asked = linked.review.join(linked.pairs.drop("weight", "probability"), on=pair, how="left")
    said = [
        [asdict(step) for step in steps(row, linked.comparisons, linked.model)]
        for row in asked.iter_rows(named=True)
    ]
    return asked.select(*pair, "reason", "probability", "linked", steps=pl.Series(said, dtype=_STEPS))


def _shared(by_number: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    """People who carry one number and contradict each other: each with the first of them."""
    people = by_number.with_columns(key=keys).filter("number_is_shared")
    return (
        people.select("key", record_b="leading_code")
        .unique()
        .with_columns(record_a=pl.col("record_b").min().over("key"))
        .filter(pl.col("record_a") != pl.col("record_b"))
        .sort("record_a", "record_b")
        .select("record_a", "record_b", reason=pl.lit(SHARED_NUMBER), linked=pl.lit(False))
    )


def _candidates(pairs: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs in the columns of `CANDIDATE`, each with the committee of its first record."""
    committee = records.select("committee_code", record_a="record_id")
    wide = pl.concat(
        [pl.DataFrame(schema={"probability": pl.Float64, "steps": _STEPS}), pairs], how="diagonal"
    )
    return (
        wide.join(committee, on="record_a", how="left", maintain_order="left")
        .select(
            "committee_code",
            "reason",
            "probability",
            "steps",
            person_code="record_a",
            other_person_code="record_b",
            is_linked="linked",
        )
        .select(CANDIDATE.names())
    )
