"""Retiring people in the identity register.

Belongs here: which ids a code has, and rows that keep an id from being given again and say nothing else,
pure. Does not belong here: the register's file (`register_store.py`).
"""

from collections.abc import Iterable

import polars as pl

# Stands for the source codes of who was erased; the number keeps each row's code unique.
RETIRED = "erased"


def codes_and_ids(register: pl.DataFrame, codes: Iterable[str]) -> tuple[frozenset[str], frozenset[int]]:
    """Return every source code and the ids of the people who have one of `codes`.

    Codes that are one person under several ids, by the last act on them, go together.
    """
    people = register.filter(pl.col("subject") == "resident")
    last = people.filter(pl.col("act") != "seen").unique("source_code", keep="last", maintain_order=True)
    merged = last.filter(pl.col("act") == "merged").select("subject_id", "other_id").rows()
    ids = set(people.filter(pl.col("source_code").is_in(list(codes)))["subject_id"])
    together = {one for pair in merged for one in pair if ids & set(pair)}
    while not together <= ids:
        ids |= together
        together = {one for pair in merged for one in pair if ids & set(pair)}
    known = people.filter(pl.col("subject_id").is_in(list(ids)))["source_code"]
    return frozenset(known), frozenset(ids)


def ids_nobody_has(register: pl.DataFrame, resident_ids: Iterable[int]) -> frozenset[int]:
    """Return those of the ids whose every row is retired.

    What is noted of an erased person may be newer than a restored register, which gives the ids after its
    last one again, to others.
    """
    rows = register.filter(pl.col("subject") == "resident", pl.col("subject_id").is_in(list(resident_ids)))
    gone = pl.col("source_code").str.starts_with(f"{RETIRED} ").all().over("subject_id")
    return frozenset(rows.filter(gone)["subject_id"])


def retired(register: pl.DataFrame, resident_ids: Iterable[int]) -> pl.DataFrame:
    """The register with the people's codes and keys taken out; ids stay, so that nobody gets one of them."""
    theirs = (pl.col("subject") == "resident") & pl.col("subject_id").is_in(list(resident_ids))
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).cast(pl.String)
    return register.with_columns(
        source_code=pl.when(theirs).then(pl.lit(f"{RETIRED} ") + number).otherwise("source_code"),
        resident_key=pl.when(~theirs).then("resident_key"),
        evidence=pl.when(~theirs).then("evidence"),
    )


def without(acts: pl.DataFrame, resident_ids: Iterable[int]) -> pl.DataFrame:
    """The acts without the people's rows."""
    theirs = (pl.col("subject") == "resident") & pl.col("subject_id").is_in(list(resident_ids))
    return acts.filter(~theirs)
