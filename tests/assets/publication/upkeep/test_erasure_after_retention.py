"""An erasure tells followers of tags whose own lines of the feed retention has deleted."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from assets.publication.consumers.feed import follow_current, follow_history
from assets.publication.history.timelines import TAG_ASSIGNMENT, empty
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.upkeep.erasure import erase_published
from assets.publication.upkeep.retention import expire
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, content, publish_day
from tests.shipped import shipped_rules

RULES = shipped_rules()
GONE, STAYS, ENDED = (("resident", number, "M017") for number in (1, 2, 3))
MOVED = {"committee_code": "310106006003"}
STATE = (*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes)
HISTORY = (*STATE, "valid_from", "valid_to")


@pytest.fixture
def copies(database: Database, tmp_path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Copies of the current tags and of the whole history, as they are just before the erasure.

    One tag of the person goes on since 2020, one ended lately; nothing in the feed speaks of the first.
    """
    days = {
        date(2020, 1, 1): Day({GONE: outcome(), STAYS: outcome(), ENDED: outcome()}),
        date(2020, 3, 1): Day({GONE: outcome(), STAYS: outcome(), ("resident", 1, "M031"): outcome(**MOVED)}),
        date(2024, 3, 1): Day({GONE: outcome(), STAYS: outcome()}),
    }
    for day, rows in days.items():
        publish_day(database, tmp_path, day, rows)
    with database.transaction() as connection:
        old = sa.update(schema.publication).where(schema.publication.c.publication_id <= 2)
        connection.execute(old.values(published_at="2020-03-01T02:00:00+08:00"))
    before = _followed(database, 0, empty(STATE), empty(HISTORY))
    expire(database, tmp_path, RULES, date(2024, 3, 5), "retention", NOW)
    assert ("M017", 1) not in content(database, "tag_change", ("tag_code", "subject_id"))
    return _followed(database, 3, *before)


def _followed(
    database: Database, since: int, current: pl.DataFrame, history: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    query = sa.select(schema.tag_change).where(schema.tag_change.c.publication_id > since)
    with database.transaction() as connection:
        changes = database.read(connection, query.order_by("publication_id", "sequence"))
    for _, lines in changes.group_by("publication_id", maintain_order=True):
        current, history = follow_current(current, lines), follow_history(history, lines)
    return current, history


def test_copies_lose_the_person_whole(database, tmp_path, copies) -> None:
    assert {(row[1], row[2]) for row in copies[0].iter_rows()} == {(1, "M017"), (2, "M017")}
    number = erase_published(database, tmp_path, [1], "erasure", NOW).publication_id
    assert number == 5
    current, history = _followed(database, number - 1, *copies)
    assert current.select("subject_id", "tag_code").rows() == [(2, "M017")]
    assert sorted(history.iter_rows(), key=repr) == content(database, "tag_assignment", HISTORY)


def test_each_area_that_was_told_gets_its_tombstone(database, tmp_path, copies) -> None:
    erase_published(database, tmp_path, [1], "erasure", NOW)
    stones = content(database, "tag_change", ("cause", "tag_code", "committee_code", "effective_from"))
    assert [stone[1:] for stone in stones if stone[0] == "erasure"] == [
        ("M017", outcome()["committee_code"], date(2020, 1, 1)),
        ("M031", MOVED["committee_code"], date(2020, 3, 1)),
    ]
