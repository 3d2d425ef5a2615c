"""Audit: the decision whether exactly this staged version may go live, and its record.

Belongs here: the content hash of a staged version, recording check results and the decision, overriding it.
Does not belong here: the expectations themselves (`pipelines/checks.py`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from assets.publication.store import schema
from assets.publication.store.database import Database
from tag_rules.engine.errors import RefusedError


@dataclass(frozen=True)
class CheckResult:
    """What one check found on one staged version; `observed_value` is a count or a rate, never a person's."""

    table_name: str
    check_name: str
    severity: str  # critical stops the publication, warning does not
    passed: bool
    observed_value: str | None


def newest_version(connection: sa.Connection, snapshot_date: date) -> int | None:
    """The newest staged version of a date, or None."""
    version = schema.staged_version
    newest = sa.select(sa.func.max(version.c.staging_version))
    found: int | None = connection.scalar(newest.where(version.c.snapshot_date == snapshot_date))
    return found


def tables_with_lines(connection: sa.Connection, staging_version: int) -> list[str]:
    """The published tables that a staged version changes, in the order of publishing."""
    there = [
        sa.exists().where(table.c.staging_version == staging_version).label(name)
        for name, table in schema.STAGED.items()
    ]
    return [name for name, some in connection.execute(sa.select(*there)).one()._mapping.items() if some]


def content_hash(database: Database, connection: sa.Connection, staging_version: int) -> str:
    """A hash over every staged line of a version, in order: what was audited is what is published."""
    digest = hashlib.sha256()
    for name in tables_with_lines(connection, staging_version):
        table = schema.STAGED[name]
        digest.update(name.encode())
        lines = sa.select(table).where(table.c.staging_version == staging_version).order_by(table.c.line)
        for part in database.dump(connection, lines):
            digest.update(part)
    return digest.hexdigest()


def decide(database: Database, staging_version: int, results: Sequence[CheckResult], decided_at: str) -> bool:
    """Record all results and the decision; returns whether the version may be published.

    Deciding again replaces the record as long as the version is not published.
    """
    passed = all(result.passed for result in results if result.severity == "critical")
    audit, quality, version = schema.publication_audit, schema.quality_result, schema.staged_version
    with database.transaction() as connection:
        staged = connection.execute(
            sa.select(version).where(version.c.staging_version == staging_version)
        ).one()
        if staged.published_at is not None:
            return True
        for table in (quality, audit):
            connection.execute(sa.delete(table).where(table.c.staging_version == staging_version))
        connection.execute(
            sa.insert(audit).values(
                staging_version=staging_version,
                snapshot_date=staged.snapshot_date,
                base_publication_id=staged.base_publication_id,
                content_hash=content_hash(database, connection, staging_version),
                passed=passed,
                decided_at=decided_at,
            )
        )
        if results:
            connection.execute(
                sa.insert(quality),
                [
                    {"staging_version": staging_version, "publication_id": None, **vars(result)}
                    for result in results
                ],
            )
    return passed


def override(database: Database, staging_version: int, by: str, reason: str) -> None:
    """Let one refused version through, on a named person's word and with a reason; recorded for good.

    Raises RefusedError when there is no refused audit of that version.
    """
    if not by.strip() or not reason.strip():
        raise RefusedError("an override needs a person (--by) and a reason (--reason)")
    audit = schema.publication_audit
    with database.transaction() as connection:
        changed = connection.execute(
            sa.update(audit)
            .where(audit.c.staging_version == staging_version, audit.c.passed.is_(False))
            .values(override_by=by, override_reason=reason)
        )
        if changed.rowcount != 1:
            raise RefusedError(f"staged version {staging_version} has no refused audit to override")
