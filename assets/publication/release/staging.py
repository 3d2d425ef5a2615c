"""Write: work out what publishing a date would change, and lay it beside the live tables.

Belongs here: from the frames of one snapshot date to committed rows in the staged_ tables.
Does not belong here: the comparison (`edits.py`), judging it (`gate.py`), making it live (`publish.py`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from assets.publication.history.cause import Reevaluation, with_cause
from assets.publication.history.checksum import difference
from assets.publication.history.timelines import DIVISION, FAR_FUTURE, OF_SUBJECTS
from assets.publication.release.edits import (
    checksum_edits,
    numbered_changes,
    report_edits,
    set_edits,
    timeline_edits,
    whole_table_edits,
)
from assets.publication.store import schema
from assets.publication.store.base import Base, read_base
from assets.publication.store.database import Database
from assets.publication.store.snapshot_store import (
    SnapshotsLostError,
    StoredSnapshots,
    forget_unpublished,
    only_stager,
    store,
    subject_parts,
)
from assets.publication.store.staged_lines import LinesHash

# Stands for the content of a date that is not published any more.
WITHDRAWN = "withdrawn"
# True outcomes compared at once: a part of so many takes about half a gigabyte.
ROWS_AT_ONCE = 1_000_000

# Columns about an area, a date or a rule; every published table has one of them.
_OF_NOBODY = (
    "street_code",
    "snapshot_date",
    "tag_code",
    "committee_code",
    "level",
    "list_name",
    "set_number",
)


@dataclass(frozen=True)
class Staged:
    """One staged version: its number and how many lines it has for each published table."""

    staging_version: int
    lines: Mapping[str, int]
    rows_added: int
    rows_removed: int


def stage(
    database: Database,
    snapshots: Path,
    snapshot_date: date,
    content: Mapping[str, pl.DataFrame | pl.LazyFrame] | str,
    rule_set_version: str,
    staged_at: str,
    reevaluation: Reevaluation | None = None,
) -> Staged:
    """Stage what publishing a date's content would change; commits, changes no published table.

    Staging the same again gives a new version with the same lines.

    Args:
        database: the published database.
        snapshots: where published inputs are kept.
        snapshot_date: the date.
        content: outcomes and the subject tables (data-model.md), `division`, and the tables replaced whole
            (`snapshot_store.WHOLE_TABLES`) in their published columns, a lazy one never held whole; or the
            hash of content that is in the store; or WITHDRAWN: the date leaves history.
        rule_set_version: of the rules it was decided with.
        staged_at: the time, as ISO text.
        reevaluation: what causes of changes are found with (`cause.with_cause`).

    Raises:
        SnapshotsLostError: content that history needs is missing, damaged or expired.

    """
    with only_stager(snapshots):
        _refuse_what_is_over(database, snapshot_date, withdrawn=content == WITHDRAWN)
        stored = content if isinstance(content, str) else store(snapshots, snapshot_date, content)
        return _stage(database, snapshots, snapshot_date, stored, rule_set_version, staged_at, reevaluation)


def _refuse_what_is_over(database: Database, snapshot_date: date, withdrawn: bool = False) -> None:
    """Refuse a date whose standing outcomes retention has taken: whatever came would look new beside them.

    They went when the span from their date to the next one was over. Raises SnapshotsLostError.
    """
    with database.transaction() as connection:
        kept_from = connection.scalar(sa.select(sa.func.max(schema.retention_record.c.kept_from)))
        dates = read_base(connection).content
    # Where a date is taken out, the one before it stands in its place.
    first = max((day for day in dates if withdrawn and day < snapshot_date), default=snapshot_date)
    ends = min((day for day in dates if day > first), default=None)
    if kept_from is not None and ends is not None and ends <= kept_from:
        raise SnapshotsLostError(
            f"{snapshot_date} 已不能发布或撤回 cannot be published or taken back any more: it stands"
            f" until {ends}"
            f" only, and retention deleted what held before {kept_from}; correct dates from"
            f" {kept_from} on instead"
        )


def _stage(
    database: Database,
    snapshots: Path,
    snapshot_date: date,
    content: str,
    rule_set_version: str,
    staged_at: str,
    reevaluation: Reevaluation | None,
) -> Staged:
    with database.transaction() as connection:
        base = read_base(connection)
        purge(connection)
        before = StoredSnapshots(snapshots, base.content)
        wanted = {day: digest for day, digest in base.content.items() if day != snapshot_date}
        wanted |= {} if content == WITHDRAWN else {snapshot_date: content}
        after = StoredSnapshots(snapshots, wanted)
        version = _new_version(connection, snapshot_date, base, content, rule_set_version, staged_at)
        lines = _Lines(database, connection, version)
        added, removed = _stage_timelines(lines, before, after, snapshot_date, reevaluation)
        for table, rows in whole_table_edits(database, connection, before, after, snapshot_date).items():
            lines.add(table, rows)
        connection.execute(
            sa.update(schema.staged_version)
            .where(schema.staged_version.c.staging_version == version)
            .values(rows_added=added, rows_removed=removed, lines_hash=lines.hash.hexdigest())
        )
        database.update_statistics(connection, _counted_by())
        needed = _contents_needed(connection, snapshot_date, base)
    forget_unpublished(snapshots, snapshot_date, needed)
    return Staged(version, lines.written, added, removed)


def _new_version(
    connection: sa.Connection,
    snapshot_date: date,
    base: Base,
    content: str,
    rule_set_version: str,
    staged_at: str,
) -> int:
    row = sa.insert(schema.staged_version).values(
        snapshot_date=snapshot_date,
        base_publication_id=base.publication_id,
        base_content_hash=base.content_hash,
        snapshot_hash=content,
        rule_set_version=rule_set_version,
        staged_at=staged_at,
        rows_added=0,
        rows_removed=0,
        lines_hash="",
    )
    number: int = connection.execute(row.returning(schema.staged_version.c.staging_version)).scalar_one()
    return number


def _counted_by() -> dict[sa.Table, tuple[str, ...]]:
    """Of which columns statistics are taken: none says anything of a person.

    Of live tables too: audit and publish join them, and rows that came by a restore may be known as none.
    """
    # The audit asks for what still holds: nearly all of a first night does, where the planner expects few.
    of_staged = ("staging_version", "operation", "valid_to")
    by = {table: tuple(name for name in of_staged if name in table.c) for table in schema.STAGED.values()}
    for table in schema.PUBLISHED_TABLES:
        by[table] = (next(name for name in _OF_NOBODY if name in table.c),)
    return by


class _Lines:
    """The lines of one staged version, written as they are worked out: numbered from 1 in each table."""

    def __init__(self, database: Database, connection: sa.Connection, version: int) -> None:
        self.database, self.connection, self.version = database, connection, version
        self.written: dict[str, int] = dict.fromkeys(schema.STAGED, 0)
        self.hash = LinesHash()

    def add(self, table: str, rows: pl.DataFrame) -> None:
        numbered = rows.with_columns(staging_version=pl.lit(self.version, pl.Int64)).with_row_index(
            "line", self.written[table] + 1
        )
        self.database.insert(self.connection, schema.STAGED[table], numbered)
        self.hash.add(table, rows)
        self.written[table] += rows.height


def _stage_timelines(
    lines: _Lines,
    before: StoredSnapshots,
    after: StoredSnapshots,
    snapshot_date: date,
    reevaluation: Reevaluation | None,
) -> tuple[int, int]:
    """Stage every timeline, the feed, checksums, statistics and profiles, a part of the subjects at a time.

    Returns how many current tags are added and removed. Memory is that of one part, however many there are.
    """
    database, connection = lines.database, lines.connection
    known_tags = database.read(connection, sa.select(schema.tag.c.tag_code, schema.tag.c.version))
    catalogue = after[snapshot_date].frame("tag") if snapshot_date in after else known_tags
    backfill = any(day >= snapshot_date for day in before)
    of_areas, _ = timeline_edits(database, connection, before, after, snapshot_date, [DIVISION])
    lines.add(DIVISION.table, of_areas[DIVISION.table])
    sums, known = [], []
    added = removed = 0
    parts = subject_parts(before, after, snapshot_date, ROWS_AT_ONCE)
    touched = {snapshot_date}
    for ids in parts:
        part = after.part(ids)
        edits, changes = timeline_edits(
            database, connection, before.part(ids), part, snapshot_date, OF_SUBJECTS
        )
        changes = with_cause(changes, catalogue, known_tags, backfill, reevaluation)
        edits["tag_change"] = numbered_changes(changes, lines.written["tag_change"] + 1)
        for table, rows in edits.items():
            lines.add(table, rows)
        touched |= _dates_within(changes, after)
        lasting = changes.filter(pl.col("effective_to") == FAR_FUTURE)
        sums.append(difference(lasting))
        added += lasting.filter(pl.col("change") == "added").height
        removed += lasting.filter(pl.col("change") == "removed").height
        if snapshot_date in after:
            known.append(part.last_known(snapshot_date))
    lines.add("undecided_set", set_edits(database, connection, after, snapshot_date, lines.version))
    lines.add("committee_checksum", checksum_edits(database, connection, sums))
    if known:
        after.remember(snapshot_date, pl.concat(known))
    for table, rows in report_edits(database, connection, after, parts, touched).items():
        lines.add(table, rows)
    return added, removed


def _dates_within(changes: pl.DataFrame, published: Collection[date]) -> set[date]:
    """The published dates that some change speaks of."""
    spans = changes.select("effective_from", "effective_to").unique().rows()
    return {day for day in published if any(start <= day < end for start, end in spans)}


def published_before(
    connection: sa.Connection, snapshot_date: date, staging_version: int
) -> sa.Row[Any] | None:
    """The staged version of the date that was live before a later one, None when it was the first."""
    version = schema.staged_version
    return connection.execute(
        sa.select(version)
        .where(
            version.c.snapshot_date == snapshot_date,
            version.c.published_at.is_not(None),
            version.c.staging_version < staging_version,
        )
        .order_by(version.c.staging_version.desc())
        .limit(1)
    ).one_or_none()


def _contents_needed(connection: sa.Connection, snapshot_date: date, base: Base) -> set[str]:
    """Contents of a date that may be asked for: live, waiting, and what a rollback would bring back."""
    version = schema.staged_version.c
    of_date = sa.select(version.snapshot_hash).where(version.snapshot_date == snapshot_date)
    needed = set(connection.scalars(of_date.where(version.base_content_hash == base.content_hash)))
    newest = connection.scalar(
        sa.select(sa.func.max(version.staging_version)).where(
            version.snapshot_date == snapshot_date, version.publication_id.is_not(None)
        )
    )
    earlier = published_before(connection, snapshot_date, newest) if newest else None
    live = base.content.get(snapshot_date)
    return needed | {content for content in (live, earlier and earlier.snapshot_hash) if content}


def purge(connection: sa.Connection) -> None:
    """Empty the staged tables of versions that can never be published any more."""
    version = schema.staged_version
    newest = sa.select(
        sa.func.coalesce(sa.func.max(schema.publication.c.publication_id), 0)
    ).scalar_subquery()
    over = sa.select(version.c.staging_version).where(
        sa.or_(version.c.published_at.is_not(None), version.c.base_publication_id != newest)
    )
    for table in schema.STAGED.values():
        connection.execute(sa.delete(table).where(table.c.staging_version.in_(over)))
