"""Which id a code has by itself, as each person that it was seen as, from the register's rows.

Belongs here: reading it off the acts, pure. Does not belong here: the id a person goes by on a date
(`register.known_ids`), giving ids (`person_acts.py`).
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from assets.registry.identity.published_days import shown_on
from assets.registry.identity.sights import NOTHING, SIGHT

MOVES = ("merged", "parted")
"""The acts that give a code another id."""


def id_acts(people: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Return the acts that give ids, as they were recorded: source_code, sight, subject_id, act, other_id.

    Args:
        people: the register's rows of residents.
        notes: of `published_days.notes_in`.
    """
    acts = people.filter(pl.col("act").is_in(["seen", *MOVES]))
    columns = ["source_code", "shown", "subject_id", "act", "other_id"]
    return with_sight(acts.select(columns), ever_shown(notes, people))


def own_ids(acts: pl.DataFrame) -> pl.DataFrame:
    """Return the id that each sight of a code has: source_code, sight (unique together), subject_id.

    The last move says it, else the first row: a date may be taken over after a later one.

    Args:
        acts: of `id_acts`.
    """
    first = acts.unique(SIGHT, keep="first", maintain_order=True)
    moved = acts.filter(pl.col("act").is_in(MOVES)).unique(SIGHT, keep="last", maintain_order=True)
    moved_to = moved.select(*SIGHT, moved_id="subject_id")
    return first.join(moved_to, on=SIGHT, how="left", maintain_order="left").select(
        *SIGHT, subject_id=pl.coalesce("moved_id", "subject_id")
    )


def ids_on(own: pl.DataFrame, notes: pl.DataFrame, days: Sequence[date], day: date) -> pl.DataFrame:
    """Return the id that each code stands for on a date: source_code (unique), subject_id.

    A code that has named several people stands for whom it names on the date, else for whom it named last
    before, else for the next one.

    Args:
        own: of `own_ids`.
        notes: of `published_days.notes_in`.
        days: of `published_days.days_in`.
        day: the date.
    """
    several = pl.col("subject_id").n_unique().over("source_code") > 1
    of_one = own.filter(~several).unique("source_code", maintain_order=True)
    of_many = own.filter(several)
    named = notes.join(of_many, on="source_code", how="semi")
    here = shown_on(named, days, day).select("source_code", "shown").drop_nulls()
    said = named.drop_nulls("shown").sort("acted_on").select("source_code", "shown", "acted_on")
    before = said.filter(pl.col("acted_on") <= day).reverse().drop("acted_on")
    after = said.filter(pl.col("acted_on") > day).drop("acted_on")
    sight = pl.concat([here, before, after]).unique("source_code", keep="first", maintain_order=True)
    of_day = of_many.join(sight.rename({"shown": "sight"}), on=SIGHT, how="semi")
    return pl.concat([of_one, of_day]).drop("sight")


def ever_shown(notes: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Return what codes show and have shown: source_code, acted_on, shown.

    The notes with their dates; after all of them, newest first, what the register has recorded: an export
    that was corrected may have said who somebody is, and the one that stands may not.

    Args:
        notes: of `published_days.notes_in`.
        people: the register's rows of residents.
    """
    columns = ["source_code", "acted_on", "shown"]
    recorded = people.reverse().with_columns(acted_on=pl.lit(date.max))
    return pl.concat([notes.select(columns), recorded.select(columns)])


def with_sight(rows: pl.DataFrame, ever: pl.DataFrame) -> pl.DataFrame:
    """Add sight: what the row shows, else what its code shows first of all (`ever_shown`), else nothing."""
    unsaid = rows.filter(pl.col("shown").is_null())
    first = ever.drop_nulls("shown").join(unsaid, on="source_code", how="semi", maintain_order="left")
    first = first.sort("acted_on", maintain_order=True)
    first = first.unique("source_code", keep="first", maintain_order=True)
    first = first.select("source_code", first_shown="shown")
    return (
        rows.join(first, on="source_code", how="left", maintain_order="left")
        .with_columns(sight=pl.coalesce("shown", "first_shown", pl.lit(NOTHING)))
        .drop("shown", "first_shown")
    )


def last_known_as(people: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """Return the id of whose person a code was when it was here last: source_code, subject_id.

    Of codes that are nobody's but their own nothing is returned, nor of an id that nobody has any longer.

    Args:
        people: the register's rows of residents.
        current: source_code, subject_id: the id of each code by itself.
    """
    last = people.filter(pl.col("act").is_in(["seen", "here"])).sort("acted_on", maintain_order=True)
    led = last.drop_nulls("leading_code").unique("source_code", keep="last", maintain_order=True)
    by_code = led.filter(pl.col("leading_code") != pl.col("source_code")).join(
        current.select(leading_code="source_code", known_as_id="subject_id"), on="leading_code"
    )
    # Versions that did not name the code said the id.
    older = last.filter(pl.col("act") == "here").join(led, on="source_code", how="anti")
    older = older.unique("source_code", keep="last", maintain_order=True).select(
        "source_code", subject_id="other_id"
    )
    older = older.join(current, on="subject_id", how="semi")
    return pl.concat([by_code.select("source_code", subject_id="known_as_id"), older])
