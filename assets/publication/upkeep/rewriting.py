"""Changing what is published outside a date's night: one publication that rewrites contents and tables alike.

Belongs here: what erasure, retention and a new key have in common. Does not belong here: what each changes.

History is derived from the contents in the store, so a change of tables alone would come undone. Both change
under the lock of stagers, the tables and the names of the contents in one transaction; old contents go after
it. Killed in between, the same call finishes it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.publication.consumers.copies import Occasion
from assets.publication.consumers.delivering import Act, deliver
from assets.publication.store import schema
from assets.publication.store.base import Base, read_base
from assets.publication.store.database import Database
from assets.publication.store.snapshot_store import forget, kept_contents, only_stager, rewrite
from assets.publication.upkeep.remains import note


@dataclass(frozen=True)
class Delivery:
    """What every contract's copy is told of it: the cause, and what is done to each."""

    cause: str
    act: Act


NOTHING = Delivery("publication", lambda _copy: None)
"""Nothing that a contract may take is another."""
# Given a date, the name of a frame of its content and the frame: what the frame is to be.
Change = Callable[[date, str, pl.DataFrame], pl.DataFrame]
# Given the transaction and the number of the publication to be: changes the tables, and says how many current
# assignments went; None when nothing of what readers see is another.
Edit = Callable[[sa.Connection, int], int | None]


def rewrite_published(
    database: Database,
    snapshots: Path,
    change: Change,
    edit: Edit,
    run_id: str,
    now: str,
    tables: Collection[sa.Table],
    delivery: Delivery,
) -> int | None:
    """Rewrite all contents, edit the tables and bring every contract's copy along.

    Returns the publication, None when nothing changed. Staged versions that wait become stale and lose their
    lines: stage them again.

    Args:
        tables: those whose deleted rows must not stay on disk.
    """
    with only_stager(snapshots):
        renamed = {
            (day, content): rewrite(snapshots, day, content, change)
            for day, content in kept_contents(snapshots)
        }
        with database.transaction() as connection:
            database.lock_publishing(connection)
            before = read_base(connection)
            publication = schema.publication
            newest = connection.execute(
                sa.select(publication).order_by(publication.c.publication_id.desc()).limit(1)
            ).one_or_none()
            number = newest.publication_id + 1 if newest else 1
            removed = edit(connection, number)
            _rename_contents(connection, renamed)
            if newest is not None and removed is not None:
                _write_publication(connection, newest, removed, run_id, now)
                for table in schema.STAGED.values():
                    connection.execute(sa.delete(table))
            note(database, connection, "", [table.name for table in tables], now)
            _deliver(database, connection, before, delivery, now)
            _drop_unused_sets(connection)  # not before: copies find their own sets by them
        forget(snapshots, {key for key, content in renamed.items() if content != key[1]})
    return number if newest is not None and removed is not None else None


def _drop_unused_sets(connection: sa.Connection) -> None:
    """Delete the sets of undecided tags that no interval names any more."""
    sets = schema.undecided_set
    named = sa.exists().where(schema.undecided_subject.c.set_number == sets.c.set_number)
    connection.execute(sa.delete(sets).where(~named))


def _deliver(
    database: Database, connection: sa.Connection, before: Base, delivery: Delivery, now: str
) -> None:
    """Bring the contracts' copies along; note which of their tables the disk still holds something of."""
    occasion = Occasion(delivery.cause, max(before.content, default=None), now)
    touched, left = deliver(database, connection, before, occasion, delivery.act)
    for consumer, names in touched.items():
        note(database, connection, consumer, names, now)
    for consumer in left:
        note(database, connection, consumer, ["delivery"], now)


def _write_publication(
    connection: sa.Connection, newest: sa.Row[tuple[object, ...]], removed: int, run_id: str, now: str
) -> None:
    publication = schema.publication.c
    shown = max(read_base(connection).content, default=newest.snapshot_date)
    # What is published stays, so do its rules: those of a later backfill say nothing of the newest date.
    rules = connection.scalar(
        sa.select(publication.rule_set_version)
        .where(publication.snapshot_date == shown)
        .order_by(publication.publication_id.desc())
        .limit(1)
    )
    connection.execute(
        sa.insert(schema.publication).values(
            publication_id=newest.publication_id + 1,
            snapshot_date=shown,
            published_at=now,
            rule_set_version=rules or newest.rule_set_version,
            run_id=run_id,
            rows_added=0,
            rows_removed=removed,
            rows_current=newest.rows_current - removed,
        )
    )


def _rename_contents(connection: sa.Connection, renamed: Mapping[tuple[date, str], str]) -> None:
    """Let every record of a content name what it was rewritten to: no rollback brings anything back."""
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
