"""What ended longer ago than its purpose keeps it leaves tables, feed, contents and files; the rest stays."""

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
from tests.assets.publication.upkeep.test_erasure import database_files
from tests.shipped import shipped_rules

RULES = shipped_rules()
SORTED_BY = RULES.purposes[RULES.tag("M017").purpose].retention_days
TODAY, LONG_AGO = date(2024, 3, 5), "2020-01-01T02:00:00+08:00"
EXPIRED, YOUNG, LASTING = "expired-detail", "young-detail", "lasting-detail"
ENDED, RECENT, STILL = (("resident", number, "M017") for number in (1, 2, 3))
DAYS = {
    date(2020, 1, 1): Day({ENDED: outcome(value=EXPIRED), STILL: outcome(value=LASTING)}),
    date(2020, 3, 1): Day({RECENT: outcome(value=YOUNG), STILL: outcome(value=LASTING)}),
    date(2024, 3, 1): Day({STILL: outcome(value=LASTING)}),
}
HISTORY = (*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes, "valid_from", "valid_to")


@pytest.fixture
def published(database: Database, tmp_path: Path) -> Database:
    """Three dates; the first two were published when they were new."""
    for day, rows in DAYS.items():
        publish_day(database, tmp_path / "snapshots", day, rows)
    number = schema.publication.c.publication_id
    with database.transaction() as connection:
        connection.execute(sa.update(schema.publication).where(number <= 2).values(published_at=LONG_AGO))
    return database


def _expire(database: Database, tmp_path: Path, today: date = TODAY) -> dict[str, int]:
    now = f"{today}T04:00:00+08:00"
    return dict(expire(database, tmp_path / "snapshots", RULES, today, "retention", now).rows)


def _values_anywhere(database: Database, tmp_path: Path) -> set[str]:
    """Which of the details stand in any byte of the database's files, or any value of the store."""
    pieces = [path.read_bytes() for path in database_files(database, tmp_path)]
    pieces += [
        pl.read_parquet(path, glob=False).write_json().encode() for path in tmp_path.rglob("*.parquet")
    ]
    return {value for value in (EXPIRED, YOUNG, LASTING) if any(value.encode() in piece for piece in pieces)}


def test_no_byte_of_database_or_store_has_what_expired(published, tmp_path) -> None:
    assert _values_anywhere(published, tmp_path) == {EXPIRED, YOUNG, LASTING}
    assert _expire(published, tmp_path).keys() == {RULES.tag("M017").purpose}
    assert _values_anywhere(published, tmp_path) == {YOUNG, LASTING}
    record = content(published, "retention_record", ("purpose", "feed_from", "publication_id"))
    assert record == [(RULES.tag("M017").purpose, 3, 4)]


def test_what_holds_or_ended_lately_is_as_it_was(published, tmp_path) -> None:
    before = content(published, "tag_assignment", HISTORY)
    checksum = content(published, "committee_checksum", ("committee_code", "rows", "checksum"))
    _expire(published, tmp_path)
    assert content(published, "tag_assignment", HISTORY) == [row for row in before if row[:3] != ENDED]
    assert content(published, "committee_checksum", ("committee_code", "rows", "checksum")) == checksum


def test_a_follower_of_the_history_is_told(published, tmp_path) -> None:
    copy = empty(HISTORY)
    for seen in (0, 3):
        if seen:
            _expire(published, tmp_path)
        query = sa.select(schema.tag_change).where(schema.tag_change.c.publication_id > seen)
        with published.transaction() as connection:
            changes = published.read(connection, query.order_by("publication_id", "sequence"))
        for _, lines in changes.group_by("publication_id", maintain_order=True):
            copy = follow_history(copy, lines)
    assert sorted(copy.iter_rows(), key=repr) == content(published, "tag_assignment", HISTORY)


def test_the_notice_goes_too_and_then_nothing_is_left_to_do(published, tmp_path) -> None:
    _expire(published, tmp_path)
    assert _expire(published, tmp_path) == {}
    assert _expire(published, tmp_path, date(2024, 7, 1)) != {}
    assert "retention" not in {row[0] for row in content(published, "tag_change", ("cause",))}
    assert _expire(published, tmp_path, date(2024, 7, 1)) == {}


def test_the_next_night_and_a_corrected_day_go_on(published, tmp_path) -> None:
    _expire(published, tmp_path)
    store = tmp_path / "snapshots"
    corrected = Day({STILL: outcome(value=LASTING), RECENT: outcome(value="corrected")})
    publish_day(published, store, date(2024, 3, 1), corrected)
    publish_day(published, store, date(2024, 3, 2), Day({STILL: outcome(value=LASTING)}))
    rows = content(published, "tag_assignment", (*TAG_ASSIGNMENT.key, "value", "valid_from", "valid_to"))
    assert rows == [
        (*RECENT, "corrected", date(2024, 3, 1), date(2024, 3, 2)),
        (*RECENT, YOUNG, date(2020, 3, 1), date(2024, 3, 1)),
        (*STILL, LASTING, date(2020, 1, 1), None),
    ]


def test_what_an_unknown_may_still_look_back_to_stays(database, tmp_path) -> None:
    """The tag is kept over an unknown from a date whose own time is up: the next night derives the same."""
    keep_days = RULES.tag("M017").unknown.keep_days
    first = date.fromordinal(TODAY.toordinal() - SORTED_BY - keep_days + 5)
    then = date.fromordinal(first.toordinal() + keep_days - 6)
    store = tmp_path / "snapshots"
    for day, true in ((first, True), (then, None), (TODAY, None)):
        publish_day(database, store, day, Day({ENDED: outcome(true, keep_days=keep_days)}))
    before = content(database, "tag_assignment", HISTORY)
    _expire(database, tmp_path)
    after = content(database, "tag_assignment", HISTORY)
    publish_day(database, store, then, Day({ENDED: outcome(None, keep_days=keep_days), STILL: outcome()}))
    publish_day(database, store, then, Day({ENDED: outcome(None, keep_days=keep_days)}))
    assert before != []
    assert content(database, "tag_assignment", HISTORY) == after
