"""What holds on a published date: raw outcomes become states.

Belongs here: the definition of Held(d) and the states of every timeline on one date, from the published
snapshots alone. Does not belong here: comparing dates (`revision.py`) or the database.

Held(d) = true(d), or unknown(d) while the latest known outcome at a published date k < d is true and
d - k <= keep_days. An outcome is known on k when it is true or false; false is the absence of a row.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

import polars as pl

from assets.publication.history.timelines import (
    TAG_ASSIGNMENT,
    TAG_UNKNOWN,
    Timeline,
    conform,
    empty,
)
from assets.publication.history.timelines import (
    UNDECIDED as UNDECIDED_SUBJECT,
)
from assets.publication.history.undecided_sets import undecided_subjects
from assets.tagging.outcome_encoding import undecided

_KEY = list(TAG_ASSIGNMENT.key)
# What outcomes say of a tag; the rest of its state is its subject's.
_OF_OUTCOMES = tuple(name for name in TAG_ASSIGNMENT.state_columns if name != "is_under_14")
# The frames that say what is unknown.
UNDECIDED = ("undecided_subject", "undecided_set")
# What is remembered of an undecided key: its row when it was last known to be true, and when that was.
LAST_KNOWN_COLUMNS = (
    *_KEY, "value", "origin", "status", "rule_version", "street_code", "committee_code", "known_on",
)  # fmt: skip


class Snapshot(Protocol):
    """Everything published for one snapshot date, as it came out of the earlier stages."""

    def frame(self, table: str) -> pl.DataFrame:
        """The frame of one table: of outcomes (`outcome_encoding`), of subjects, or replaced as a whole."""
        ...


def unknown_outcomes(snapshot: Snapshot, among: pl.DataFrame | None = None) -> pl.DataFrame:
    """`outcome_encoding.undecided` of one snapshot: of all, or `among` some subjects or keys."""
    return undecided({name: snapshot.frame(name) for name in UNDECIDED}, among)


class History(Mapping[date, Snapshot]):
    """The published dates, and what was last known on each of them.

    A night would otherwise look back through as many dates as the longest `keep_days` has days: `last_known`
    goes forward by one date from what is remembered of the one before.
    """

    def __init__(self, snapshots: Mapping[date, Snapshot]) -> None:
        self._snapshots = snapshots
        self._last_known: dict[date, pl.DataFrame] = {}

    def __getitem__(self, day: date) -> Snapshot:
        return self._snapshots[day]

    def __iter__(self) -> Iterator[date]:
        return iter(self._snapshots)

    def __len__(self) -> int:
        return len(self._snapshots)

    def effective_date(self, on: date) -> date | None:
        """The published date that stands on a day: the last one up to it."""
        return max((day for day in self if day <= on), default=None)

    def remembered(self, day: date) -> pl.DataFrame | None:
        """What `last_known` gave for a date at an earlier time, on the same dates up to it; None here."""
        return None

    def last_known(self, on: date) -> pl.DataFrame:
        """Of every key undecided on a published date and last known to be true: `LAST_KNOWN_COLUMNS`.

        One row per key; a key last known to be false, or never known, has none.
        """
        days = sorted(day for day in self if day <= on)
        start, known = 0, empty(LAST_KNOWN_COLUMNS)
        for at in reversed(range(len(days))):
            remembered = self._last_known.get(days[at])
            if remembered is None:
                remembered = self.remembered(days[at])
            if remembered is not None:
                start, known = at + 1, remembered
                self._last_known[days[at]] = remembered
                break
        for at in range(start, len(days)):
            # On the first date nothing was known before.
            known = self._known_after(days[at - 1], known, days[at]) if at else known.clear()
            self._last_known[days[at]] = known
        return known

    def _known_after(self, earlier: date, known: pl.DataFrame, day: date) -> pl.DataFrame:
        """`last_known` of one date from that of the published date before it."""

        def still_open(rows: pl.DataFrame) -> pl.DataFrame:
            return rows.join(unknown_outcomes(self[day], rows), on=_KEY, how="semi")

        was_true = still_open(self[earlier].frame("true_outcome")).with_columns(known_on=pl.lit(earlier))
        return pl.concat([conform(was_true, LAST_KNOWN_COLUMNS), still_open(known)])


def state(timeline: Timeline, history: History, on: date, keys: pl.DataFrame | None = None) -> pl.DataFrame:
    """What holds on a published date: `timeline.state_columns`, one row per key.

    With `keys` (columns: the timeline's key) only the rows of those keys. The date must be published.
    """
    if timeline == TAG_ASSIGNMENT:
        held = _with_age_tier(_held(history, on, keys), history[on])
        return held.select(TAG_ASSIGNMENT.state_columns)
    if timeline == TAG_UNKNOWN:
        return _unknown(history, on, keys)
    if timeline == UNDECIDED_SUBJECT:
        asked = _restrict(history[on].frame("undecided_subject"), list(timeline.key), keys)
        undecided_now = undecided_subjects(asked, history[on].frame("undecided_set"))
        return conform(_with_age_tier(undecided_now, history[on]), timeline.state_columns)
    frame = _restrict(history[on].frame(timeline.table), list(timeline.key), keys)
    return conform(frame, timeline.state_columns)


def _held(history: History, on: date, keys: pl.DataFrame | None) -> pl.DataFrame:
    true = conform(_restrict(history[on].frame("true_outcome"), _KEY, keys), _OF_OUTCOMES)
    known = _restrict(history.last_known(on), _KEY, keys)
    if known.is_empty():
        return true
    open_keys = unknown_outcomes(history[on], known).select(
        *_KEY,
        "keep_days",
        street_now="street_code",
        committee_now="committee_code",
        disputed=pl.col("status") == "disputed",
    )
    # A kept tag moves with its subject. Whoever nobody can place today is where they were when last known:
    # those who look after that area would lose the tag otherwise.
    placed = pl.col("street_now").is_not_null()
    age = (pl.lit(on) - pl.col("known_on")).dt.total_days()
    kept = (
        known.join(open_keys, on=_KEY, how="inner")
        .filter(age <= pl.col("keep_days"))
        .with_columns(
            # Withheld when it is disputed now, or was when last known and has not been looked at since.
            status=pl.when((pl.col("status") == "disputed") | pl.col("disputed"))
            .then(pl.lit("disputed"))
            .otherwise(pl.lit("kept")),
            street_code=pl.when(placed).then("street_now").otherwise("street_code"),
            committee_code=pl.when(placed).then("committee_now").otherwise("committee_code"),
        )
    )
    return pl.concat([true, conform(kept, _OF_OUTCOMES)])


def _with_age_tier(held: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """`held` with is_under_14 of residents on that date; whoever is not known to be 14 counts as younger."""
    ages = snapshot.frame("resident").select(pl.col("resident_id").alias("subject_id"), "is_under_14")
    of_residents = held.join(ages, on="subject_id", how="left")
    tier = pl.when(pl.col("subject") == "resident").then(pl.col("is_under_14").fill_null(True))
    return of_residents.with_columns(is_under_14=tier)


def _unknown(history: History, on: date, keys: pl.DataFrame | None) -> pl.DataFrame:
    """Undecided rows of tags that publish them; `kept` where the tag goes on meanwhile, else `active`."""
    frames = {
        "undecided_subject": history[on].frame("undecided_subject"),
        "undecided_set": history[on].frame("undecided_set").filter("publish_unknown"),
    }
    rows = undecided(frames, keys)
    if rows.is_empty():
        return empty(TAG_UNKNOWN.state_columns)
    going_on = _held(history, on, rows.select(_KEY)).select(_KEY).with_columns(going_on=pl.lit(True))
    rows = rows.join(going_on, on=_KEY, how="left").with_columns(
        status=pl.when(pl.col("going_on")).then(pl.lit("kept")).otherwise(pl.lit("active"))
    )
    return conform(rows, TAG_UNKNOWN.state_columns)


def _restrict(frame: pl.DataFrame, key: list[str], keys: pl.DataFrame | None) -> pl.DataFrame:
    return frame if keys is None else frame.join(keys, on=key, how="semi")
