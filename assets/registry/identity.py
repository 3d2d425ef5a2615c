"""Who is who: the identity register, from source codes to dense surrogate ids.

Belongs here: extending the register, pure. Does not belong here: its file (`register_store.py`).
Ids are given in order of first sight and never derived again, so a lost register is a restore, not a re-run.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

SUBJECTS = ("resident", "household", "dwelling", "building", "compound", "committee", "case")
REGISTER_SCHEMA = pl.Schema(
    {
        "subject": pl.String,
        "source_code": pl.String,
        "subject_id": pl.Int64,
        "resident_key": pl.String,
        "first_seen": pl.Date,
    }
)


def empty_register() -> pl.DataFrame:
    """A register that has seen nobody."""
    return pl.DataFrame(schema=REGISTER_SCHEMA)


def extend_register(
    register: pl.DataFrame, seen: Mapping[str, pl.DataFrame], first_seen: date
) -> pl.DataFrame:
    """The register with every code of `seen` in it; existing rows are never changed.

    seen: by subject, a frame with source_code (unique) and, for residents, resident_key (nullable). Codes
    under one resident_key are one person: a later code gets the id of the earlier one.
    """
    grown = [register]
    for subject in SUBJECTS:
        if subject in seen:
            grown.append(
                _new_rows(register.filter(pl.col("subject") == subject), subject, seen[subject], first_seen)
            )
    return pl.concat(grown)


def every_id(register: pl.DataFrame) -> pl.DataFrame:
    """The ids of all subjects by their codes: subject, subject_code, subject_id."""
    return register.select("subject", subject_code="source_code", subject_id="subject_id")


def ids(register: pl.DataFrame, subject: str) -> pl.DataFrame:
    """The ids of one subject: `<subject>_code`, `<subject>_id`."""
    return register.filter(pl.col("subject") == subject).select(
        pl.col("source_code").alias(f"{subject}_code"), pl.col("subject_id").alias(f"{subject}_id")
    )


def _new_rows(known: pl.DataFrame, subject: str, seen: pl.DataFrame, first_seen: date) -> pl.DataFrame:
    seen = seen if "resident_key" in seen.columns else seen.with_columns(resident_key=pl.lit(None, pl.String))
    new = seen.join(known, on="source_code", how="anti").sort("source_code")
    # A key names a person whether it was registered with the first code or came with a later document.
    current = seen.join(known.select("source_code", "subject_id"), on="source_code")
    keyed = pl.concat(
        [known.select("resident_key", "subject_id"), current.select("resident_key", "subject_id")]
    )
    by_key = keyed.drop_nulls("resident_key").group_by("resident_key").agg(pl.col("subject_id").min())
    new = new.join(by_key, on="resident_key", how="left", maintain_order="left")
    # New people: one id per key, or per code where there is no document; numbered by their first code.
    person = pl.coalesce(pl.lit("key ") + pl.col("resident_key"), pl.lit("code ") + pl.col("source_code"))
    strangers = new.filter(pl.col("subject_id").is_null()).with_columns(person=person)
    highest = known.get_column("subject_id").max()
    start = highest + 1 if isinstance(highest, int) else 1
    numbered = strangers.unique("person", keep="first", maintain_order=True).select(
        "person", number=pl.int_range(start, pl.len() + start, dtype=pl.Int64)
    )
    new = new.with_columns(person=person).join(numbered, on="person", how="left", maintain_order="left")
    return new.select(
        subject=pl.lit(subject),
        source_code="source_code",
        subject_id=pl.coalesce("subject_id", "number"),
        resident_key="resident_key",
        first_seen=pl.lit(first_seen),
    )
