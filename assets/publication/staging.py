"""Write: work out what publishing a date would change, and lay it beside the live tables.

Belongs here: from the frames of one snapshot date to committed rows in the staged_ tables.
Does not belong here: judging them (`gate.py`) or making them live (`publish.py`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.publication import schema
from assets.publication.cause import EvaluateOn, with_cause
from assets.publication.database import Database
from assets.publication.revision import Revision, revise
from assets.publication.snapshot_store import StoredSnapshots, forget_unpublished, store
from assets.publication.splice import coalesce, splice
from assets.publication.timelines import FAR_FUTURE, TAG_ASSIGNMENT, TIMELINES, empty

# Above this many touched subjects one pass over the open intervals is cheaper than asking for each.
_ASK_FOR_EACH = 50_000
_ASKED_AT_ONCE = 10_000
# Tables that say how things stand, whole, on the newest published date.
_NEWEST_ONLY = ("tag", "problem_case")
_BY_SNAPSHOT_DATE = ("tag_statistic", "quarantine_summary")


@dataclass(frozen=True)
class Staged:
    """One staged version: its number and how many lines it has for each published table."""

    staging_version: int
    lines: Mapping[str, int]
    rows_added: int
    rows_removed: int


@dataclass(frozen=True)
class Base:
    """What the database publishes at one moment: its newest publication and the content of each date."""

    publication_id: int
    content: Mapping[date, str]

    @property
    def content_hash(self) -> str:
        """One hash of all published contents; equal exactly when all dates are."""
        text = "\n".join(f"{day} {digest}" for day, digest in sorted(self.content.items()))
        return hashlib.sha256(text.encode()).hexdigest()


def read_base(connection: sa.Connection) -> Base:
    """The base on which a version is staged, and against which publishing compares."""
    newest = connection.scalar(sa.select(sa.func.max(schema.publication.c.publication_id)))
    return Base(
        newest or 0, {row[0]: row[1] for row in connection.execute(sa.select(schema.published_snapshot))}
    )


def stage(
    database: Database,
    snapshots: Path,
    snapshot_date: date,
    frames: Mapping[str, pl.DataFrame],
    rule_set_version: str,
    staged_at: str,
    evaluate_on: EvaluateOn | None = None,
) -> Staged:
    """Stage what publishing `frames` for `snapshot_date` would change; commits, changes no published table.

    frames: `outcome` and the subject tables (data-model.md), and `tag`, `tag_version`, `problem_case`,
    `tag_statistic`, `quarantine_summary` in their published columns. snapshots: where published inputs
    are kept. Staging the same again gives a new version with the same lines.
    """
    snapshot_hash = store(snapshots, snapshot_date, frames)
    with database.transaction() as connection:
        base = read_base(connection)
        known_tags = database.read(connection, sa.select(schema.tag.c.tag_code, schema.tag.c.version))
    edits, changes = _timeline_edits(database, snapshots, snapshot_date, base, snapshot_hash)
    backfill = any(day >= snapshot_date for day in base.content)
    standing = max((day for day in base.content if day < snapshot_date), default=None)
    changes = with_cause(changes, frames["tag"], known_tags, backfill, standing, evaluate_on)
    edits["tag_change"] = _numbered_changes(changes)
    edits |= _whole_tables(database, snapshot_date, base, frames)
    current = changes.filter(pl.col("effective_to") == FAR_FUTURE)["change"]
    rows_added, rows_removed = current.eq("added").arg_true().len(), current.eq("removed").arg_true().len()
    with database.transaction() as connection:
        _purge(connection)
        version = connection.execute(
            sa.insert(schema.staged_version)
            .values(
                snapshot_date=snapshot_date,
                base_publication_id=base.publication_id,
                base_content_hash=base.content_hash,
                snapshot_hash=snapshot_hash,
                rule_set_version=rule_set_version,
                staged_at=staged_at,
                rows_added=rows_added,
                rows_removed=rows_removed,
            )
            .returning(schema.staged_version.c.staging_version)
        ).scalar_one()
        for table, rows in edits.items():
            numbered = rows.with_columns(staging_version=pl.lit(version, pl.Int64)).with_row_index("line", 1)
            database.insert(connection, schema.STAGED[table], numbered)
        waiting = connection.scalars(
            sa.select(schema.staged_version.c.snapshot_hash).where(
                schema.staged_version.c.snapshot_date == snapshot_date,
                schema.staged_version.c.base_content_hash == base.content_hash,
            )
        )
        live = {*waiting, base.content.get(snapshot_date, snapshot_hash)}
    forget_unpublished(snapshots, snapshot_date, live)
    return Staged(version, {table: rows.height for table, rows in edits.items()}, rows_added, rows_removed)


def _timeline_edits(
    database: Database, snapshots: Path, snapshot_date: date, base: Base, snapshot_hash: str
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Row edits of every timeline, and the joined state edits of tag_assignment."""
    before = StoredSnapshots(snapshots, base.content)
    after = StoredSnapshots(snapshots, {**base.content, snapshot_date: snapshot_hash})
    revisions = {timeline.table: revise(timeline, before, after, snapshot_date) for timeline in TIMELINES}
    edits = {}
    for table, revision in revisions.items():
        existing = _open_intervals(database, revision)
        edits[table] = _row_edits(existing, splice(existing, revision)).with_columns(
            valid_to=pl.col("valid_to").replace(FAR_FUTURE, None)
        )
    changes = revisions[TAG_ASSIGNMENT.table].edits
    return edits, coalesce(changes, TAG_ASSIGNMENT, "effective_from", "effective_to")


def _open_intervals(database: Database, revision: Revision) -> pl.DataFrame:
    """Published intervals of the touched keys that reach the first span; FAR_FUTURE where current."""
    timeline, first = revision.timeline, revision.spans[0][0]
    table = schema.METADATA.tables[timeline.table]
    query = sa.select(*(table.c[name] for name in timeline.interval_columns)).where(
        sa.or_(table.c.valid_to.is_(None), table.c.valid_to >= first)
    )
    identifier = next(name for name in timeline.key if name.endswith("_id"))
    touched = revision.touched[identifier].unique()
    if touched.is_empty():
        return empty(timeline.interval_columns)
    with database.transaction() as connection:
        if touched.len() > _ASK_FOR_EACH:
            parts = [database.read(connection, query)]
        else:
            parts = [
                database.read(connection, query.where(table.c[identifier].in_(asked.to_list())))
                for asked in _slices(touched)
            ]
    found = pl.concat(parts).join(revision.touched, on=list(timeline.key), how="semi")
    return found.with_columns(pl.col("valid_to").fill_null(FAR_FUTURE))


def _slices(values: pl.Series) -> list[pl.Series]:
    return [values.slice(start, _ASKED_AT_ONCE) for start in range(0, values.len(), _ASKED_AT_ONCE)]


def _row_edits(existing: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Rows to delete and to insert, with `operation`, that turn `existing` into `wanted`."""
    wanted = wanted.select(pl.col(name).cast(kind) for name, kind in existing.schema.items())
    columns = existing.columns
    return pl.concat(
        frame.with_columns(operation=pl.lit(operation))
        for operation, frame in (
            ("delete", existing.join(wanted, on=columns, how="anti", nulls_equal=True)),
            ("insert", wanted.join(existing, on=columns, how="anti", nulls_equal=True)),
        )
    )


def _numbered_changes(changes: pl.DataFrame) -> pl.DataFrame:
    """Lines of the change feed: what goes before what comes, so that in order they never collide."""
    ordered = changes.sort(pl.col("change") == "added", *TAG_ASSIGNMENT.key, "effective_from")
    return ordered.drop("rule_version").with_columns(
        pl.col("effective_to").replace(FAR_FUTURE, None),
        sequence=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        operation=pl.lit("insert"),
    )


def _whole_tables(
    database: Database, snapshot_date: date, base: Base, frames: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Row edits of the tables that are replaced by date or by the newest date."""
    newest = max(base.content, default=snapshot_date)
    edits = {}
    with database.transaction() as connection:
        for name in (*_BY_SNAPSHOT_DATE, *_NEWEST_ONLY, "tag_version"):
            table = schema.METADATA.tables[name]
            query = sa.select(*table.columns)
            if name in _BY_SNAPSHOT_DATE:
                query = query.where(table.c.snapshot_date == snapshot_date)
            if name in _NEWEST_ONLY and snapshot_date < newest:
                continue
            existing = database.read(connection, query)
            wanted = frames[name].select(existing.columns)
            if name == "tag_version":
                # Texts of versions that are no longer in force stay: history refers to them.
                existing = existing.join(wanted, on=["tag_code", "version"], how="semi")
            edits[name] = _row_edits(existing, wanted)
    return edits


def _purge(connection: sa.Connection) -> None:
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
