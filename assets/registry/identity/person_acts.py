"""What the identity register records of people on one date: who was here, new ids, merges, partings.

Belongs here: which id a person's code gets, and what changed for codes that have one, pure. Does not belong
here: who is one person today (`same_person.py`), which sights of codes are one person by all dates
(`seen_together.py`), places and cases (`register.py`).

People of one group have one id. Where two ids turn out to be one person, the smallest code's stays and what
had the other one is `merged` into it, whether it is here or not. Where one id turns out to be two people, it
stays with whom it was given to first, and the others are `parted`: they get back what they had before, or a
new one. A code whose row names somebody else from now on is `seen` with another id than it had.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from assets.registry.identity.drawn_ids import DrawIds, name_of
from assets.registry.identity.group_ids import ids_of_groups
from assets.registry.identity.own_ids import ever_shown, id_acts, own_ids, with_sight
from assets.registry.identity.pseudonym import attributes_of, evidence_of
from assets.registry.identity.published_days import new_notes, notes_in, standing
from assets.registry.identity.seen_together import Facts, groups_of
from assets.registry.identity.sights import SIGHT, sights_of

_ACTS = {
    "source_code": pl.String,
    "acted_on": pl.Date,
    "leading_code": pl.String,
    "shown": pl.String,
    "subject_id": pl.Int64,
    "resident_key": pl.String,
    "evidence": pl.String,
    "act": pl.String,
    "other_id": pl.Int64,
}


def person_acts(
    known: pl.DataFrame,
    observed: pl.DataFrame,
    days: Sequence[date],
    acted_on: date,
    draw: DrawIds,
    secret: bytes,
) -> pl.DataFrame:
    """Return the rows to add to the register for the people of one date.

    Args:
        known: the register's rows of residents.
        observed: source_code (unique), leading_code (the smallest code of the same person), resident_key,
            name, sex, birth_date; null where they are not known.
        days: the dates that are in the register (`published_days.days_in`).
        acted_on: the date.
        draw: gives new ids.
        secret: the pseudonym key.

    """
    present = observed.with_columns(shown=sights_of(observed, secret))
    before = notes_in(known, days)
    news = new_notes(before, days, acted_on, present.select("source_code", "leading_code", "shown"))
    notes, dates = standing(pl.concat([before, news])), [*days, *({acted_on} - {*days})]
    first_seen = _first_seen(news.filter(acted_on=acted_on), present, known, secret)
    acts, ever = id_acts(known, notes), ever_shown(notes, known)
    sights = with_sight(
        pl.concat([acts.select("source_code", shown="sight"), first_seen.select("source_code", "shown")]),
        ever,
    )
    facts = Facts(notes, dates, ever, _older(known, dates), _evidence(known, first_seen), sights)
    given = ids_of_groups(groups_of(facts), acts, draw)
    own = own_ids(acts)
    seen = _seen(first_seen, ever, given, own, draw)
    here = news.join(seen, on=["source_code", "acted_on"], how="anti").with_columns(act=pl.lit("here"))
    return pl.concat([pl.DataFrame(schema=_ACTS), seen, _moves(given, own, acted_on), here], how="diagonal")


def _first_seen(
    today: pl.DataFrame, present: pl.DataFrame, known: pl.DataFrame, secret: bytes
) -> pl.DataFrame:
    """Return the notes of a date that show what their code has never shown, with key and evidence."""
    shown = ["source_code", "shown"]
    had = known.filter(pl.col("act") == "seen").select(shown)
    new = today.drop_nulls("leading_code").join(had, on=shown, how="anti", nulls_equal=True)
    facts = present.select("source_code", "resident_key", attributes=attributes_of())
    new = new.join(facts, on="source_code", how="left", maintain_order="left")
    # Registers of older versions say of whom a number was by evidence, which nobody else needs.
    theirs = known.filter(pl.col("shown").is_null(), pl.col("evidence").is_not_null()).select(
        "resident_key", other_code="source_code"
    )
    asked = new.join(theirs, on="resident_key").filter(pl.col("other_code") != pl.col("source_code"))
    asked = asked.unique("source_code", maintain_order=True).drop_nulls("attributes")
    hashed = asked.select(
        "source_code", evidence=evidence_of(secret, asked["resident_key"], asked["attributes"])
    )
    return new.join(hashed, on="source_code", how="left", maintain_order="left").drop("attributes")


def _older(known: pl.DataFrame, days: Sequence[date]) -> pl.DataFrame:
    """Return what a register of older versions says of dates that were not taken in since."""
    rows = known.filter(~pl.col("acted_on").is_in(list(days)), pl.col("act").is_in(["seen", "here"]))
    noted = rows.filter(pl.col("act") == "here").unique(
        ["source_code", "acted_on"], keep="last", maintain_order=True
    )
    met = rows.filter(pl.col("act") == "seen").unique("source_code", keep="first", maintain_order=True)
    columns = ["source_code", "acted_on", "other_id", "subject_id"]
    return pl.concat(
        [noted.drop_nulls("other_id").select(columns), met.with_columns(other_id=None).select(columns)],
        how="vertical_relaxed",
    )


def _evidence(known: pl.DataFrame, first_seen: pl.DataFrame) -> pl.DataFrame:
    columns = ["source_code", "evidence"]
    return pl.concat([known.select(columns), first_seen.select(columns)]).drop_nulls()


def _seen(
    first_seen: pl.DataFrame, ever: pl.DataFrame, given: pl.DataFrame, own: pl.DataFrame, draw: DrawIds
) -> pl.DataFrame:
    """Add the id of each, its group's, its own or a new one, and as other_id whom its code named before."""
    seen = with_sight(first_seen.with_columns(raw="shown"), ever).rename({"raw": "shown"})
    seen = seen.join(given, on=SIGHT, how="left", maintain_order="left").join(
        own, on=SIGHT, how="left", maintain_order="left"
    )
    idless = seen.filter(pl.col("given_id").is_null() & pl.col("subject_id").is_null())
    drawn = draw.for_names(idless.select(name_of()).to_series())
    seen = seen.with_columns(name_of()).join(drawn, on="name", how="left", maintain_order="left")
    seen = seen.with_columns(subject_id=pl.coalesce("given_id", "subject_id", "new_id"), act=pl.lit("seen"))
    named = own.unique("source_code", keep="last", maintain_order=True).select(
        "source_code", other_id="subject_id"
    )
    seen = seen.join(named, on="source_code", how="left", maintain_order="left")
    other = pl.when(pl.col("other_id") != pl.col("subject_id")).then("other_id")
    return seen.with_columns(other_id=other).select(*_ACTS)


def _moves(given: pl.DataFrame, own: pl.DataFrame, acted_on: date) -> pl.DataFrame:
    """Sights that have another id since today: merged where nobody keeps the one they had, else parted."""
    moved = given.join(own, on=SIGHT).filter(pl.col("given_id") != pl.col("subject_id"))
    after = own.join(given, on=SIGHT, how="left").select(pl.coalesce("given_id", "subject_id").alias("id"))
    act = pl.when(pl.col("subject_id").is_in(after["id"].implode())).then(pl.lit("parted"))
    return moved.sort(SIGHT).select(
        "source_code",
        shown=pl.when(pl.col("sight") != "").then("sight"),
        acted_on=pl.lit(acted_on),
        subject_id="given_id",
        other_id="subject_id",
        act=act.otherwise(pl.lit("merged")),
    )
