"""What the published database knows of the identity register: which ids have been given.

Belongs here: the highest id of every kind of subject, so that a register that is lost, or older than what is
published, is seen before it gives an id to somebody else. Does not belong here: the register, refusing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from assets.publication.history.timelines import SUBJECT_TIMELINES, identifier
from assets.publication.store import schema
from assets.publication.store.database import Database

SUBJECTS = (*(timeline.table for timeline in SUBJECT_TIMELINES), "case")


@dataclass(frozen=True)
class PublishedIds:
    """The dates ever published, and the highest id published of every kind of subject that has one."""

    dates: frozenset[date]
    highest: dict[str, int]


def is_anything_published(database: Database) -> bool:
    """Whether there is a publication; False too for a database without tables, or that is not there."""
    file = database.file
    if file is not None and not file.exists():
        return False
    if not sa.inspect(database.engine).has_table(schema.publication.name):
        return False
    with database.transaction() as connection:
        return connection.scalar(sa.select(schema.publication.c.publication_id).limit(1)) is not None


def published_ids(database: Database) -> PublishedIds:
    """Return what has been published over all time, as of one moment.

    Ids of people who were erased count as far as the feed's tombstones name them.
    """
    case, change, version = schema.problem_case.c, schema.tag_change.c, schema.staged_version.c
    numbers: dict[str, sa.ColumnElement[int]] = {
        timeline.table: schema.METADATA.tables[timeline.table].c[identifier(timeline.key)]
        for timeline in SUBJECT_TIMELINES
    }
    numbers["case"] = case.case_number
    with database.transaction() as connection:
        highest = {
            # One question a kind, which an index answers: the feed is long.
            subject: max(
                connection.scalar(sa.select(sa.func.max(numbers[subject]))) or 0,
                connection.scalar(sa.select(sa.func.max(change.subject_id)).where(change.subject == subject))
                or 0,
            )
            for subject in SUBJECTS
        }
        dates = connection.scalars(
            sa.select(version.snapshot_date).where(version.published_at.is_not(None)).distinct()
        )
        return PublishedIds(frozenset(dates), {kind: number for kind, number in highest.items() if number})
