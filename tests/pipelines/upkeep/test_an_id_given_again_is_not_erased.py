"""A restored register gives lost ids again: receipts that are newer take nobody along who has one now."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from assets.intake.erasure import FILE, SALT
from assets.paths import DataPaths
from assets.publication.store.database import Database
from pipelines.upkeep.erasure import erase
from pipelines.upkeep.erasure_requests import Request, recognised
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, live, publish_day
from tests.pipelines.registering import register, registered, say_nothing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REQUEST = Request("gone", "unlawful", date(2024, 1, 3))


def test_who_has_the_id_now_stays_everywhere(database: Database, tmp_path: Path) -> None:
    lost, restored = DataPaths(tmp_path / "lost"), DataPaths(tmp_path / "restored")
    for paths in (lost, restored):
        register(paths, "first")
    register(lost, "gone")
    erase(lost, database, [REQUEST], NOW, say_nothing)
    shutil.copyfile(lost.register / SALT, restored.register / SALT)
    assert recognised(restored, lost.register / FILE) == []
    register(restored, "innocent")
    assert registered(restored)["innocent"] == 2, "the id that the receipt names"
    day = Day({("resident", 2, "M017"): outcome()}, {2: {}})
    publish_day(database, restored.published_snapshots, date(2024, 3, 1), day)
    before = live(database)

    done = erase(restored, database, [REQUEST], NOW, say_nothing)

    assert (done.people, done.unknown_codes, done.publication_id) == (0, 1, None)
    assert registered(restored) == {"first": 1, "innocent": 2}
    assert live(database) == before


def test_what_comes_back_of_a_retired_id_goes_again(database: Database, tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "data")
    register(paths, "first", "gone")
    erase(paths, database, [REQUEST], NOW, say_nothing)
    day = Day({("resident", 2, "M017"): outcome()}, {2: {}})
    publish_day(database, paths.published_snapshots, date(2024, 3, 1), day)
    assert erase(paths, database, [REQUEST], NOW, say_nothing).people == 1
    assert live(database)["resident"] == []
