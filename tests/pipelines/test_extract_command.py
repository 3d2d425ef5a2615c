"""`tagging extract` asks the databases that the environment names, and says so when it names none."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

TODAY = f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m-%d}"


def test_without_a_database_it_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.cli import main

    monkeypatch.setenv("TAGGING_DATA_DIR", str(tmp_path))
    done = CliRunner().invoke(main, ["extract", "--date", TODAY])
    assert done.exit_code == 1
    assert "set TAGGING_SOURCE_<SYSTEM>_URL" in done.output
    assert list(tmp_path.iterdir()) == []
