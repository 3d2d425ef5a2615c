"""Dates published beside each other all end published, as if they had come one after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from assets.paths import DataPaths
from assets.publication.release.gate import CheckResult
from assets.publication.release.moved_base import (
    Checks,
    audit_on_what_is_live,
    publish_on_what_is_live,
)
from assets.publication.release.publish import PublicationRefusedError
from assets.publication.store import schema
from assets.publication.store.database import Database
from tests.assets.publication.histories import DATES, Day, outcome
from tests.assets.publication.publishing import PASSED, everything, pass_day, publish_day, rows_of, stage_day
from tests.shipped import shipped_rules

RULES = shipped_rules()
FAILED = [CheckResult("staged_tag_assignment", "given", "critical", False, "rows 3")]
ONE, OTHER = DATES[2], DATES[4]


def _day(number: int) -> Day:
    """A date with a tag of its own beside one that is known on every second date only."""
    known = outcome() if number % 2 else outcome(None)
    return Day(
        {("resident", number, "M017"): outcome(), ("resident", 99, "M031"): known}, {number: {}, 99: {}}
    )


DAYS = {on: _day(number) for number, on in enumerate(DATES)}


def pass_all(_database: Database, _version: int) -> list[CheckResult]:
    return PASSED


def _audit(database: Database, paths: DataPaths, on: date, checks: Checks = pass_all):
    return audit_on_what_is_live(database, paths, RULES, on, checks)


def _publish(database: Database, paths: DataPaths, on: date, checks: Checks = pass_all):
    return publish_on_what_is_live(database, paths, RULES, on, checks, "run-1")


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path)


def test_all_at_once(database, database_url, paths, tmp_path) -> None:
    together = Barrier(len(DATES))

    def one(on: date) -> None:
        own = Database(database_url)
        together.wait(timeout=60)
        stage_day(own, paths.published_snapshots, on, DAYS[on])
        assert _audit(own, paths, on).passed
        _publish(own, paths, on)
        own.close()

    with ThreadPoolExecutor(len(DATES)) as threads:
        list(threads.map(one, DATES))
    found = everything(database)
    audited = sa.select(schema.publication.c.snapshot_date).order_by("snapshot_date")
    assert [day for (day,) in rows_of(database, audited)] == sorted(DATES)
    for on in DATES:
        publish_day(database, paths.published_snapshots, on, DAYS[on])
    assert everything(database) == found, "one after the other ends elsewhere"


@pytest.mark.parametrize("prepare", [stage_day, pass_day], ids=["before the audit", "after the audit"])
def test_another_was_published_meanwhile(database, paths, prepare: Callable[..., object]) -> None:
    store = paths.published_snapshots
    prepare(database, store, ONE, DAYS[ONE])
    publish_day(database, store, OTHER, DAYS[OTHER])
    if prepare is stage_day:
        assert _audit(database, paths, ONE).staging_version == 3
    done = _publish(database, paths, ONE)
    assert (done.publication_id, done.staging_version) == (2, 3)


def test_another_is_published_while_the_checks_look(database, paths) -> None:
    """Checks that saw two states say nothing: their verdict is not recorded, and they look again."""
    store = paths.published_snapshots
    stage_day(database, store, ONE, DAYS[ONE])
    looked = []

    def checks(_database: Database, version: int) -> list[CheckResult]:
        looked.append(version)
        if len(looked) > 1:
            return PASSED
        publish_day(database, store, OTHER, DAYS[OTHER])
        return FAILED

    assert _audit(database, paths, ONE, checks).passed
    assert looked == [1, 3]
    assert sorted(rows_of(database, sa.select(schema.publication_audit.c.staging_version))) == [(2,), (3,)]


def test_what_the_audit_refuses_on_what_is_live_now_is_not_published(database, paths) -> None:
    store = paths.published_snapshots
    pass_day(database, store, ONE, DAYS[ONE])
    publish_day(database, store, OTHER, DAYS[OTHER])
    before = everything(database)
    with pytest.raises(PublicationRefusedError, match=r"refused staged version 3; .* given \(rows 3\)"):
        _publish(database, paths, ONE, lambda _database, _version: FAILED)
    assert everything(database) == before
