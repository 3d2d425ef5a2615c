"""Erasing people from what is published: one publication that takes them out of every table and the feed.

Belongs here: contents in the store, live tables, tombstones, what the database keeps of deleted rows. Does
not belong here: whose ids they are (`registry/identity/erasure.py`).

Followers are told by tombstones: for every tag a copy may have of a person, one `removed` line over all time
without value or origin, with cause `erasure`. It takes out the key whether a copy has it or not, so copies
at any earlier publication end equal. The person's earlier lines are deleted; publications stay numbered
without gaps.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.people import NOBODY, People, PersonColumns
from assets.publication.history.checksum import added_up, difference
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.upkeep.remains import Remainder, finish
from assets.publication.upkeep.rewriting import Delivery, rewrite_published

_FEED = schema.tag_change
# The tables that name people, and how.
_TABLES = {
    table: named
    for name, named in schema.PERSON_COLUMNS.items()
    for table in (schema.METADATA.tables[name], schema.STAGED[name])
}
# Lines of the feed differ by these: each consumer whose view had one of them gets its tombstone.
_LINE_KEY = ["subject", "subject_id", "tag_code", "status", "street_code", "committee_code", "is_under_14"]
CAUSE = "erasure"
_BY_SUBJECT = PersonColumns(subject_by=("subject_id",))
# How frames of a content name people; the others are about places, counts and texts of rules.
_CONTENTS = {
    "resident": PersonColumns(ids=("resident_id",)),
    "resident_merge": PersonColumns(ids=("resident_id", "known_as_id")),
    "true_outcome": _BY_SUBJECT,
    "undecided_subject": _BY_SUBJECT,
}


@dataclass(frozen=True)
class ErasedFromTables:
    """What an erasure did: publication_id None when none of the people was published.

    remains: what the disk still holds, because somebody's transaction may still look at it.
    """

    publication_id: int | None
    rows_removed: dict[str, int]
    remains: list[Remainder]


def erase_published(
    database: Database, snapshots: Path, resident_ids: Collection[int], run_id: str, now: str
) -> ErasedFromTables:
    """Take residents out of all published tables and of the contents these are derived from.

    Doing it again for the same people changes nothing. Waiting staged versions become stale.
    """
    people = People(resident_ids=frozenset(resident_ids))
    removed: dict[str, int] = {}

    def edit(connection: sa.Connection, number: int) -> int | None:
        return _erase_rows(database, connection, resident_ids, number, removed)

    def change(_day: date, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        return people.without(frame, _CONTENTS.get(name, NOBODY))

    delivery = Delivery(CAUSE, lambda copy: copy.forget(resident_ids))
    number = rewrite_published(database, snapshots, change, edit, run_id, now, list(_TABLES), delivery)
    return ErasedFromTables(number, {name: rows for name, rows in removed.items() if rows}, finish(database))


def _erase_rows(
    database: Database,
    connection: sa.Connection,
    resident_ids: Collection[int],
    number: int,
    removed: dict[str, int],
) -> int | None:
    rows = _rows(database, connection, schema.tag_assignment, resident_ids)
    stones = _tombstones(_rows(database, connection, _FEED, resident_ids), rows)
    for table in _TABLES:
        old = _FEED.c.cause != CAUSE if table is _FEED else sa.true()
        theirs = _of(table, resident_ids)
        removed[table.name] = connection.execute(sa.delete(table).where(theirs, old)).rowcount
    if not any(removed.values()):
        return None
    database.insert(connection, _FEED, stones.with_columns(publication_id=pl.lit(number, pl.Int64)))
    current = rows.filter(pl.col("valid_to").is_null())
    _checksums(database, connection, current)
    return current.height


def _of(table: sa.Table, resident_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Which rows of a table that names people are theirs."""
    named, ids = _TABLES[table], list(resident_ids)
    return sa.or_(
        *(table.c[name].in_(ids) for name in named.ids),
        *(sa.and_(table.c.subject == "resident", table.c[name].in_(ids)) for name in named.subject_by),
    )


def _rows(
    database: Database, connection: sa.Connection, table: sa.Table, resident_ids: Collection[int]
) -> pl.DataFrame:
    return database.read(connection, sa.select(*table.columns).where(_of(table, resident_ids)))


def _tombstones(lines: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Lines of the feed, without publication_id, that take out every key a copy may have; none twice.

    Of the lines there are, and of the rows of tags too: retention deletes the line that told of a row which
    still holds.
    """
    columns = [*_LINE_KEY, "effective_from"]
    published = pl.concat(
        [
            lines.filter(pl.col("cause") != CAUSE).select(columns),
            rows.rename({"valid_from": "effective_from"}).select(columns),
        ]
    )
    first = published.group_by("subject", "subject_id", "tag_code").agg(pl.col("effective_from").min())
    # Withheld or not is all of a status that decides who saw a line.
    withheld = pl.when(pl.col("status") == "disputed").then(pl.lit("disputed")).otherwise(pl.lit("active"))
    stones = (
        published.with_columns(status=withheld)
        .select(_LINE_KEY)
        .unique()
        .join(first, on=["subject", "subject_id", "tag_code"])
        .sort(_LINE_KEY)
    )
    return stones.with_columns(
        sequence=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        change=pl.lit("removed"),
        effective_to=pl.lit(None, pl.Date),
        value=pl.lit(None, pl.String),
        origin=pl.lit("rule"),
        cause=pl.lit(CAUSE),
    )


def _checksums(database: Database, connection: sa.Connection, removed: pl.DataFrame) -> None:
    table = schema.committee_checksum
    before = database.read(connection, sa.select(table))
    after = added_up([before, difference(removed.with_columns(change=pl.lit("removed")))])
    connection.execute(sa.delete(table))
    database.insert(connection, table, after.filter(pl.col("rows") != 0))
