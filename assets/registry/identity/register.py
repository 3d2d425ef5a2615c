"""Who is who: the identity register (身份登记簿), dated acts that tie source codes to dense surrogate ids.

Belongs here: extending the register, pure. Does not belong here: its file (`register_store.py`), which rows
of one date are one person (`same_person.py`), what is recorded of people (`person_acts.py`).

Ids are never derived again and never given twice, so a lost register is a restore, not a re-run.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from assets.registry.identity.drawn_ids import DrawIds
from assets.registry.identity.own_ids import id_acts, ids_on, last_known_as, own_ids
from assets.registry.identity.person_acts import person_acts
from assets.registry.identity.published_days import DAYS, RETIRED, days_in, notes_in
from assets.registry.identity.sights import SIGHT

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
        "leading_code": pl.String,
        "shown": pl.String,
    }
)
"""One row per act, in the order they were recorded; `subject_id` is the id that the code has, shown as this.

`seen`: the code is here for the first time as what it shows (`sights.py`); `other_id` is the person that it
named before, where that is somebody else. `merged`: it had the id `other_id`, which turned out to be the
person of `subject_id`; nobody has it any longer. `parted`: it had the id `other_id`, whose holder turned out
to be somebody else. `here`: from that date on it is here as what it shows, of the person of leading_code, or
not here where that is null (`published_days.py`); rows of older versions say of the one date that it was here
as the person `other_id`. A row of subject `snapshot_date` says that a date is in the register.
"""

_DRAWN = pl.Schema({"subject": pl.String(), "name": pl.String(), "subject_id": pl.Int64()})


class Waiting(NamedTuple):
    """What dates that wait have drawn: the ids of what may be seen again, and the highest of each subject.

    ids: subject, name (`drawn_ids.name_of`), subject_id.
    """

    ids: pl.DataFrame = _DRAWN.to_frame()
    highest: Mapping[str, int] = {}


def empty_register() -> pl.DataFrame:
    """Return a register that has seen nobody."""
    return pl.DataFrame(schema=REGISTER_SCHEMA)


def extend_register(
    register: pl.DataFrame,
    observed: Mapping[str, pl.DataFrame],
    acted_on: date,
    secret: bytes,
    waiting: Waiting | None = None,
) -> pl.DataFrame:
    """Return the register with every code of a date in it; existing rows are never changed.

    Args:
        register: what is known already.
        observed: by subject, the codes of the date: source_code (unique). For residents what `person_acts`
            reads.
        acted_on: the snapshot date.
        secret: the pseudonym key, by which the order of new ids is drawn and what is shown is hashed.
        waiting: what dates have drawn that the register does not know yet.

    """
    grown, days, drawn = [register], days_in(register), waiting or Waiting()
    if "resident" in observed and acted_on not in days:
        grown.append(_rows(pl.DataFrame({"source_code": [str(acted_on)], "act": ["seen"]}), DAYS, acted_on))
    for subject, codes in observed.items():
        known = register.filter(pl.col("subject") == subject)
        reserved = drawn.ids.filter(pl.col("subject") == subject)
        given = pl.concat([known["subject_id"], reserved["subject_id"]]).drop_nulls()
        highest = max([drawn.highest.get(subject, 0), *given.sort().tail(1)])
        draw = DrawIds(secret, f"{subject}|{acted_on}", highest, reserved.select("name", new_id="subject_id"))
        rows = (
            person_acts(known, codes, days, acted_on, draw, secret)
            if subject == "resident"
            else _seen(known, codes, draw)
        )
        grown.append(_rows(rows, subject, acted_on))
    return pl.concat(grown)


def known_ids(register: pl.DataFrame, persons: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the ids that codes stand for on one date: subject, source_code (unique by subject), subject_id.

    Args:
        register: with every code of the date in it.
        persons: the people of the date (`same_person.persons`). Every code of a person stands for the id of
            the leading code; a code that is not here today stands for the id it last had.
        day: the date.

    """
    known = _on(register, day)
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


def merged_ids(register: pl.DataFrame, persons: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the ids that stand for somebody known under another id on one date: resident_id, known_as_id.

    Ids that were merged into the id of somebody who is here, and that nobody has any longer; and ids that a
    code of a person has by itself while the person goes by their leading code's id. Arguments as of
    `known_ids`.
    """
    people, days = register.filter(pl.col("subject") == "resident"), days_in(register)
    notes = notes_in(people, days)
    acts = id_acts(people, notes)
    every = own_ids(acts)
    own = ids_on(every, notes, days, day)
    leading = own.select(leading_code="source_code", known_as_id="subject_id")
    today = (
        persons.filter(pl.col("person_code") != pl.col("leading_code"))
        .join(own.select(person_code="source_code", resident_id="subject_id"), on="person_code")
        .join(leading, on="leading_code")
        .select("resident_id", "known_as_id")
        .filter(pl.col("resident_id") != pl.col("known_as_id"))
    )
    merged = (
        acts.filter(pl.col("act") == "merged")
        .select(*SIGHT, resident_id="other_id")
        .join(every, left_on="resident_id", right_on="subject_id", how="anti")
        .join(every, on=SIGHT)
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
    current = _on(register, date.max)
    named = current.filter(~pl.col("source_code").str.starts_with(f"{RETIRED} "))
    people = pl.col("subject") == "resident"
    last = last_known_as(register.filter(people), current.filter(people)).rename(
        {"subject_id": "known_as_id"}
    )
    return named.join(
        last.with_columns(subject=pl.lit("resident")),
        on=["subject", "source_code"],
        how="left",
        maintain_order="left",
    ).select("subject", code="source_code", subject_id=pl.coalesce("known_as_id", "subject_id"))


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


def _on(register: pl.DataFrame, day: date) -> pl.DataFrame:
    """The codes with the id each has by itself on a date: subject, source_code, subject_id."""
    people = register.filter(pl.col("subject") == "resident")
    places = register.filter(~pl.col("subject").is_in(["resident", DAYS]))
    days = days_in(register)
    notes = notes_in(people, days)
    own = ids_on(own_ids(id_acts(people, notes)), notes, days, day)
    own = own.select(pl.lit("resident").alias("subject"), "source_code", "subject_id")
    return pl.concat([places.select(own.columns), own])


def _seen(known: pl.DataFrame, observed: pl.DataFrame, draw: DrawIds) -> pl.DataFrame:
    new = observed.join(known, on="source_code", how="anti")["source_code"]
    return draw.for_names(new).select(source_code="name", subject_id="new_id", act=pl.lit("seen"))


def _rows(rows: pl.DataFrame, subject: str, acted_on: date) -> pl.DataFrame:
    """The rows in the columns of the register."""
    dated = {} if "acted_on" in rows.columns else {"acted_on": pl.lit(acted_on)}
    rows = rows.with_columns(subject=pl.lit(subject), **dated)
    return pl.concat([pl.DataFrame(schema=REGISTER_SCHEMA), rows], how="diagonal")
