"""Deleting what a tag's purpose no longer needs: retention by purpose.

Belongs here: which rows of tables, feed and contents have had their time. Does not belong here: how long that
is (`tag_rules/purposes.yaml`), files of the lake (`pipelines/upkeep/retention.py`).

An interval that ended `retention_days` ago or longer goes. Followers of the whole history are told by
`removed` lines with cause `retention`, which go themselves when they have been there for NOTICE_DAYS. Other
lines of the feed go when they are as old or speak of such a span only; who has not looked since `feed_from`
of `retention_record` takes the tables anew. What holds now is never touched, however long it has held.

A date whose outcomes went cannot be published again: staging refuses it by `kept_from` of `retention_record`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.publication.consumers.copies import Copy
from assets.publication.store import schema
from assets.publication.store.base import read_base
from assets.publication.store.database import Database
from assets.publication.upkeep.remains import finish
from assets.publication.upkeep.rewriting import Delivery, rewrite_published
from tag_rules.engine.model import RuleSet

CAUSE = "retention"
NOTICE_DAYS = 90
_FEED = schema.tag_change
_LINE = [column.name for column in _FEED.c if column.name not in ("publication_id", "sequence")]


@dataclass(frozen=True)
class Expired:
    """What went: publication_id None when followers need not be told; rows of tables, feed and contents."""

    publication_id: int | None
    rows: Mapping[str, int]


@dataclass
class _Purpose:
    """One purpose: its tags, and the first day that is still kept."""

    name: str
    codes: list[str]
    kept_from: date
    keep_days: int  # of its tags: so far back an unknown outcome looks for the last known one
    rows: int = 0
    feed_from: int = 1


def expire(
    database: Database, snapshots: Path, rule_set: RuleSet, today: date, run_id: str, now: str
) -> Expired:
    """Delete what has had its time, in one publication; records it in `retention_record`."""
    purposes = _purposes(database, rule_set, today)
    with database.transaction() as connection:
        dates = sorted(read_base(connection).content)

    def change(day: date, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        return _kept(frame, day, dates, purposes) if name in ("true_outcome", "undecided_set") else frame

    ended: dict[str, list[pl.DataFrame]] = {"tag_assignment": [], "tag_unknown": []}
    undecided: list[pl.DataFrame] = []

    def edit(connection: sa.Connection, number: int) -> int | None:
        removed_lines: list[pl.DataFrame] = []
        for purpose in purposes:
            for name, frames in ended.items():
                frames.append(_expire_intervals(database, connection, name, purpose))
            removed_lines.append(_removed_lines(ended["tag_assignment"][-1]))
            _expire_lines(connection, purpose, today)
        undecided.append(_expire_undecided(database, connection, purposes))
        lines = pl.concat(removed_lines)
        numbered = lines.with_columns(
            publication_id=pl.lit(number, pl.Int64), sequence=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
        )
        database.insert(connection, _FEED, numbered)
        _record(connection, purposes, None if lines.is_empty() else number, now)
        return None if lines.is_empty() else 0

    def act(copy: Copy) -> None:
        for name, frames in ended.items():
            for frame in frames:
                copy.take(name, frame.with_columns(operation=pl.lit("delete")), forgetting=True)
        for frame in undecided:
            going = frame.with_columns(operation=pl.lit("delete"))
            copy.take("undecided_subject", going, forgetting=True)
        copy.age((today - timedelta(days=copy.terms.keeps_days)).isoformat())

    tables = [
        schema.tag_assignment,
        schema.tag_unknown,
        schema.undecided_subject,
        _FEED,
        *schema.STAGED.values(),
    ]
    number = rewrite_published(database, snapshots, change, edit, run_id, now, tables, Delivery(CAUSE, act))
    finish(database)
    return Expired(number, {purpose.name: purpose.rows for purpose in purposes if purpose.rows})


def _record(connection: sa.Connection, purposes: list[_Purpose], number: int | None, now: str) -> None:
    """Note what went of each purpose of which anything did."""
    for purpose in purposes:
        if purpose.rows:
            connection.execute(
                sa.insert(schema.retention_record).values(
                    purpose=purpose.name,
                    carried_out_at=now,
                    publication_id=number,
                    kept_from=purpose.kept_from,
                    feed_from=purpose.feed_from,
                    rows_removed=purpose.rows,
                )
            )


def _purposes(database: Database, rule_set: RuleSet, today: date) -> list[_Purpose]:
    """Every purpose with tags, also those that only earlier rule sets had."""
    with database.transaction() as connection:
        versions = connection.execute(sa.select(schema.tag_version.c.tag_code, schema.tag_version.c.purpose))
        of_tag = {row.tag_code: row.purpose for row in versions}
    of_tag |= {tag.code: tag.purpose for tag in rule_set.tags}
    keep_days = {tag.code: tag.unknown.keep_days for tag in rule_set.tags}
    purposes = []
    for name, purpose in rule_set.purposes.items():
        codes = sorted(code for code, of in of_tag.items() if of == name)
        if codes:
            kept_from = today - timedelta(days=purpose.retention_days)
            purposes.append(_Purpose(name, codes, kept_from, max(keep_days.get(code, 0) for code in codes)))
    return purposes


def _kept(frame: pl.DataFrame, day: date, dates: list[date], purposes: list[_Purpose]) -> pl.DataFrame:
    """A date's outcomes without those of spans that are over, but those a later unknown may look back to."""
    ends = min((later for later in dates if later > day), default=None)
    for purpose in purposes:
        over = ends is not None and ends <= purpose.kept_from
        if over and (purpose.kept_from - day).days > purpose.keep_days:
            kept = frame.filter(~pl.col("tag_code").is_in(purpose.codes))
            # Counted although tables may have no row of it: the record must say that the date was touched.
            purpose.rows += frame.height - kept.height
            frame = kept
    return frame


def _expire_intervals(
    database: Database, connection: sa.Connection, name: str, purpose: _Purpose
) -> pl.DataFrame:
    """Delete a table's intervals that are over; returns them."""
    table = schema.METADATA.tables[name]
    over = sa.and_(table.c.tag_code.in_(purpose.codes), table.c.valid_to <= purpose.kept_from)
    ended = database.read(connection, sa.select(*table.columns).where(over))
    purpose.rows += connection.execute(sa.delete(table).where(over)).rowcount
    return ended


def _expire_undecided(
    database: Database, connection: sa.Connection, purposes: list[_Purpose]
) -> pl.DataFrame:
    """Delete the intervals that are over for the purpose of any tag of their set; returns them."""
    table, sets = schema.undecided_subject, schema.undecided_set
    over = sa.or_(
        *(
            sa.and_(
                table.c.valid_to <= purpose.kept_from,
                table.c.set_number.in_(
                    sa.select(sets.c.set_number).where(sets.c.tag_code.in_(purpose.codes))
                ),
            )
            for purpose in purposes
        )
    )
    ended = database.read(connection, sa.select(*table.columns).where(over))
    connection.execute(sa.delete(table).where(over))
    return ended


def _removed_lines(ended: pl.DataFrame) -> pl.DataFrame:
    """The lines that tell followers of the history of intervals that went."""
    return ended.with_columns(
        change=pl.lit("removed"),
        effective_from="valid_from",
        effective_to="valid_to",
        value=pl.lit(None, pl.String),
        origin=pl.lit("rule"),
        cause=pl.lit(CAUSE),
    ).select(_LINE)


def _expire_lines(connection: sa.Connection, purpose: _Purpose, today: date) -> None:
    publication = schema.publication.c
    numbers = sa.select(publication.publication_id)
    old = numbers.where(publication.published_at < purpose.kept_from.isoformat())
    told_long_ago = numbers.where(
        publication.published_at < (today - timedelta(days=NOTICE_DAYS)).isoformat()
    )
    mine = _FEED.c.tag_code.in_(purpose.codes)
    notice = sa.and_(_FEED.c.cause == CAUSE, _FEED.c.publication_id.in_(told_long_ago))
    other = sa.and_(
        _FEED.c.cause != CAUSE,
        sa.or_(_FEED.c.publication_id.in_(old), _FEED.c.effective_to <= purpose.kept_from),
    )
    going = sa.and_(mine, sa.or_(notice, other))
    newest = connection.scalar(sa.select(sa.func.max(_FEED.c.publication_id)).where(going)) or 0
    record = schema.retention_record.c
    before = connection.scalar(sa.select(sa.func.max(record.feed_from)).where(record.purpose == purpose.name))
    # Whatever line is gone, its publication is not whole any more, nor are those before it.
    purpose.feed_from = max(before or 1, newest + 1)
    purpose.rows += connection.execute(sa.delete(_FEED).where(going)).rowcount
