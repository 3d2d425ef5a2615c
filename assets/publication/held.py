"""What holds on a published date: raw outcomes become states.

Belongs here: the definition of Held(d) and the states of every timeline on one date, from the published
snapshots alone. Does not belong here: comparing dates (`revision.py`) or the database.

Held(d) = true(d), or unknown(d) while the latest known outcome at a published date k < d is true and
d - k <= keep_days. An outcome is known on k when it is true or false; false is the absence of a row.
"""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

import polars as pl

from assets.publication.timelines import TAG_ASSIGNMENT, TAG_UNKNOWN, Timeline, conform, empty

_KEY = list(TAG_ASSIGNMENT.key)
# What outcomes say of a tag; the rest of its state is its subject's.
_OF_OUTCOMES = tuple(name for name in TAG_ASSIGNMENT.state_columns if name != "is_under_14")


class Snapshot(Protocol):
    """Everything published for one snapshot date, as it came out of the earlier stages."""

    def frame(self, table: str) -> pl.DataFrame:
        """The frame of one table: `outcome`, a subject table, or a table replaced as a whole."""
        ...


Published = Mapping[date, Snapshot]


def state(
    timeline: Timeline, published: Published, on: date, keys: pl.DataFrame | None = None
) -> pl.DataFrame:
    """What holds on a published date: `timeline.state_columns`, one row per key.

    With `keys` (columns: the timeline's key) only the rows of those keys. The date must be published.
    """
    if timeline.table in (TAG_ASSIGNMENT.table, TAG_UNKNOWN.table):
        raw = _restrict(published[on].frame("outcome"), _KEY, keys)
        held = _with_age_tier(_held(raw, published, on), published[on])
        return held if timeline.table == TAG_ASSIGNMENT.table else _unknown(raw, held)
    frame = _restrict(published[on].frame(timeline.table), list(timeline.key), keys)
    return conform(frame, timeline.state_columns)


def undecided(snapshot: Snapshot) -> pl.DataFrame:
    """Keys that are unknown in one snapshot: the key of a tag assignment and `keep_days`."""
    return snapshot.frame("outcome").filter(pl.col("outcome").is_null()).select(*_KEY, "keep_days")


def _held(raw: pl.DataFrame, published: Published, on: date) -> pl.DataFrame:
    found = [conform(raw.filter(pl.col("outcome")), _OF_OUTCOMES)]
    open_keys = raw.filter(pl.col("outcome").is_null() & (pl.col("keep_days") > 0)).select(
        *_KEY, "keep_days", "street_code", "committee_code", disputed=pl.col("status") == "disputed"
    )
    for known_on in sorted((day for day in published if day < on), reverse=True):
        age = (on - known_on).days
        open_keys = open_keys.filter(pl.col("keep_days") >= age)
        if open_keys.is_empty():
            break
        # A key without a row on that date is known to be false there: the inner join drops it for good.
        earlier = published[known_on].frame("outcome").drop("keep_days", "street_code", "committee_code")
        seen = earlier.join(open_keys, on=_KEY, how="inner")
        kept = seen.filter(pl.col("outcome")).with_columns(
            # Withheld when it is disputed now, or was when last known and has not been looked at since.
            status=pl.when((pl.col("status") == "disputed") | pl.col("disputed"))
            .then(pl.lit("disputed"))
            .otherwise(pl.lit("kept"))
        )
        found.append(conform(kept, _OF_OUTCOMES))
        open_keys = seen.filter(pl.col("outcome").is_null()).select(open_keys.columns)
    return pl.concat(found)


def _with_age_tier(held: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """`held` with is_under_14 of residents on that date; whoever is not known to be 14 counts as younger."""
    ages = snapshot.frame("resident").select(pl.col("resident_id").alias("subject_id"), "is_under_14")
    of_residents = held.join(ages, on="subject_id", how="left")
    tier = pl.when(pl.col("subject") == "resident").then(pl.col("is_under_14").fill_null(True))
    return of_residents.with_columns(is_under_14=tier).select(TAG_ASSIGNMENT.state_columns)


def _unknown(raw: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Undecided rows of tags that publish them; `kept` where the tag goes on meanwhile, else `active`."""
    rows = raw.filter(pl.col("outcome").is_null() & pl.col("publish_unknown"))
    if rows.is_empty():
        return empty(TAG_UNKNOWN.state_columns)
    going_on = held.select(_KEY).with_columns(going_on=pl.lit(True))
    rows = rows.join(going_on, on=_KEY, how="left").with_columns(
        status=pl.when(pl.col("going_on")).then(pl.lit("kept")).otherwise(pl.lit("active"))
    )
    return conform(rows, TAG_UNKNOWN.state_columns)


def _restrict(frame: pl.DataFrame, key: list[str], keys: pl.DataFrame | None) -> pl.DataFrame:
    return frame if keys is None else frame.join(keys, on=key, how="semi")
