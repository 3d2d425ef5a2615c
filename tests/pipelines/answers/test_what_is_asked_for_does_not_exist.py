"""A date, tag, source or reason that is not there is said to be missing; it never looks like good news."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import History

FIRST, LAST = SNAPSHOT_DATES[0], SNAPSHOT_DATES[-1]
Tagging = Callable[..., Result]


@pytest.fixture
def tagging(sqlite_history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tagging:
    """The command on a copy of the district after its four dates."""
    from pipelines.cli import main

    shutil.copytree(sqlite_history.folders[LAST], tmp_path / "data")
    monkeypatch.setenv("TAGGING_DATA_DIR", str(tmp_path / "data"))
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("day", ["2024-01-15", "2020-01-01"])
def test_pages_of_a_date_that_is_not_published(tagging: Tagging, tmp_path: Path, day: str) -> None:
    refused = tagging("docs", "--date", day)
    assert refused.exit_code == 1
    assert f"Error: {day} " in refused.output
    assert "is not published" in refused.output
    assert f"published are {FIRST}, " in refused.output
    assert not (tmp_path / "data" / "reports" / "pages" / day).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("unknowns", "--tag", "M999"), "there is no tag M999; known are M001, "),
        (
            ("quarantine", "list", "--date", str(LAST), "--source", "nonsense"),
            "there is no source “nonsense”",
        ),
        (
            ("quarantine", "list", "--date", str(LAST), "--reason", "nonsense"),
            "there is no reason “nonsense”",
        ),
    ],
)
def test_a_filter_that_fits_nothing_there_is(tagging: Tagging, arguments: tuple[str, ...], said: str) -> None:
    refused = tagging(*arguments)
    assert refused.exit_code == 1
    assert said in refused.output


def test_a_reason_that_some_rows_have_is_still_listed(tagging: Tagging) -> None:
    listed = tagging("quarantine", "list", "--date", str(LAST), "--reason", "missing_value")
    assert listed.exit_code == 0, listed.output
    assert "missing_value:" in listed.output


@pytest.mark.parametrize("day", ["2023-01-01", "2030-01-01"])
def test_a_run_of_a_date_that_is_no_partition(tagging: Tagging, day: str) -> None:
    refused = tagging("run", "--date", day)
    assert refused.exit_code == 1
    assert f"{day} 不能运行 cannot be run: dates go from 2024-01-01 to " in refused.output


def test_no_export_lies_in_a_folder_of_its_date(tagging: Tagging, tmp_path: Path) -> None:
    copy = tmp_path / "data" / "landing" / "old_copy"
    copy.mkdir(parents=True)
    (copy / "manifest.json").write_text("{}")
    refused = tagging("run")
    assert refused.exit_code == 1
    assert "named after its date" in refused.output
    assert not isinstance(refused.exception, ValueError)


def test_a_folder_of_the_lake_that_is_no_date_is_passed_over(tagging: Tagging, tmp_path: Path) -> None:
    (tmp_path / "data" / "lake" / "reports" / "unknown_reason" / "snapshot_date=zzz").mkdir()
    found = tagging("unknowns")
    assert found.exit_code == 0, found.output
    assert found.output.startswith(f"{LAST}：")
