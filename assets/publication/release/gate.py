"""Audit: the decision whether exactly this staged version may go live, and its record.

Belongs here: whether a version stands on its base, recording check results and the decision with the hash of
the lines it is about, overriding it.
Does not belong here: the expectations themselves (`pipelines/checks.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from assets.publication.store import schema
from assets.publication.store.base import Base, read_base
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


def is_base_of(staged: sa.Row[Any], base: Base) -> bool:
    """Whether a row of staged_version was worked out on this base."""
    return (staged.base_publication_id, staged.base_content_hash) == (base.publication_id, base.content_hash)


def newest_version(connection: sa.Connection, snapshot_date: date) -> sa.Row[Any] | None:
    """The row of the newest staged version of a date, or None."""
    version = schema.staged_version
    of_date = sa.select(version).where(version.c.snapshot_date == snapshot_date)
    return connection.execute(of_date.order_by(version.c.staging_version.desc()).limit(1)).one_or_none()


class BaseMovedError(Exception):
    """Something else was published since a version was staged: it has to be worked out again."""


def decide(database: Database, staging_version: int, results: Sequence[CheckResult], decided_at: str) -> bool:
    """Record all results and the decision; returns whether the version may be published.

    Deciding again replaces the record as long as the version is not published.

    Raises:
        BaseMovedError: the checks may have looked at other tables than it was staged on; nothing is recorded.

    """
    passed = all(result.passed for result in results if result.severity == "critical")
    audit, quality, version = schema.publication_audit, schema.quality_result, schema.staged_version
    with database.transaction() as connection:
        staged = connection.execute(
            sa.select(version).where(version.c.staging_version == staging_version)
        ).one()
        if staged.published_at is not None:
            return True
        if not is_base_of(staged, read_base(connection)):
            raise BaseMovedError
        for table in (quality, audit):
            connection.execute(sa.delete(table).where(table.c.staging_version == staging_version))
        connection.execute(
            sa.insert(audit).values(
                staging_version=staging_version,
                snapshot_date=staged.snapshot_date,
                base_publication_id=staged.base_publication_id,
                content_hash=staged.lines_hash,
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


def verdicts(database: Database, staging_version: int) -> dict[str, tuple[int, int]]:
    """How many checks of each published table passed and failed on a staged version; tables without: none."""
    quality = schema.quality_result.c
    failed = sa.func.sum(sa.case((quality.passed, 0), else_=1))
    query = sa.select(quality.table_name, sa.func.count() - failed, failed)
    of_version = query.where(quality.staging_version == staging_version).group_by(quality.table_name)
    with database.transaction() as connection:
        counts = connection.execute(of_version).all()
    return {str(name).removeprefix("staged_"): (int(passed), int(failed)) for name, passed, failed in counts}


def override(database: Database, staging_version: int, by: str, reason: str) -> date:
    """Let one refused version through, on a named person's word and with a reason; recorded for good.

    Returns the version's snapshot date, which can be published then.

    Raises:
        RefusedError: there is no refused audit of that version.

    """
    if not by.strip() or not reason.strip():
        raise RefusedError(
            "强制发布须写明何人、何故 an override needs a person (--by) and a reason (--reason)"
        )
    audit = schema.publication_audit
    with database.transaction() as connection:
        snapshot_date: date | None = connection.scalar(
            sa.update(audit)
            .where(audit.c.staging_version == staging_version, audit.c.passed.is_(False))
            .values(override_by=by, override_reason=reason)
            .returning(audit.c.snapshot_date)
        )
        if snapshot_date is None:
            raise RefusedError(
                f"没有未通过的审核 staged version {staging_version} has no refused audit to override"
            )
    return snapshot_date
