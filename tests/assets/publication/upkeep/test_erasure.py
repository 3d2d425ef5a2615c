"""An erased resident leaves published tables, feed and the database's own files; followers end equal."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from assets.publication.consumers.feed import follow_current, follow_history
from assets.publication.history.checksum import checksums
from assets.publication.history.timelines import TAG_ASSIGNMENT, empty
from assets.publication.release.rollback import roll_back
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.upkeep.erasure import erase_published
from tests.assets.publication.fault_injection import wrong
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, content, everything, publish_day

KEY = "5ec4e7" * 10 + "abcd"
GONE, STAYS, HOME = ("resident", 1, "M017"), ("resident", 2, "M017"), ("household", 1, "M017")
ELSEWHERE = outcome(committee_code="310106006003")
PEOPLE = {1: {"resident_key": KEY}, 2: {"resident_key": "of somebody else"}}
DAYS = [
    Day({GONE: outcome(), STAYS: outcome(), HOME: outcome()}, PEOPLE),
    Day({GONE: ELSEWHERE, STAYS: outcome(), ("resident", 1, "M031"): outcome(status="disputed")}, PEOPLE),
    Day({GONE: outcome(value="full"), STAYS: outcome(value="full")}, PEOPLE),
]


@pytest.fixture
def published(database: Database, tmp_path: Path) -> Database:
    for number, day in enumerate(DAYS, start=1):
        publish_day(database, tmp_path / "snapshots", date(2024, 3, number), day)
    return database


def _erase(database: Database, tmp_path: Path) -> int | None:
    return erase_published(database, tmp_path / "snapshots", [1], "erasure", NOW).publication_id


def _changes(database: Database, since: int) -> pl.DataFrame:
    query = sa.select(schema.tag_change).where(schema.tag_change.c.publication_id > since)
    with database.transaction() as connection:
        return database.read(connection, query.order_by("publication_id", "sequence"))


def _followed(database: Database, upto: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Copies of the current tags and of the whole history after publications up to a number."""
    columns = (*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes)
    current, history = empty(columns), empty((*columns, "valid_from", "valid_to"))
    for (_,), changes in _changes(database, 0).group_by("publication_id", maintain_order=True):
        if changes["publication_id"][0] <= upto:
            current, history = follow_current(current, changes), follow_history(history, changes)
    return current, history


def test_no_table_has_a_row_of_theirs_but_the_tombstones(published, tmp_path) -> None:
    assert _erase(published, tmp_path) == 4
    for table in schema.PUBLISHED_TABLES:
        rows = content(published, table.name, tuple(column.name for column in table.c))
        assert not any(KEY in row for row in rows)
        if table.name != "tag_change":
            assert not any(row[:2] in (("resident", 1), (1, KEY)) for row in rows)
    stones = _changes(published, 0).filter(subject="resident", subject_id=1)
    assert set(stones["cause"]) == {"erasure"}
    assert set(stones["change"]) == {"removed"}
    assert stones["value"].null_count() == stones.height
    assert set(stones["tag_code"]) == {"M017", "M031"}
    assert set(stones["committee_code"]) == {"310106006002", "310106006003"}
    assert wrong(published, tmp_path / "snapshots") == []


@pytest.mark.parametrize("seen", [0, 1, 2, 3])
def test_followers_of_any_publication_end_equal(published, tmp_path, seen: int) -> None:
    current, history = _followed(published, seen)
    _erase(published, tmp_path)
    for (_,), changes in _changes(published, seen).group_by("publication_id", maintain_order=True):
        current, history = follow_current(current, changes), follow_history(history, changes)
    live = content(published, "tag_assignment", (*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes, "valid_to"))
    assert sorted(current.iter_rows(), key=repr) == [row[:-1] for row in live if row[-1] is None]
    columns = (*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes, "valid_from", "valid_to")
    assert sorted(history.iter_rows(), key=repr) == content(published, "tag_assignment", columns)
    assert checksums(current).rows() == content(
        published, "committee_checksum", ("committee_code", "rows", "checksum")
    )


def test_they_do_not_come_back_by_the_next_day_a_rollback_or_a_second_erasure(published, tmp_path) -> None:
    store = tmp_path / "snapshots"
    publish_day(published, store, date(2024, 3, 3), Day({STAYS: outcome()}, PEOPLE))
    _erase(published, tmp_path)
    before = everything(published)
    assert _erase(published, tmp_path) is None
    assert everything(published) == before
    roll_back(published, store, "somebody", "a test", NOW)
    publish_day(published, store, date(2024, 3, 4), Day({STAYS: outcome()}, {2: {}}))
    assert {number for (number,) in content(published, "resident", ("resident_id",))} == {2}
    tagged = content(published, "tag_assignment", TAG_ASSIGNMENT.key)
    assert {number for subject, number, _ in tagged if subject == "resident"} == {2}
    assert wrong(published, store) == []


def test_no_file_of_store_or_database_has_their_key(published, tmp_path) -> None:
    with published.transaction() as connection:
        connection.exec_driver_sql("analyze")  # what a planner notes of a column's values must not have it
    assert len(_holding_the_key(published, tmp_path)) > 3
    _erase(published, tmp_path)
    assert _holding_the_key(published, tmp_path) == []


def test_no_frame_of_the_store_has_a_row_of_theirs(published, tmp_path) -> None:
    undecided = Day({GONE: outcome(None), STAYS: outcome(None)}, PEOPLE)
    publish_day(published, tmp_path / "snapshots", date(2024, 3, 4), undecided)
    before = _rows_of_theirs(tmp_path)
    assert {"true_outcome.parquet", "undecided_subject.parquet", "resident.parquet"} < before
    _erase(published, tmp_path)
    assert _rows_of_theirs(tmp_path) == set()


def _rows_of_theirs(tmp_path: Path) -> set[str]:
    """The names of the files of the store, whatever they are, with a row of the person."""
    found = set()
    for path in (tmp_path / "snapshots").rglob("*.parquet"):
        frame = pl.read_parquet(path, glob=False)
        if "resident_id" in frame.columns:
            theirs = frame.filter(pl.col("resident_id") == 1)
        elif {"subject", "subject_id"} <= set(frame.columns):
            theirs = frame.filter(pl.col("subject").cast(pl.String) == "resident", pl.col("subject_id") == 1)
        else:
            continue
        if theirs.height:
            found.add(path.name)
    return found


def _holding_the_key(database: Database, tmp_path: Path) -> list[Path]:
    """Files of the store, in their values, and of the database, in their bytes, that have it."""
    found = [
        path for path in tmp_path.rglob("*.parquet") if KEY in pl.read_parquet(path, glob=False).write_json()
    ]
    files = database_files(database, tmp_path)
    assert files
    return found + [path for path in files if KEY.encode() in path.read_bytes()]


def database_files(database: Database, tmp_path: Path) -> list[Path]:
    """The files that hold the database, after all that waits was written to them."""
    if database.is_sqlite:
        return list(tmp_path.glob("published.db*"))
    autocommit = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        connection.exec_driver_sql("checkpoint")
        folder = connection.scalar(sa.text("show data_directory"))
        number = connection.scalar(sa.text("select oid from pg_database where datname = current_database()"))
    return list((Path(str(folder)) / "base" / str(number)).iterdir())
