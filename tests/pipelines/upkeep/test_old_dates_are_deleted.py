"""Exports, frames and pages of old dates go; the newest date stays, and what published history needs."""

from datetime import date
from pathlib import Path

import pytest

from assets.paths import DataPaths
from pipelines.upkeep.retention import delete_old_dates

DAYS = ("2024-01-01", "2024-03-01", "2024-03-02")


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    for day in DAYS:
        for folder in (
            f"landing/{day}",
            f"lake/intake/residents/snapshot_date={day}",
            f"lake/publication/snapshot/{day}/content",
            f"reports/pages/{day}",
        ):
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / "file").touch()
    return DataPaths(tmp_path)


def _left(paths: DataPaths) -> dict[str, list[str]]:
    return {
        name: sorted(folder.name.removeprefix("snapshot_date=") for folder in paths.root.glob(pattern))
        for name, pattern in {
            "landing": "landing/*", "lake": "lake/intake/*/*", "history": "lake/publication/snapshot/*",
            "pages": "reports/pages/*",
        }.items()
    }  # fmt: skip


def test_old_dates_go_and_history_stays(paths: DataPaths) -> None:
    assert delete_old_dates(paths, date(2024, 3, 1)) == {date(2024, 1, 1)}
    assert _left(paths) == {
        "landing": list(DAYS[1:]), "lake": list(DAYS[1:]), "history": list(DAYS), "pages": list(DAYS[1:])
    }  # fmt: skip


def test_the_newest_date_stays_however_old(paths: DataPaths) -> None:
    delete_old_dates(paths, date(2030, 1, 1))
    assert _left(paths) == {
        "landing": [DAYS[2]], "lake": [DAYS[2]], "history": list(DAYS), "pages": [DAYS[2]]
    }  # fmt: skip


def test_the_list_of_pages_forgets_a_deleted_date(paths: DataPaths) -> None:
    for day in DAYS:
        (paths.pages_root / day / "index.html").touch()
    delete_old_dates(paths, date(2024, 3, 1))
    listed = (paths.pages_root / "dates.js").read_text(encoding="utf-8")
    assert [day in listed for day in DAYS] == [False, True, True]
