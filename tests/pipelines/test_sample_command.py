"""`tagging sample` writes the district, and corrects one day of it when asked to."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assets.intake.sample_district import SNAPSHOT_DATES

DAY = SNAPSHOT_DATES[1]


def tagging(*arguments: str) -> Result:
    from pipelines.cli import main

    return CliRunner().invoke(main, arguments)


@pytest.fixture
def data(landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TAGGING_DATA_DIR", str(tmp_path))
    shutil.copytree(landing / str(DAY), tmp_path / "landing" / str(DAY))
    return tmp_path


def test_a_corrected_export_is_the_next_revision(data: Path) -> None:
    result = tagging("sample", "--correct", str(DAY))
    assert result.exit_code == 0, result.output
    manifest = json.loads((data / "landing" / str(DAY) / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["revision"] == 2
    assert "visits: 2 rows corrected" in result.output


def test_a_date_without_an_export_is_named(data: Path) -> None:
    result = tagging("sample", "--correct", "2024-03-09")
    assert result.exit_code != 0
    assert "there is no export of 2024-03-09 to correct" in result.output
