"""What every published date showed of people's codes, kept as what differs from one date to the next.

Belongs here: reading that from the register and adding a date to it, pure. Does not belong here: what follows
from it (`seen_together.py`).

A note says as whom a code was here, led by which code, or that it was not here (leading_code is null). It
holds from its date to the next note on the code, away from the date that was taken in first: dates before
that one are read backwards. So a date costs what differs from its neighbour, whatever order they come in, and
every date can be told whole.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

# Stands for the source codes of who was erased; the number keeps each row's code unique.
RETIRED = "erased"
DAYS = "snapshot_date"
"""The subject of the register's rows that say that a date is in it."""
NOTE = ["source_code", "acted_on", "leading_code", "shown"]


def days_in(register: pl.DataFrame) -> list[date]:
    """Return the dates whose people are known whole, the one taken in first at the head."""
    return register.filter(pl.col("subject") == DAYS)["acted_on"].to_list()


def notes_in(people: pl.DataFrame, days: Sequence[date]) -> pl.DataFrame:
    """Return the notes that stand, in the columns of `NOTE`; the last on a code and a date does.

    Args:
        people: the register's rows of residents.
        days: of `days_in`; what a register of older versions says of other dates is no note.
    """
    noted = people.filter(
        pl.col("act").is_in(["seen", "here"]),
        pl.col("acted_on").is_in(list(days)),
        ~pl.col("source_code").str.starts_with(f"{RETIRED} "),
    )
    return standing(noted.select(NOTE))


def standing(notes: pl.DataFrame) -> pl.DataFrame:
    """Return the last note on each code and date, in no order."""
    again = pl.col("source_code").is_duplicated()
    several = notes.filter(again).unique(["source_code", "acted_on"], keep="last", maintain_order=True)
    return pl.concat([notes.filter(~again), several])


def shown_on(notes: pl.DataFrame, days: Sequence[date], day: date) -> pl.DataFrame:
    """Return who was here on a date, as far as the notes tell: source_code, leading_code, shown."""
    first = days[0] if days else day
    between = notes.filter(pl.col("acted_on").is_between(min(first, day), max(first, day)))
    last = between.sort("acted_on", descending=day < first).unique(
        "source_code", keep="last", maintain_order=True
    )
    return last.drop_nulls("leading_code").drop("acted_on")


def new_notes(notes: pl.DataFrame, days: Sequence[date], day: date, shown: pl.DataFrame) -> pl.DataFrame:
    """Return the notes to add so that a date shows what it shows and every other one what it did before.

    Args:
        notes: of `notes_in`.
        days: of `days_in`.
        day: the date; it may be in already, and show something else now.
        shown: source_code, leading_code, shown: who is here on it.
    """
    before = shown_on(notes, days, day)
    both = before.join(shown, on="source_code", how="full", coalesce=True, suffix="_now")
    differ = both.filter(
        pl.col("leading_code").ne_missing(pl.col("leading_code_now"))
        | pl.col("shown").ne_missing(pl.col("shown_now"))
    ).sort("source_code")
    rows = [
        differ.select("source_code", acted_on=pl.lit(day), leading_code="leading_code_now", shown="shown_now")
    ]
    for beyond in _beyond(days, day):
        kept = differ.join(notes.filter(acted_on=beyond), on="source_code", how="anti")
        rows.append(kept.select("source_code", "leading_code", "shown", acted_on=pl.lit(beyond)).select(NOTE))
    return pl.concat(rows)


def _beyond(days: Sequence[date], day: date) -> list[date]:
    """The dates that are told from this one: the next one away from the first."""
    if not days:
        return []
    later = min((each for each in days if each > day >= days[0]), default=None)
    earlier = max((each for each in days if each < day <= days[0]), default=None)
    return [each for each in (later, earlier) if each is not None]
