"""A date whose outcomes retention has deleted is not published again: it would look new beside what holds."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.publication.release.rollback import roll_back
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.snapshot_store import SnapshotsLostError
from assets.publication.upkeep.retention import expire
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, content, live, publish_day, stage_day
from tests.shipped import shipped_rules

RULES = shipped_rules()
STILL, OTHER = ("resident", 3, "M017"), ("resident", 4, "M017")
FIRST, SECOND, LAST_OVER, NEWEST = date(2020, 1, 1), date(2020, 2, 1), date(2020, 3, 1), date(2024, 3, 1)
BETWEEN = date(2020, 2, 15)
DAY = Day({STILL: outcome()})
CORRECTED = Day({STILL: outcome(), OTHER: outcome()})
ROW = ("subject_id", "valid_from", "valid_to")


def _expire(database: Database, store: Path) -> None:
    expire(database, store, RULES, date(2024, 3, 5), "retention", "2024-03-05T04:00:00+08:00")


@pytest.fixture
def expired(database: Database, tmp_path: Path) -> Database:
    """Four dates with one tag that goes on; no row of a table was old enough to go, only outcomes."""
    for day in (FIRST, SECOND, LAST_OVER, NEWEST):
        publish_day(database, tmp_path / "snapshots", day, DAY)
    _expire(database, tmp_path / "snapshots")
    assert content(database, "tag_assignment", ROW) == [(3, FIRST, None)]
    return database


@pytest.mark.parametrize("day", [date(2019, 12, 1), FIRST, SECOND, BETWEEN])
def test_a_date_that_stands_only_in_what_expired(expired, tmp_path, day: date) -> None:
    before = live(expired)
    stored = {path.parent for path in tmp_path.rglob("*.parquet")}
    with pytest.raises(
        SnapshotsLostError,
        match=rf"{day} 已不能发布或撤回 cannot be .* correct dates from 202\d-",
    ):
        stage_day(expired, tmp_path / "snapshots", day, CORRECTED)
    assert live(expired) == before
    assert {path.parent for path in tmp_path.rglob("*.parquet")} == stored


@pytest.mark.parametrize("day", [LAST_OVER, date(2021, 1, 1), NEWEST])
def test_a_date_that_stands_longer_is_corrected(expired, tmp_path, day: date) -> None:
    ends = {NEWEST: None}.get(day, NEWEST)
    publish_day(expired, tmp_path / "snapshots", day, CORRECTED)
    assert content(expired, "tag_assignment", ROW) == [(3, FIRST, None), (4, day, ends)]


def test_a_date_whose_predecessor_expired_is_not_taken_back(database, tmp_path) -> None:
    """The date before it would stand in its place, and its outcomes are gone."""
    store = tmp_path / "snapshots"
    for day in (FIRST, NEWEST, LAST_OVER):
        publish_day(database, store, day, CORRECTED if day == LAST_OVER else DAY)
    _expire(database, store)
    before = content(database, "tag_assignment", ROW)
    with pytest.raises(SnapshotsLostError, match=str(LAST_OVER)):
        roll_back(database, store, "somebody", "a test", NOW)
    assert content(database, "tag_assignment", ROW) == before


def test_where_nothing_expired_every_date_is_corrected(database, tmp_path) -> None:
    for day in (FIRST, SECOND, NEWEST, FIRST):
        publish_day(database, tmp_path, day, CORRECTED if day == FIRST else DAY)
    with database.transaction() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(schema.retention_record)) == 0
    assert content(database, "tag_assignment", ROW) == [(3, FIRST, None), (4, FIRST, SECOND)]
