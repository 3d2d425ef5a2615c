"""What turns the published tables of some contents into those of others: rows to delete and to insert.

Belongs here: comparing with what is live, for every published table. Does not belong here: keeping the lines
(`staging.py`), why a tag changed (`cause.py`).
"""

from datetime import date

import polars as pl
import sqlalchemy as sa

from assets.publication import schema
from assets.publication.checksum import NO_COMMITTEE, carried_forward
from assets.publication.database import Database
from assets.publication.revision import Revision, revise
from assets.publication.snapshot_store import WHOLE_TABLES, StoredSnapshots
from assets.publication.splice import coalesce, splice
from assets.publication.timelines import FAR_FUTURE, TAG_ASSIGNMENT, TIMELINES, empty

# Above this many touched subjects one pass over the open intervals is cheaper than asking for each.
_ASK_FOR_EACH = 50_000
_ASKED_AT_ONCE = 10_000
# Of the tables replaced whole, those that have rows by date; the others describe the newest published date.
_BY_SNAPSHOT_DATE = ("tag_statistic", "quarantine_summary")


def timeline_edits(
    database: Database, before: StoredSnapshots, after: StoredSnapshots, snapshot_date: date
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Row edits of every timeline, and the joined state edits of tag_assignment."""
    revisions = {timeline.table: revise(timeline, before, after, snapshot_date) for timeline in TIMELINES}
    edits = {}
    for table, revision in revisions.items():
        existing = _open_intervals(database, revision)
        edits[table] = _row_edits(existing, splice(existing, revision)).with_columns(
            valid_to=pl.col("valid_to").replace(FAR_FUTURE, None)
        )
    changes = revisions[TAG_ASSIGNMENT.table].edits
    return edits, coalesce(changes, TAG_ASSIGNMENT, "effective_from", "effective_to")


def numbered_changes(changes: pl.DataFrame) -> pl.DataFrame:
    """Lines of the change feed: what goes before what comes, so that in order they never collide."""
    ordered = changes.sort(pl.col("change") == "added", *TAG_ASSIGNMENT.key, "effective_from")
    return ordered.drop("rule_version").with_columns(
        pl.col("effective_to").replace(FAR_FUTURE, None),
        sequence=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        operation=pl.lit("insert"),
    )


def checksum_edits(database: Database, changes: pl.DataFrame) -> pl.DataFrame:
    """Row edits of committee_checksum that follow from the edits of tag_assignment."""
    table = schema.committee_checksum
    with database.transaction() as connection:
        existing = database.read(connection, sa.select(table))
    lasting = changes.filter(pl.col("effective_to") == FAR_FUTURE)
    touched = lasting["committee_code"].fill_null(NO_COMMITTEE)
    before = existing.filter(pl.col("committee_code").is_in(touched.unique().implode()))
    return _row_edits(before, carried_forward(before, lasting))


def whole_table_edits(
    database: Database, before: StoredSnapshots, after: StoredSnapshots, snapshot_date: date
) -> dict[str, pl.DataFrame]:
    """Row edits of the tables that are replaced by date or by the newest date."""
    edits = {}
    with database.transaction() as connection:
        for name in WHOLE_TABLES:
            table = schema.METADATA.tables[name]
            query = sa.select(*table.columns)
            if name in _BY_SNAPSHOT_DATE:
                query = query.where(table.c.snapshot_date == snapshot_date)
                shown = snapshot_date
            else:
                shown = max(after, default=snapshot_date)
                if snapshot_date not in (shown, max(before, default=None)):
                    continue
            existing = database.read(connection, query)
            wanted = _in_columns(after[shown].frame(name), existing) if shown in after else existing.clear()
            if name == "tag_version":
                # Texts of versions that are no longer in force stay: history refers to them.
                existing = existing.join(wanted, on=["tag_code", "version"], how="semi")
            edits[name] = _row_edits(existing, wanted)
    return edits


def _in_columns(stored: pl.DataFrame, existing: pl.DataFrame) -> pl.DataFrame:
    """Stored rows in the columns of a table; what was stored before a column was added has null there."""
    added = [name for name in existing.columns if name not in stored.columns]
    return stored.with_columns(pl.lit(None).alias(name) for name in added).select(existing.columns)


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
