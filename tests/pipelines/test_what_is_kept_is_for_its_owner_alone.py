"""Lake, register, pages and backups: folders 0700, files 0600, whatever wrote them."""

from collections.abc import Callable
from pathlib import Path

from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import District, History, command


def open_to_others(folder: Path) -> list[str]:
    """What somebody else could read or write, by its path."""
    return sorted(str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077)


def test_after_four_nights(sqlite_history: History) -> None:
    root = sqlite_history.root
    for kept in ("lake", "register", "reports", "running", "locks"):
        assert open_to_others(root / kept) == []
    # Dagster writes as it likes, in a folder that nobody else can enter.
    assert (root / "dagster").stat().st_mode & 0o777 == 0o700


def test_a_backup(sqlite_history: History, copy_after: Callable[..., District], tmp_path: Path) -> None:
    settings = copy_after(sqlite_history, SNAPSHOT_DATES[0]).settings
    done = command(settings, "backup", tmp_path / "saved", "--secrets", tmp_path / "apart")
    assert done.exit_code == 0, done.output
    assert open_to_others(tmp_path / "saved") == open_to_others(tmp_path / "apart") == []
