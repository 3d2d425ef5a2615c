"""A backup made while somebody is being erased lets them be erased again after it is restored."""

import shutil
import threading
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.intake.erasure import FILE, SALT
from assets.paths import DataPaths
from assets.publication.store.database import Database
from pipelines.settings import Settings
from pipelines.upkeep.backup import back_up, restore
from pipelines.upkeep.erasure import erase
from pipelines.upkeep.erasure_requests import Request, recognised
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, content, publish_day
from tests.pipelines.registering import register, say_nothing

DAY = date(2024, 3, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_is_in_the_copied_database_is_in_the_copied_register(database: Database, tmp_path: Path) -> None:
    url = database.url.render_as_string(hide_password=False)
    settings, again = (Settings.below(DataPaths(tmp_path / name)) for name in ("data", "again"))
    paths = settings.data
    register(paths, "stays", "zero")
    publish_day(database, paths.published_snapshots, DAY, Day({("resident", 2, "M017"): outcome()}, {2: {}}))

    def erase_meanwhile() -> None:
        theirs = Database(url)
        erase(paths, theirs, [Request("zero", "unlawful", DAY)], NOW, say_nothing)
        theirs.close()

    erasing = threading.Thread(target=erase_meanwhile)

    def said(line: str) -> None:
        if "contents" in line:
            erasing.start()
            erasing.join(timeout=3)  # as long as it takes where nothing holds it

    back_up(settings, database, tmp_path / "saved", None, NOW, said)
    erasing.join()
    assert content(database, "resident", ("resident_id",)) == []

    restored = Database(again.database_url)
    restore(again, restored, tmp_path / "saved", None, say_nothing)
    assert content(restored, "resident", ("resident_id",)) == [(2,)]
    shutil.copyfile(paths.register / SALT, again.data.register / SALT)
    erase(again.data, restored, recognised(again.data, paths.register / FILE), NOW, say_nothing)
    assert content(restored, "resident", ("resident_id",)) == []
    for frame in again.data.published_snapshots.rglob("resident.parquet"):
        assert pl.read_parquet(frame).is_empty()
    restored.close()
