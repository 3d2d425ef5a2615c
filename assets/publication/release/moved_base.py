"""A date whose base moved is worked out again: before its audit looks, and between audit and publish.

Belongs here: staging, auditing and publishing beside others that publish, in any number. Does not belong
here: each of the three (`staging.py`, `gate.py`, `publish.py`), the checks.

The content of the newest staged version is in the store, so no other stage has to run again. Whoever has to
begin again does so because somebody else has published: one of them always gets on, and no lock is held from
one step to the next, where a killed run would leave it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from assets.clock import timestamp
from assets.paths import DataPaths
from assets.publication.release.gate import BaseMovedError, CheckResult, decide, is_base_of
from assets.publication.release.publish import Published, StaleVersionError, publish, staged_version_of
from assets.publication.release.reevaluation import reevaluation_of
from assets.publication.release.staging import stage
from assets.publication.store.base import read_base
from assets.publication.store.database import Database
from tag_rules.engine.model import RuleSet

Checks = Callable[[Database, int], Sequence[CheckResult]]
"""Looks at one staged version in the database: every check with what it found."""


@dataclass(frozen=True)
class Audited:
    """What an audit found: the version it looked at, each check, and whether it may be published."""

    staging_version: int
    results: Sequence[CheckResult]
    passed: bool


def audit_on_what_is_live(
    database: Database, paths: DataPaths, rule_set: RuleSet, snapshot_date: date, checks: Checks
) -> Audited:
    """Audit the newest staged version of a date, worked out again when its base moved; record the decision.

    Raises:
        PublicationRefusedError: nothing is staged for the date.
        SnapshotsLostError: content that history is derived from is missing or damaged.

    """
    while True:
        version = _version_on_what_is_live(database, paths, rule_set, snapshot_date)
        results = checks(database, version)
        try:
            return Audited(version, results, decide(database, version, results, timestamp()))
        except BaseMovedError:
            continue


def publish_on_what_is_live(
    database: Database,
    paths: DataPaths,
    rule_set: RuleSet,
    snapshot_date: date,
    checks: Checks,
    run_id: str,
) -> Published:
    """Make the newest staged version of a date live; work it out and audit it again when its base moved.

    Raises:
        PublicationRefusedError: the audit, the first or a later one, refused; or nothing is staged.
        SnapshotsLostError: content that history is derived from is missing or damaged.

    """
    while True:
        try:
            return publish(database, snapshot_date, run_id, timestamp())
        except StaleVersionError:
            audit_on_what_is_live(database, paths, rule_set, snapshot_date, checks)


def _version_on_what_is_live(
    database: Database, paths: DataPaths, rule_set: RuleSet, snapshot_date: date
) -> int:
    with database.transaction() as connection:
        staged, base = staged_version_of(connection, snapshot_date), read_base(connection)
    if staged.published_at is not None or is_base_of(staged, base):
        return int(staged.staging_version)
    again = reevaluation_of(paths, database, rule_set, snapshot_date)
    content, rules = staged.snapshot_hash, staged.rule_set_version
    return stage(
        database, paths.published_snapshots, snapshot_date, content, rules, timestamp(), again
    ).staging_version
