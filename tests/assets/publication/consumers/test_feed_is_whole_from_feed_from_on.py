"""Who has looked up to the publication before `feed_from` misses nothing, whatever retention deleted."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from assets.publication.consumers.feed import follow_history
from assets.publication.history.timelines import TAG_ASSIGNMENT, empty
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.upkeep.retention import expire
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import content, publish_day
from tests.shipped import shipped_rules

RULES = shipped_rules()
PURPOSE = RULES.tag("M017").purpose
ENDED, STILL = ("resident", 1, "M017"), ("resident", 3, "M017")
HISTORY = (*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes, "valid_from", "valid_to")
BEGUN, OVER, NEWEST = date(2022, 1, 1), date(2022, 2, 1), date(2024, 3, 1)
NOTICED, NOTICE_GONE, LATER = date(2024, 4, 1), date(2024, 8, 1), date(2024, 9, 1)


def _publish(
    database: Database, store: Path, day: date, published_at: str, *keys: tuple[str, int, str]
) -> None:
    number = publish_day(database, store, day, Day({key: outcome() for key in keys})).publication_id
    publication = schema.publication
    with database.transaction() as connection:
        connection.execute(
            sa.update(publication)
            .where(publication.c.publication_id == number)
            .values(published_at=published_at)
        )


def _expire(database: Database, store: Path, today: date) -> None:
    expire(database, store, RULES, today, "retention", f"{today}T04:00:00+08:00")


def _follow(database: Database, copy: pl.DataFrame, since: int, upto: int) -> pl.DataFrame:
    number = schema.tag_change.c.publication_id
    query = sa.select(schema.tag_change).where(number > since, number <= upto)
    with database.transaction() as connection:
        changes = database.read(connection, query.order_by("publication_id", "sequence"))
    for _, lines in changes.group_by("publication_id", maintain_order=True):
        copy = follow_history(copy, lines)
    return copy


def _feed_from(database: Database) -> list[int]:
    """What was recorded of the purpose, in the order in which it was."""
    rows = content(database, "retention_record", ("carried_out_at", "purpose", "feed_from"))
    return [feed_from for _, purpose, feed_from in rows if purpose == PURPOSE]


def _unequal(database: Database, copies: dict[int, pl.DataFrame]) -> set[int]:
    """Up to which publications the copies had looked that are not the table once they have looked again."""
    table = content(database, "tag_assignment", HISTORY)
    return {
        seen
        for seen, copy in copies.items()
        if sorted(_follow(database, copy, seen, 10**9).iter_rows(), key=repr) != table
    }


@pytest.fixture
def published(database: Database, tmp_path: Path) -> Database:
    """One tag that ended more than its purpose's time ago, one that goes on; a young publication last."""
    _publish(database, tmp_path, BEGUN, "2022-01-02T02:00:00+08:00", ENDED, STILL)
    _publish(database, tmp_path, OVER, "2022-02-02T02:00:00+08:00", STILL)
    _publish(database, tmp_path, NEWEST, "2024-03-02T02:00:00+08:00", STILL, ("resident", 5, "M017"))
    return database


def test_after_the_notices_went(published, tmp_path) -> None:
    copies = {seen: _follow(published, empty(HISTORY), 0, seen) for seen in (1, 2, 3)}
    _expire(published, tmp_path, NOTICED)
    assert _feed_from(published) == [3]
    assert _unequal(published, copies) == {1}
    copies[4] = _follow(published, copies[3], 3, 4)
    _expire(published, tmp_path, NOTICE_GONE)
    assert _feed_from(published) == [3, 5]
    assert _unequal(published, copies) == {1, 2, 3}


def test_after_lines_went_that_a_young_publication_said_of_old_dates(published, tmp_path) -> None:
    copies = {3: _follow(published, empty(HISTORY), 0, 3)}
    _publish(published, tmp_path, date(2021, 12, 1), "2024-03-03T02:00:00+08:00", STILL)
    copies[4] = _follow(published, copies[3], 3, 4)
    _expire(published, tmp_path, NOTICED)
    assert _feed_from(published) == [5]
    assert _unequal(published, copies) == {3}


def test_it_never_goes_back(published, tmp_path) -> None:
    """What a later retention deletes may be older than what an earlier one did."""
    _expire(published, tmp_path, NOTICED)
    _expire(published, tmp_path, NOTICE_GONE)
    kept = RULES.purposes[PURPOSE].retention_days
    _publish(published, tmp_path, LATER, f"{LATER}T02:00:00+08:00", STILL)
    _expire(published, tmp_path, date.fromordinal(date(2024, 3, 3).toordinal() + kept))
    numbers = _feed_from(published)
    assert numbers == sorted(numbers)
    assert len(numbers) == 3
