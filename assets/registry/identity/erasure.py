"""Retiring people in the identity register.

Belongs here: which ids a code has, and rows that keep an id from being given again and say nothing else,
pure. Does not belong here: the register's file (`register_store.py`).
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from assets.registry.identity.own_ids import id_acts, ids_on, last_known_as, own_ids
from assets.registry.identity.published_days import RETIRED, days_in, notes_in


def codes_and_ids(register: pl.DataFrame, codes: Iterable[str]) -> tuple[frozenset[str], frozenset[int]]:
    """Return every source code and the ids of the people who have one of `codes`.

    Codes that were one person when both were last noted go together, and so do ids that a person once had and
    nobody has now. Whoever was parted from them keeps their own id. Of a code that has named several people
    all go that no other code names: what is kept of it names the code, not which of them is meant.
    """
    people = register.filter(pl.col("subject") == "resident")
    days = days_in(register)
    notes = notes_in(people, days)
    current = ids_on(own_ids(id_acts(people, notes)), notes, days, date.max)
    held = pl.concat([current, last_known_as(people, current)]).unique()
    found, before = current.filter(pl.col("source_code").is_in(list(codes)))["source_code"], -1
    while len(found) > before:
        before = len(found)
        theirs = held.filter(pl.col("source_code").is_in(found.implode()))["subject_id"]
        found = held.filter(pl.col("subject_id").is_in(theirs.implode()))["source_code"].unique()
    mine = pl.col("source_code").is_in(found.implode())
    others = current.filter(~mine)["subject_id"]
    once = people.filter(mine, ~pl.col("subject_id").is_in(others.implode()))["subject_id"].drop_nulls()
    return frozenset(found), frozenset(once)


def ids_nobody_has(register: pl.DataFrame, resident_ids: Iterable[int]) -> frozenset[int]:
    """Return those of the ids whose every row is retired.

    What is noted of an erased person may be newer than a restored register, which gives the ids after its
    last one again, to others.
    """
    rows = register.filter(pl.col("subject") == "resident", pl.col("subject_id").is_in(list(resident_ids)))
    gone = pl.col("source_code").str.starts_with(f"{RETIRED} ").all().over("subject_id")
    return frozenset(rows.filter(gone)["subject_id"])


def retired(register: pl.DataFrame, codes: Iterable[str], resident_ids: Iterable[int]) -> pl.DataFrame:
    """The register with the people's codes and keys taken out; ids stay, so that nobody gets one of them."""
    theirs, gone = _theirs(codes, resident_ids), list(codes)
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).cast(pl.String)
    return register.with_columns(
        source_code=pl.when(theirs).then(pl.lit(f"{RETIRED} ") + number).otherwise("source_code"),
        resident_key=pl.when(~theirs).then("resident_key"),
        evidence=pl.when(~theirs).then("evidence"),
        shown=pl.when(~theirs).then("shown"),
        leading_code=pl.when(pl.col("leading_code").is_in(gone) & ~theirs)
        .then("source_code")
        .when(~theirs)
        .then("leading_code"),
    )


def without(acts: pl.DataFrame, codes: Iterable[str], resident_ids: Iterable[int]) -> pl.DataFrame:
    """The acts without the people's rows."""
    return acts.filter(~_theirs(codes, resident_ids))


def _theirs(codes: Iterable[str], resident_ids: Iterable[int]) -> pl.Expr:
    of_person = pl.col("source_code").is_in(list(codes)) | pl.col("subject_id").is_in(list(resident_ids))
    return ((pl.col("subject") == "resident") & of_person).fill_null(False)
