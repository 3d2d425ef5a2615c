"""Lake, register, pages and backups: folders 0700, files 0600, whatever wrote them."""

from collections.abc import Callable
from pathlib import Path

from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import District, History, command


def open_to_others(folder: Path) -> list[str]:
    """What somebody else could read or write, by its path."""
    return sorted(str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077)


def test_after_four_nights(sqlite_history: History) -> None:
    kept = [path for path in sqlite_history.root.iterdir() if path.name != "landing"]
    assert {path.name for path in kept} >= {"lake", "register", "reports", "running", "dagster"}
    assert [open_to_others(path) for path in kept] == [[]] * len(kept)


def test_a_backup(sqlite_history: History, copy_after: Callable[..., District], tmp_path: Path) -> None:
    settings = copy_after(sqlite_history, SNAPSHOT_DATES[0]).settings
    done = command(settings, "backup", tmp_path / "saved", "--secrets", tmp_path / "apart")
    assert done.exit_code == 0, done.output
    assert open_to_others(tmp_path / "saved") == open_to_others(tmp_path / "apart") == []
