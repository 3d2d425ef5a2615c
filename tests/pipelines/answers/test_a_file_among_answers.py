"""A file that somebody laid among the answers of runs goes like one: it keeps nothing else from going."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assets.paths import DataPaths
from assets.publication.store.database import Database
from pipelines.upkeep.erasure import erase
from pipelines.upkeep.erasure_requests import Request
from pipelines.upkeep.retention import delete_old_dates
from tests.assets.publication.publishing import NOW
from tests.pipelines.registering import register, say_nothing

DAY = date(2024, 3, 1)


def _erase(paths: DataPaths, database: Database) -> None:
    register(paths, "zero")
    erase(paths, database, [Request("zero", "unlawful", DAY)], NOW, say_nothing)


def _retain(paths: DataPaths, _database: Database) -> None:
    delete_old_dates(paths, date.max)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("delete", [_erase, _retain])
def test_it_goes_and_pages_stay(
    delete: Callable[[DataPaths, Database], None], database: Database, tmp_path: Path
) -> None:
    paths = DataPaths(tmp_path / "data")
    paths.reports("run").mkdir(parents=True)
    (paths.reports("run") / "explanation.txt").touch()
    (paths.root / "reports" / "note.txt").touch()
    (tmp_path / "elsewhere").mkdir()
    (paths.root / "reports" / "linked").symlink_to(tmp_path / "elsewhere")
    paths.pages(DAY).mkdir(parents=True)
    # The newest date stays: pages are those of a date that there is.
    paths.landing(DAY).mkdir(parents=True)
    delete(paths, database)
    assert [path.name for path in (paths.root / "reports").iterdir()] == ["pages"]
    assert paths.pages(DAY).exists()
    assert (tmp_path / "elsewhere").exists()
