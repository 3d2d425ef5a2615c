"""Publish: one transaction that makes an audited version live, or refuses.

Belongs here: the conditions under which a version may go live and the inserts and deletes that do it.
Does not belong here: working out the rows (`staging.py`). No DDL: readers never wait for a publisher.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from assets.publication.consumers.copies import Occasion
from assets.publication.consumers.delivering import deliver, taking
from assets.publication.release.gate import is_base_of, newest_version
from assets.publication.release.staging import WITHDRAWN, purge
from assets.publication.store import schema
from assets.publication.store.base import Base, read_base
from assets.publication.store.database import Database
from assets.publication.store.staged_lines import StagedLines, staged_lines
from tag_rules.engine.errors import RefusedError


class PublicationRefusedError(RefusedError):
    """The newest staged version of a date may not be published; the message says why and what to do."""


class StaleVersionError(PublicationRefusedError):
    """The audit let the version through, but something else was published since it was staged."""


@dataclass(frozen=True)
class Published:
    """What one publish did: publication_id None when nothing changed, rows written by table."""

    staging_version: int
    publication_id: int | None
    rows_added: int
    rows_removed: int
    rows_current: int
    rows_written: dict[str, int]


def publish(database: Database, snapshot_date: date, run_id: str, published_at: str) -> Published:
    """Make the newest staged version of a date live.

    A version that is live already is left alone. A version that changes nothing gets no publication.

    Raises:
        PublicationRefusedError: the audit of exactly this version did not pass and nobody overrode it, or its
            content is not what was audited.
        StaleVersionError: its base is not what is published now.

    """
    done = _publish(database, snapshot_date, run_id, published_at)
    # Apart, so that nobody waits for it. When this fails all is published still, and the next stage does it.
    with suppress(sa.exc.SQLAlchemyError), database.transaction() as connection:
        purge(connection)
    return done


def staged_version_of(connection: sa.Connection, snapshot_date: date) -> sa.Row[Any]:
    """The row of the newest staged version of a date; PublicationRefusedError when there is none."""
    newest = newest_version(connection, snapshot_date)
    if newest is None:
        raise PublicationRefusedError(
            f"没有待发布的内容 nothing is staged for {snapshot_date}: materialise publication/staged"
            f" of that date first"
        )
    return newest


def _publish(database: Database, snapshot_date: date, run_id: str, published_at: str) -> Published:
    with database.transaction() as connection:
        database.lock_publishing(connection)
        staged = staged_version_of(connection, snapshot_date)
        base = read_base(connection)
        if staged.published_at is not None:
            current = _rows_current(connection, base.publication_id)
            return Published(staged.staging_version, staged.publication_id, 0, 0, current, {})
        audited = _audited_hash(connection, staged, base)
        with staged_lines(database, connection, staged.staging_version) as lines:
            if lines.hash != audited:
                number = staged.staging_version
                raise PublicationRefusedError(
                    f"第 {number} 批与审核时不同 staged version {number} is not what was audited; stage the"
                    f" date again"
                )
            return _made_live(database, connection, staged, base, lines, run_id, published_at)


def _made_live(
    database: Database,
    connection: sa.Connection,
    staged: sa.Row[Any],
    base: Base,
    lines: StagedLines,
    run_id: str,
    published_at: str,
) -> Published:
    """Apply the lines to every table, number and record the publication, deliver it."""
    number = base.publication_id + 1
    written = {
        name: _apply(connection, schema.METADATA.tables[name], staged.staging_version, number)
        for name in lines.tables
    }
    publication_id = number if any(written.values()) else None
    current = _rows_current(connection, base.publication_id) + staged.rows_added - staged.rows_removed
    if publication_id is not None:
        connection.execute(
            sa.insert(schema.publication).values(
                publication_id=publication_id,
                snapshot_date=staged.snapshot_date,
                published_at=published_at,
                rule_set_version=staged.rule_set_version,
                run_id=run_id,
                rows_added=staged.rows_added,
                rows_removed=staged.rows_removed,
                rows_current=current,
            )
        )
    _record(connection, staged, publication_id, published_at)
    occasion = Occasion("publication", staged.snapshot_date, published_at)
    deliver(database, connection, base, occasion, taking(lines))
    return Published(
        staged.staging_version, publication_id, staged.rows_added, staged.rows_removed, current, written
    )


def _audited_hash(connection: sa.Connection, staged: sa.Row[Any], base: Base) -> str:
    """The hash of the lines that the audit let through, or somebody in its stead; refuses without one."""
    audit = schema.publication_audit
    number = staged.staging_version
    decision = connection.execute(sa.select(audit).where(audit.c.staging_version == number)).one_or_none()
    if decision is None:
        raise PublicationRefusedError(
            f"第 {number} 批未经审核 staged version {number} was not audited: run the checks of"
            f" publication/staged"
        )
    if not decision.passed and decision.override_by is None:
        raise PublicationRefusedError(
            f"审核未通过，已发布的不变；请更正后重跑该日期。 the audit refused staged version"
            f" {number}; what is"
            f" published stays. It failed {_failed(connection, number)}. Mend the export or rules"
            f" and run the date again, or, with a"
            f" reason that is recorded: tagging override {number} --by <who> --reason <why>"
        )
    if not is_base_of(staged, base):
        raise StaleVersionError(
            f"第 {number} 批已过时，请重新生成 staged version {number} is stale: it was worked out"
            f" on publication"
            f" {staged.base_publication_id} and {base.publication_id} is live; stage the date again"
        )
    return str(decision.content_hash)


def _failed(connection: sa.Connection, staging_version: int) -> str:
    """The critical checks that a version failed, with what was seen."""
    quality = schema.quality_result.c
    query = sa.select(quality.check_name, quality.observed_value).where(
        quality.staging_version == staging_version,
        quality.severity == "critical",
        quality.passed.is_(False),
    )
    rows = connection.execute(query.order_by(quality.table_name, quality.check_name))
    return ", ".join(f"{name} ({seen})" if seen else name for name, seen in rows) or "no check that is known"


def _apply(connection: sa.Connection, table: sa.Table, staging_version: int, publication_id: int) -> int:
    """Delete and insert the staged lines of one table; returns the number of rows written."""
    staged = schema.STAGED[table.name]
    of_version = staged.c.staging_version == staging_version
    key = [column.name for column in table.primary_key if column.name in staged.c]
    going = sa.select(*(staged.c[name] for name in key)).where(of_version, staged.c.operation == "delete")
    planned = connection.scalar(sa.select(sa.func.count()).select_from(going.subquery())) or 0
    deleted = 0
    if planned:
        identity = sa.tuple_(*(table.c[name] for name in key))
        deleted = connection.execute(sa.delete(table).where(identity.in_(going))).rowcount
    if deleted != planned:
        raise PublicationRefusedError(
            f"{table.name} 与计算时不同 {planned} rows were to be replaced, {deleted} are there; the"
            f" published"
            f" table is not what the stage was worked out on. Restore it or stage the date again"
        )
    names = [column.name for column in table.columns if column.name in staged.c]
    values: list[sa.ColumnElement[Any]] = [staged.c[name] for name in names]
    number = schema.PUBLISH_NUMBER.get(table.name)
    if number:
        names.append(number)
        values.append(sa.literal(publication_id))
    coming = sa.select(*values).where(of_version, staged.c.operation == "insert").order_by(staged.c.line)
    # Without the option SQLAlchemy does not ask psycopg how many rows an insert wrote, and says -1.
    insert = sa.insert(table).from_select(names, coming).execution_options(preserve_rowcount=True)
    return deleted + connection.execute(insert).rowcount


def _rows_current(connection: sa.Connection, publication_id: int) -> int:
    publication = schema.publication
    query = sa.select(publication.c.rows_current).where(publication.c.publication_id == publication_id)
    return connection.scalar(query) or 0


def _record(
    connection: sa.Connection,
    staged: sa.Row[Any],
    publication_id: int | None,
    published_at: str,
) -> None:
    """Note which content of the date is live now, and under which number its checks were made."""
    snapshot, version, quality = schema.published_snapshot, schema.staged_version, schema.quality_result
    connection.execute(sa.delete(snapshot).where(snapshot.c.snapshot_date == staged.snapshot_date))
    if staged.snapshot_hash != WITHDRAWN:
        connection.execute(
            sa.insert(snapshot).values(snapshot_date=staged.snapshot_date, content_hash=staged.snapshot_hash)
        )
    number = staged.staging_version
    connection.execute(
        sa.update(version)
        .where(version.c.staging_version == number)
        .values(publication_id=publication_id, published_at=published_at)
    )
    connection.execute(
        sa.update(quality).where(quality.c.staging_version == number).values(publication_id=publication_id)
    )
