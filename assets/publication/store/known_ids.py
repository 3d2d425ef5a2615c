"""What the published database knows of the identity register: which ids have been given.

Belongs here: the highest id of every kind of subject, so that a register that is lost, or older than what is
published, is seen before it gives an id to somebody else. Does not belong here: the register, refusing.
"""

from __future__ import annotations

import sqlalchemy as sa

from assets.publication.history.timelines import SUBJECT_TIMELINES, identifier
from assets.publication.store import schema
from assets.publication.store.database import Database


def is_anything_published(database: Database) -> bool:
    """Whether there is a publication; False too for a database without tables."""
    if not sa.inspect(database.engine).has_table(schema.publication.name):
        return False
    with database.transaction() as connection:
        return connection.scalar(sa.select(schema.publication.c.publication_id).limit(1)) is not None


def highest_ids(database: Database) -> dict[str, int]:
    """The highest id published of every kind of subject, over all time; only kinds of which there is one.

    Ids of people who were erased count as far as the feed's tombstones name them.
    """
    case, change = schema.problem_case.c, schema.tag_change.c
    highest: dict[str, int] = {}
    with database.transaction() as connection:
        for timeline in SUBJECT_TIMELINES:
            number = schema.METADATA.tables[timeline.table].c[identifier(timeline.key)]
            highest[timeline.table] = connection.scalar(sa.select(sa.func.max(number))) or 0
        highest["case"] = connection.scalar(sa.select(sa.func.max(case.case_number))) or 0
        told = sa.select(change.subject, sa.func.max(change.subject_id)).group_by(change.subject)
        for subject, number in connection.execute(told):
            highest[subject] = max(number, highest.get(subject, 0))
    return {subject: number for subject, number in highest.items() if number}
