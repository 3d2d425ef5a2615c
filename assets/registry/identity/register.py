"""Who is who: the identity register (身份登记簿), dated acts that tie source codes to dense surrogate ids.

Belongs here: extending the register, pure. Does not belong here: its file (`register_store.py`), which rows
of one date are one person (`same_person.py`), what is recorded of people (`person_acts.py`).

Ids are never derived again and never given twice, so a lost register is a restore, not a re-run.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.registry.identity.drawn_ids import DrawIds
from assets.registry.identity.own_ids import RETIRED, own_ids
from assets.registry.identity.person_acts import person_acts

REGISTER_SCHEMA = pl.Schema(
    {
        "subject": pl.String,
        "source_code": pl.String,
        "subject_id": pl.Int64,
        "resident_key": pl.String,
        "evidence": pl.String,
        "act": pl.String,
        "acted_on": pl.Date,
        "other_id": pl.Int64,
    }
)
"""One row per act, in the order they were recorded; `subject_id` is the id the code has from then on.

`seen`: the code is here, or shows a document that it has not shown before. `merged`: the code had the id
`other_id`, which turned out to be the person of `subject_id`; nobody has it any longer. `parted`: it had the
id `other_id`, whose holder turned out to be somebody else. `here`: on that date it was here as the person
`other_id`, noted where that tells which codes are one person (`seen_together.py`).
"""


def empty_register() -> pl.DataFrame:
    """Return a register that has seen nobody."""
    return pl.DataFrame(schema=REGISTER_SCHEMA)


def extend_register(
    register: pl.DataFrame,
    observed: Mapping[str, pl.DataFrame],
    acted_on: date,
    secret: bytes,
    waiting: Mapping[str, int] | None = None,
) -> pl.DataFrame:
    """Return the register with every code of a date in it; existing rows are never changed.

    Args:
        register: what is known already.
        observed: by subject, the codes of the date: source_code (unique). For residents also leading_code,
            resident_key and attributes (`person_acts`).
        acted_on: the snapshot date.
        secret: the pseudonym key, by which the order of new ids is drawn and evidence is hashed.
        waiting: by subject, the highest id that other dates have drawn and the register does not know yet.

    """
    grown = [register]
    for subject, codes in observed.items():
        known = register.filter(pl.col("subject") == subject)
        highest = max([(waiting or {}).get(subject, 0), *known["subject_id"].drop_nulls().sort().tail(1)])
        draw = DrawIds(secret, f"{subject}|{acted_on}", highest)
        rows = (
            person_acts(known, codes, acted_on, draw, secret)
            if subject == "resident"
            else _seen(known, codes, draw)
        )
        grown.append(
            pl.concat(
                [
                    register.clear(),
                    rows.with_columns(subject=pl.lit(subject), acted_on=pl.lit(acted_on)),
                ],
                how="diagonal",
            )
        )
    return pl.concat(grown)


def known_ids(register: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Return the ids that codes stand for on one date: subject, source_code (unique by subject), subject_id.

    Args:
        register: with every code of the date in it.
        persons: the people of the date (`same_person.persons`). Every code of a person stands for the id of
            the leading code; a code that is not here today stands for the id it last had.

    """
    known = _current(register)
    led = persons.filter(pl.col("person_code") != pl.col("leading_code"))
    own = known.filter(pl.col("subject") == "resident").select(
        leading_code="source_code", leading_id="subject_id"
    )
    led = led.join(own, on="leading_code").select(
        "leading_id", subject=pl.lit("resident"), source_code="person_code"
    )
    return known.join(led, on=["subject", "source_code"], how="left", maintain_order="left").select(
        "subject", "source_code", subject_id=pl.coalesce("leading_id", "subject_id")
    )


def merged_ids(register: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Return the ids that stand for somebody known under another id on one date: resident_id, known_as_id.

    Ids that were merged into the id of somebody who is here, and that nobody has any longer; and ids that a
    code of a person has by itself while the person goes by their leading code's id. Arguments as of
    `known_ids`.
    """
    people = register.filter(pl.col("subject") == "resident")
    own = own_ids(people)
    leading = own.rename({"source_code": "leading_code", "subject_id": "known_as_id"})
    today = (
        persons.filter(pl.col("person_code") != pl.col("leading_code"))
        .join(own.rename({"source_code": "person_code", "subject_id": "resident_id"}), on="person_code")
        .join(leading, on="leading_code")
        .select("resident_id", "known_as_id")
        .filter(pl.col("resident_id") != pl.col("known_as_id"))
    )
    merged = (
        people.filter(pl.col("act") == "merged")
        .select("source_code", resident_id="other_id")
        .join(own, left_on="resident_id", right_on="subject_id", how="anti")
        .join(own, on="source_code")
        .select("resident_id", known_as_id="subject_id")
    )
    # The person may go by another of their ids today, and only who is here is known as anybody.
    here = leading.join(persons, on="leading_code", how="semi")
    merged = merged.join(
        today.rename({"known_as_id": "today_id"}), left_on="known_as_id", right_on="resident_id", how="left"
    )
    merged = merged.select("resident_id", known_as_id=pl.coalesce("today_id", "known_as_id"))
    merged = merged.join(here, on="known_as_id", how="semi")
    return (
        pl.concat([today, merged])
        .unique()
        .sort("resident_id", "known_as_id")
        .unique("resident_id", keep="first", maintain_order=True)
    )


def current_codes(register: pl.DataFrame) -> pl.DataFrame:
    """Return every code that is somebody's or something's now with the id it goes by.

    Returns:
        subject, code, subject_id. Whoever was erased has none.
    """
    key = ["subject", "source_code"]
    here = register.filter(pl.col("act") == "here").sort("acted_on", maintain_order=True)
    last = here.unique(key, keep="last", maintain_order=True).select(*key, known_as_id="other_id")
    current = _current(register)
    named = current.filter(~pl.col("source_code").str.starts_with(f"{RETIRED} "))
    # An id that was merged meanwhile is nobody's: the code's own one is right then.
    last = last.join(
        current, left_on=["subject", "known_as_id"], right_on=["subject", "subject_id"], how="semi"
    )
    return named.join(last, on=key, how="left", maintain_order="left").select(
        "subject", code="source_code", subject_id=pl.coalesce("known_as_id", "subject_id")
    )


def every_id(id_of_code: pl.DataFrame) -> pl.DataFrame:
    """Return the ids of all subjects by their codes: subject, subject_code, subject_id.

    Args:
        id_of_code: of `known_ids`.
    """
    return id_of_code.select("subject", subject_code="source_code", subject_id="subject_id")


def ids(id_of_code: pl.DataFrame, subject: str) -> pl.DataFrame:
    """Return the ids of one subject: `<subject>_code`, `<subject>_id`.

    Args:
        id_of_code: of `known_ids`.
    """
    return id_of_code.filter(pl.col("subject") == subject).select(
        pl.col("source_code").alias(f"{subject}_code"), pl.col("subject_id").alias(f"{subject}_id")
    )


def _current(register: pl.DataFrame) -> pl.DataFrame:
    """The codes with the id each has by itself. Only people's codes have more than one row."""
    people = pl.col("subject") == "resident"
    own = own_ids(register.filter(people)).select(pl.lit("resident").alias("subject"), pl.all())
    return pl.concat([register.filter(~people).select(own.columns), own])


def _seen(known: pl.DataFrame, observed: pl.DataFrame, draw: DrawIds) -> pl.DataFrame:
    new = observed.join(known, on="source_code", how="anti")["source_code"]
    return draw.for_codes(new).select("source_code", subject_id="new_id", act=pl.lit("seen"))
