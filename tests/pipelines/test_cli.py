"""The `tagging` command says what happened, in true numbers, and what to do."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from assets.intake.manifest.manifest_file import read_manifest
from assets.paths import DataPaths
from assets.publication.store.database import Database
from assets.tagging.outcome_encoding import SCHEMAS, undecided
from sample_district import CANARIES, SNAPSHOT_DATES
from tests.assets.publication.publishing import live
from tests.pipelines.conftest import History

FIRST, LAST = SNAPSHOT_DATES[0], SNAPSHOT_DATES[-1]


@pytest.fixture
def tagging(
    sqlite_history: History,
    tmp_path: Path,
    landing: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Result]:
    """The command on a copy of the district after its four dates."""
    from pipelines.cli import main

    root = tmp_path / "data"
    shutil.copytree(sqlite_history.folders[LAST], root)
    shutil.copytree(landing, root / "landing")
    monkeypatch.setenv("TAGGING_DATA_DIR", str(root))
    return lambda *arguments: CliRunner().invoke(main, arguments)


def published(root: Path) -> dict[str, list[tuple[object, ...]]]:
    database = Database(f"sqlite:///{root / 'published.db'}")
    found = live(database)
    database.close()
    return found


def counted(output: str, line: str) -> int:
    (number,) = re.findall(rf"^  \S+ {line} +([\d,]+)", output, flags=re.MULTILINE)
    return int(number.replace(",", ""))


def test_run_prints_true_counts(sqlite_history: History) -> None:
    output, lake = sqlite_history.command_output, DataPaths(sqlite_history.root).lake
    part = Path(f"snapshot_date={LAST}") / "part=00.parquet"
    quarantined = pl.read_parquet(lake / "intake" / "quarantine" / part).height
    made = {
        name: pl.read_parquet(lake / "tagging" / name / part, hive_partitioning=False) for name in SCHEMAS
    }
    tables = [
        path
        for path in (lake / "intake").iterdir()
        if path.name not in ("quarantine", "refused_subject", "source_status")
    ]
    accepted = sum(pl.read_parquet(table / part, hive_partitioning=False).height for table in tables)
    assert counted(output, "accepted") == accepted > 5000
    assert counted(output, "quarantined") == quarantined
    assert counted(output, "rows in") == accepted + quarantined
    assert counted(output, "tagged") == made["true_outcome"].height
    assert f"({undecided(made).height:,} 无法判定 unknown" in output
    newest = max(sqlite_history.tables[LAST]["publication"])
    added, removed, current = newest[-3:]
    assert counted(output, "published") == current
    assert f"(publication 4: tags +{added:,} -{removed:,})" in output
    assert f"snapshot date {LAST}" in output
    assert "tagging quarantine list --date" in output


def test_run_of_a_damaged_export_says_why_and_that_tables_stay(
    tagging: Callable[..., Result], tmp_path: Path
) -> None:
    root = tmp_path / "data"
    before = published(root)
    path = root / "landing" / str(FIRST) / "居民信息.csv"
    path.write_bytes(path.read_bytes()[:-40])
    done = tagging("run", "--date", str(FIRST))
    assert done.exit_code == 1
    assert "REFUSED at intake:" in done.stderr
    assert "sha256 of 居民信息.csv differs" in done.stderr
    assert "Remedy: 请重新报送 deliver the file again" in done.stderr
    assert "What was published before stays as it is." in done.stderr
    assert "Traceback" not in done.output
    assert not [value for value in CANARIES if value in done.output]
    assert published(root) == before


def test_lint_counts_the_shipped_rules(tagging: Callable[..., Result]) -> None:
    done = tagging("lint")
    assert done.exit_code == 0, done.output
    assert re.search(r"\d+ tags, \d+ problem labels: no errors$", done.output, flags=re.MULTILINE)


def test_status_lists_publications_and_the_newest_decision(
    tagging: Callable[..., Result], sqlite_history: History
) -> None:
    lines = tagging("status").output.splitlines()
    newest = max(sqlite_history.tables[LAST]["publication"])
    assert [line.split()[2] for line in lines[:4]] == ["4", "3", "2", "1"]
    assert f"publication 4  {LAST}  at " in lines[0]
    assert f"+{newest[-3]:,} -{newest[-2]:,}  {newest[-1]:,} 现有 current" in lines[0]
    assert lines[4] == f"最近一次审核 newest audit: staged version 4 of {LAST} 通过 passed"


def test_quarantine_lists_each_refused_row_with_file_line_and_reason(
    tagging: Callable[..., Result], tmp_path: Path
) -> None:
    lake = DataPaths(tmp_path / "data").lake
    rows = pl.read_parquet(lake / "intake" / "quarantine" / f"snapshot_date={LAST}" / "part=00.parquet")
    listed = tagging("quarantine", "list", "--date", str(LAST)).output.splitlines()
    assert len(listed) == rows.height > 30
    first = rows.row(0, named=True)
    assert listed[0].startswith(f"{first['file']}:{first['line']}: {first['reasons']}: ")
    visits = tagging("quarantine", "list", "--date", str(LAST), "--source", "visits").output.splitlines()
    assert len(visits) == rows.filter(source="visits").height > 0
    assert all(line.startswith("走访记录.csv:") for line in visits)


def test_quarantine_of_a_date_not_taken_in_says_what_to_do(tagging: Callable[..., Result]) -> None:
    done = tagging("quarantine", "list", "--date", "2024-04-01")
    assert done.exit_code == 1
    assert "2024-04-01 has not been taken in yet: tagging run --date" in done.output


@pytest.mark.parametrize("version", ["99", "4"])
def test_override_refuses_what_was_not_refused(tagging: Callable[..., Result], version: str) -> None:
    done = tagging("override", version, "--by", "someone", "--reason", "checked by hand")
    assert done.exit_code == 1
    assert f"staged version {version} has no refused audit to override" in done.output


def test_override_needs_a_person_and_a_reason(tagging: Callable[..., Result]) -> None:
    assert tagging("override", "4", "--by", "someone").exit_code == 2
    blank = tagging("override", "4", "--by", " ", "--reason", "checked by hand")
    assert blank.exit_code == 1
    assert "an override needs a person (--by) and a reason (--reason)" in blank.output


def test_run_again_says_that_nothing_changed(tagging: Callable[..., Result], tmp_path: Path) -> None:
    before = published(tmp_path / "data")
    done = tagging("run", "--date", str(LAST))
    assert done.exit_code == 0, done.output
    assert published(tmp_path / "data") == before
    assert "(publication 4: nothing changed)" in done.output


def test_a_corrected_export_of_the_sample_is_the_next_revision(tagging, tmp_path: Path) -> None:
    done = tagging("sample", "--correct", str(LAST))
    assert done.exit_code == 0, done.output
    assert read_manifest(tmp_path / "data" / "landing" / str(LAST)).revision == 2
    refused = tagging("sample", "--correct", "2024-04-09")
    assert refused.exit_code == 1
    assert "the file is not there" in refused.output
