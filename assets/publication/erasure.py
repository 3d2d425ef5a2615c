"""Erasing people from what is published: one publication that takes them out of every table and the feed.

Belongs here: contents in the store, live tables, tombstones, what the database keeps of deleted rows. Does
not belong here: whose ids they are (`registry/erasure.py`).

Followers are told by tombstones: for every tag a person was ever told of, one `removed` line over all time
without value or origin, with cause `erasure`. It takes out the key whether a copy has it or not, so copies
at any earlier publication end equal. The person's earlier lines are deleted; publications stay numbered
without gaps.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from assets.intake.erasure import People
from assets.publication import schema
from assets.publication.checksum import added_up, difference
from assets.publication.database import Database
from assets.publication.snapshot_store import forget, kept_contents, only_stager, rewrite
from assets.publication.staging import read_base

_FEED = schema.tag_change
# Lines of the feed are told apart by these: each consumer whose view had one of them gets its tombstone.
_TOLD = ["subject", "subject_id", "tag_code", "status", "street_code", "committee_code", "is_under_14"]
CAUSE = "erasure"


@dataclass(frozen=True)
class ErasedFromTables:
    """What an erasure did: publication_id None when none of the people was published."""

    publication_id: int | None
    rows_removed: dict[str, int]


def erase_published(
    database: Database, snapshots: Path, resident_ids: Collection[int], run_id: str, now: str
) -> ErasedFromTables:
    """Take residents out of all published tables and of the contents these are derived from.

    Doing it again for the same people changes nothing. Waiting staged versions become stale.
    """
    people = People(resident_ids=frozenset(resident_ids))
    with only_stager(snapshots):
        renamed = {
            (day, content): rewrite(snapshots, day, content, lambda frame: _without(frame, people))
            for day, content in kept_contents(snapshots)
        }
        with database.transaction() as connection:
            database.lock_publishing(connection)
            done = _erase_rows(database, connection, resident_ids, run_id, now)
            _rename_contents(connection, renamed)
        forget(snapshots, {key for key, content in renamed.items() if content != key[1]})
    _forget_deleted(database)
    return done


def _without(frame: pl.DataFrame, people: People) -> pl.DataFrame:
    theirs = people.rows_of(frame.columns)
    return frame if theirs is None else frame.filter(~theirs)


def _erase_rows(
    database: Database, connection: sa.Connection, resident_ids: Collection[int], run_id: str, now: str
) -> ErasedFromTables:
    removed = {}
    current = _rows(database, connection, schema.tag_assignment, resident_ids).filter(
        pl.col("valid_to").is_null()
    )
    stones = _tombstones(_rows(database, connection, _FEED, resident_ids))
    for table in (*schema.PUBLISHED_TABLES, *schema.STAGED.values()):
        theirs = _of(table, resident_ids)
        if theirs is not None and table is not _FEED:
            removed[table.name] = connection.execute(sa.delete(table).where(theirs)).rowcount
    if not any(removed.values()) and stones.is_empty():
        return ErasedFromTables(None, {})
    theirs = _of(_FEED, resident_ids)
    assert theirs is not None
    removed[_FEED.name] = connection.execute(sa.delete(_FEED).where(theirs, _FEED.c.cause != CAUSE)).rowcount
    # What waits was worked out from contents that had them: it can never be published, so let it go.
    for table in schema.STAGED.values():
        connection.execute(sa.delete(table))
    number = _publication(connection, current.height, run_id, now)
    database.insert(connection, _FEED, stones.with_columns(publication_id=pl.lit(number, pl.Int64)))
    _checksums(database, connection, current)
    return ErasedFromTables(number, {name: rows for name, rows in removed.items() if rows})


def _of(table: sa.Table, resident_ids: Collection[int]) -> sa.ColumnElement[bool] | None:
    """Which rows of a table are theirs; None where a row is never a resident's."""
    if "resident_id" in table.c:
        return table.c.resident_id.in_(list(resident_ids))
    if {"subject", "subject_id"} <= set(table.c.keys()):
        return sa.and_(table.c.subject == "resident", table.c.subject_id.in_(list(resident_ids)))
    return None


def _rows(
    database: Database, connection: sa.Connection, table: sa.Table, resident_ids: Collection[int]
) -> pl.DataFrame:
    theirs = _of(table, resident_ids)
    assert theirs is not None
    return database.read(connection, sa.select(*table.columns).where(theirs))


def _tombstones(told: pl.DataFrame) -> pl.DataFrame:
    """Lines of the feed, without publication_id, that take out every key that was ever told; none twice."""
    if told.filter(pl.col("cause") != CAUSE).is_empty():
        return told.clear().drop("publication_id")
    told = told.filter(pl.col("cause") != CAUSE)
    first = told.group_by("subject", "subject_id", "tag_code").agg(pl.col("effective_from").min())
    # Withheld or not is all of a status that decides who was told.
    withheld = pl.when(pl.col("status") == "disputed").then(pl.lit("disputed")).otherwise(pl.lit("active"))
    stones = (
        told.with_columns(status=withheld)
        .select(_TOLD)
        .unique()
        .join(first, on=["subject", "subject_id", "tag_code"])
        .sort(_TOLD)
    )
    return stones.with_columns(
        sequence=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        change=pl.lit("removed"),
        effective_to=pl.lit(None, pl.Date),
        value=pl.lit(None, pl.String),
        origin=pl.lit("rule"),
        cause=pl.lit(CAUSE),
    ).select(name for name in told.columns if name != "publication_id")


def _publication(connection: sa.Connection, rows_removed: int, run_id: str, now: str) -> int:
    publication = schema.publication
    newest = connection.execute(
        sa.select(publication).order_by(publication.c.publication_id.desc()).limit(1)
    ).one()
    content = read_base(connection).content
    values: dict[str, Any] = {
        "publication_id": newest.publication_id + 1,
        "snapshot_date": max(content, default=newest.snapshot_date),
        "published_at": now,
        "rule_set_version": newest.rule_set_version,
        "run_id": run_id,
        "rows_added": 0,
        "rows_removed": rows_removed,
        "rows_current": newest.rows_current - rows_removed,
    }
    connection.execute(sa.insert(publication).values(**values))
    number: int = values["publication_id"]
    return number


def _checksums(database: Database, connection: sa.Connection, removed: pl.DataFrame) -> None:
    table = schema.committee_checksum
    before = database.read(connection, sa.select(table))
    after = added_up([before, difference(removed.with_columns(change=pl.lit("removed")))])
    connection.execute(sa.delete(table))
    database.insert(connection, table, after.filter(pl.col("rows") != 0))


def _rename_contents(connection: sa.Connection, renamed: Mapping[tuple[date, str], str]) -> None:
    """Let every record of a content name what it was rewritten to: no rollback brings anybody back."""
    live, version = schema.published_snapshot, schema.staged_version
    for (day, content), new in renamed.items():
        if new == content:
            continue
        connection.execute(
            sa.update(live)
            .where(live.c.snapshot_date == day, live.c.content_hash == content)
            .values(content_hash=new)
        )
        connection.execute(
            sa.update(version)
            .where(version.c.snapshot_date == day, version.c.snapshot_hash == content)
            .values(snapshot_hash=new)
        )


def _forget_deleted(database: Database) -> None:
    """Write the database's files anew: deleted rows stay in their pages until then."""
    if database.is_sqlite:
        raw = database.engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("vacuum")
            cursor.execute("pragma wal_checkpoint(truncate)")
            cursor.close()
        finally:
            raw.close()
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (*schema.PUBLISHED_TABLES, *schema.STAGED.values()):
            if _of(table, []) is not None:
                connection.exec_driver_sql(f'vacuum (full, analyze) "{table.name}"')
        connection.exec_driver_sql("checkpoint")
