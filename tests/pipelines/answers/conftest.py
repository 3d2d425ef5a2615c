"""The command line on a district that ran its four dates."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import History


@pytest.fixture
def command_on_history(
    sqlite_history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """Run `tagging` with arguments on a copy of what the history left; returns exit code and output."""
    from pipelines.cli import main

    shutil.copytree(sqlite_history.folders[SNAPSHOT_DATES[-1]], tmp_path / "data")
    monkeypatch.setenv("TAGGING_DATA_DIR", str(tmp_path / "data"))

    def call(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, arguments)
        return done.exit_code, done.output

    return call
