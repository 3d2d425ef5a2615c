"""`tagging manual list` names decisions by hand to look at, and who decides."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.lake import read_frame
from assets.paths import DataPaths
from assets.registry.decisions import to_look_at
from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import History

LAST = SNAPSHOT_DATES[-1]


def test_every_decision_to_look_at_is_listed_with_its_owner(
    sqlite_history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.cli import main

    shutil.copytree(sqlite_history.folders[LAST], tmp_path / "data")
    monkeypatch.setenv("TAGGING_DATA_DIR", str(tmp_path / "data"))
    paths = DataPaths(tmp_path / "data")
    decisions = read_frame(paths.lake, "registry", "manual_tag", LAST)
    assert decisions is not None
    for arguments, expected in (
        (["--days", "400"], to_look_at(decisions, LAST, 400)),
        (["--all"], decisions),
    ):
        done = CliRunner().invoke(main, ["manual", "list", *arguments])
        assert done.exit_code == 0, done.output
        listed = re.findall(r"^(\S+)  (?:resident|household) \d+  ", done.output, flags=re.MULTILINE)
        assert sorted(listed) == sorted(expected["manual_tag_code"].fill_null("-"))
        assert done.output.count("decides: ") == len(listed) > 2
    refused = CliRunner().invoke(main, ["manual", "list", "--date", "2023-01-01"])
    assert "2023-01-01 has not been computed yet" in refused.output
