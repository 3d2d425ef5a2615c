"""What is on record about one subject, for an explanation: its own rows of the lake and the published tables.

Belongs here: reading one subject's rows, and nobody else's, from large files and tables. Does not belong
here: what they mean together (`explanation.py`). Holds what is personal; goes to whoever asked, never to a
log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from assets.lake import scan_frame
from assets.paths import DataPaths
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.registry.identity.register_store import read_register
from tag_rules.engine.errors import RefusedError

Rows = list[dict[str, Any]]


class NothingKnownError(RefusedError):
    """There is no such subject, or nothing of that date; the message says which and what to do."""


@dataclass(frozen=True)
class Evidence:
    """Everything on record about one subject on one date, as rows.

    `facts`: the row of features, None when the date has none of this subject. `published`: the newest
    publication of the date, None when it never went live. `intervals`, `unknown_intervals`, `changes`: the
    whole published history of its tags, oldest first; a change carries its publication's date, time and
    rules. `doubts`: sources of which a row about it was refused. `published_dates`: all that are live.
    """

    subject: str
    subject_id: int
    snapshot_date: date
    facts: Mapping[str, Any] | None
    outcomes: Rows
    rolls: Rows
    upstream: Rows
    decisions: Rows
    disagreements: Rows
    sources: Mapping[str, Mapping[str, Any]]
    published: Mapping[str, Any] | None
    intervals: Rows
    unknown_intervals: Rows
    changes: Rows
    doubts: Rows = field(default_factory=list)
    published_dates: tuple[date, ...] = ()


def newest_published(database: Database) -> date | None:
    """Return the newest date that is live, None when nothing is."""
    with database.transaction() as connection:
        newest: date | None = connection.scalar(
            sa.select(sa.func.max(schema.published_snapshot.c.snapshot_date))
        )
    return newest


def subject_of(paths: DataPaths, subject: str, source_code: str) -> int:
    """Return the surrogate id of a subject by the code its source uses; NothingKnownError without one."""
    register = read_register(paths.register, paths.register_rows)
    of_code = register.filter(pl.col("source_code") == source_code, pl.col("subject") == subject)
    if of_code.is_empty():
        raise NothingKnownError(f"登记册里没有这个编码 the register has no {subject} with that code")
    return int(of_code.item(0, "subject_id"))


def gather(paths: DataPaths, database: Database, subject: str, subject_id: int, on: date) -> Evidence:
    """Read everything on record about one subject on one snapshot date.

    Raises:
        NothingKnownError: the lake has no features of that date, or neither it nor a published table knows
            the subject.

    """
    if scan_frame(paths.lake, "features", subject, on) is None:
        raise NothingKnownError(
            f"{on} 未运行 the lake has no {subject} features of {on}: run that date first"
            f" (tagging run --date {on})"
        )

    lake = _LakeRows(paths, subject, subject_id, on)
    facts = lake.rows("features", subject, subject_id=subject_id)
    with database.transaction() as connection:
        published = published_on(connection, on)
        intervals = _timeline(connection, schema.tag_assignment, subject, subject_id)
        if not facts and not intervals:
            raise NothingKnownError(f"该日没有这个对象 there is no {subject} {subject_id} on {on}")
        return Evidence(
            subject=subject,
            subject_id=subject_id,
            snapshot_date=on,
            facts=facts[0] if facts else None,
            outcomes=lake.outcomes(),
            rolls=lake.of_resident("registry", "roll", "resident_id"),
            upstream=lake.of_resident("registry", "upstream_tag", "resident_id"),
            decisions=lake.of_subject("registry", "manual_tag"),
            disagreements=lake.of_resident("tagging", "disagreement", "subject_id"),
            sources={row["source"]: row for row in lake.rows("intake", "source_status")},
            published=published,
            intervals=intervals,
            unknown_intervals=_timeline(connection, schema.tag_unknown, subject, subject_id),
            changes=_changes(connection, subject, subject_id),
            doubts=lake.of_subject("registry", "uncertain_subject"),
            published_dates=tuple(connection.scalars(sa.select(schema.published_snapshot.c.snapshot_date))),
        )


@dataclass(frozen=True)
class _LakeRows:
    """What the lake's tables of one date hold of one subject."""

    paths: DataPaths
    subject: str
    subject_id: int
    on: date

    def rows(self, group: str, table: str, **keys: object) -> Rows:
        """Return the rows of a table with these values; none when the date has no such table."""
        frame = scan_frame(self.paths.lake, group, table, self.on)
        if frame is None:
            return []
        return frame.filter(*(pl.col(name) == value for name, value in keys.items())).collect().to_dicts()

    def of_subject(self, group: str, table: str) -> Rows:
        """Return the subject's rows of a table that holds every kind of subject."""
        return self.rows(group, table, subject=self.subject, subject_id=self.subject_id)

    def of_resident(self, group: str, table: str, key: str) -> Rows:
        """Return the subject's rows of a table of residents; none for any other subject."""
        return self.rows(group, table, **{key: self.subject_id}) if self.subject == "resident" else []

    def outcomes(self) -> Rows:
        """Return one row per tag that is true or unknown, with `outcome` True or None."""
        rows = [{"outcome": True, **row} for row in self.of_subject("tagging", "true_outcome")]
        for undecided in self.of_subject("tagging", "undecided_subject"):
            of_set = self.rows("tagging", "undecided_set", undecided_set=undecided["undecided_set"])
            rows += [{"outcome": None, "value": None, **undecided, **row} for row in of_set]
        return rows


def published_on(connection: sa.Connection, on: date) -> Mapping[str, Any] | None:
    """Return the publication that made the date's content live: its number, time and rules."""
    of_date = sa.select(schema.publication).where(schema.publication.c.snapshot_date == on)
    newest = connection.execute(of_date.order_by(schema.publication.c.publication_id.desc()).limit(1))
    publication = newest.mappings().one_or_none()
    return dict(publication) if publication else None


def _timeline(connection: sa.Connection, table: sa.Table, subject: str, subject_id: int) -> Rows:
    query = sa.select(table).where(table.c.subject == subject, table.c.subject_id == subject_id)
    return [dict(row) for row in connection.execute(query.order_by(table.c.valid_from)).mappings()]


def _changes(connection: sa.Connection, subject: str, subject_id: int) -> Rows:
    change, publication = schema.tag_change, schema.publication
    query = (
        sa.select(
            change,
            publication.c.snapshot_date,
            publication.c.published_at,
            publication.c.rule_set_version,
        )
        .join(publication, publication.c.publication_id == change.c.publication_id)
        .where(change.c.subject == subject, change.c.subject_id == subject_id)
        .order_by(change.c.publication_id, change.c.sequence)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
