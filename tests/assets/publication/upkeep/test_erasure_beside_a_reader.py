"""An erasure never says more than is true: what a reader still holds is named, and goes by itself later."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from assets.publication.consumers.places import file_of
from assets.publication.upkeep.erasure import erase_published
from assets.publication.upkeep.remains import finish
from tests.assets.publication.consumers.places import LISTS, provide
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, publish_day

PLANTED = "planted-key-of-somebody"
DAY = Day({("resident", 1, "M017"): outcome(value=PLANTED)}, {1: {"resident_key": PLANTED}})

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def files(database, tmp_path) -> list[Path]:
    """The files of the database and of one consumer, in which somebody stands."""
    provide(database, LISTS)
    publish_day(database, tmp_path / "snapshots", date(2024, 3, 1), DAY)
    return [database.file, file_of(database, LISTS.name)]


def _stands_in(file: Path) -> bool:
    parts = (file, file.with_name(f"{file.name}-wal"))
    return any(PLANTED.encode() in part.read_bytes() for part in parts if part.exists())


def _erase(database, tmp_path) -> set[str]:
    return {each.place for each in erase_published(database, tmp_path / "snapshots", [1], "run", NOW).remains}


@pytest.mark.parametrize("number", [0, 1])
def test_what_a_reader_holds_is_named_and_goes_when_it_ends(database, tmp_path, files, number) -> None:
    with closing(sqlite3.connect(files[number], isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from tag_assignment").fetchone()
        assert _erase(database, tmp_path) == {("", LISTS.name)[number]}
        assert _stands_in(files[number])
        assert not _stands_in(files[1 - number])
        assert [each.place for each in finish(database)] == [("", LISTS.name)[number]]
    assert finish(database) == []
    assert not any(_stands_in(file) for file in files)


def test_without_a_reader_nothing_is_left(database, tmp_path, files) -> None:
    assert all(_stands_in(file) for file in files)
    assert _erase(database, tmp_path) == set()
    assert not any(_stands_in(file) for file in files)


def test_a_consumer_that_writes_into_its_own_file_stops_nothing_and_is_said_to_hold_it(
    database, tmp_path, files
) -> None:
    with closing(sqlite3.connect(files[1], isolation_level=None)) as writer:
        writer.execute("begin immediate")
        assert _erase(database, tmp_path) == {LISTS.name}
        assert provide(database, LISTS) == []
        assert [each.place for each in finish(database)] == [LISTS.name]
    assert provide(database, LISTS) == [LISTS.name]
    assert finish(database) == []
    assert not any(_stands_in(file) for file in files)
