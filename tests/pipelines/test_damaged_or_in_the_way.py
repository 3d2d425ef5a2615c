"""A damaged file, or one where a folder should be, is named; there is no traceback."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.mark.parametrize("arguments", [("docs",), ("explain", "resident", "1")])
@pytest.mark.parametrize("there", [False, True])
def test_nothing_is_published_yet(run: Run, tmp_path: Path, arguments: tuple[str, ...], there: bool) -> None:
    if there:  # a database file that nothing was ever written to
        (tmp_path / "data").mkdir()
        sqlite3.connect(tmp_path / "data" / "published.db").close()
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: 尚未发布 nothing is published yet")
    assert "tagging run" in refused.output


def test_a_database_that_is_a_text_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database at all, but long enough to look for a header in it" * 20)
    refused = run("explain", "resident", "1", TAGGING_DATABASE_URL=f"sqlite:///{tmp_path / 'notes.txt'}")
    assert refused.exit_code == 1
    assert "the published database cannot be reached (TAGGING_DATABASE_URL)" in refused.output
    assert "not a database" in refused.output


def test_a_database_below_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no folder")
    refused = run("docs", TAGGING_DATABASE_URL=f"sqlite:///{tmp_path / 'notes.txt' / 'published.db'}")
    assert refused.exit_code == 1
    assert refused.output.startswith(f"Error: {tmp_path / 'notes.txt'}")
    assert "Not a directory" in refused.output


def test_a_frame_that_is_no_parquet(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "lake" / "reports" / "unknown_reason" / "snapshot_date=2024-03-02"
    folder.mkdir(parents=True)
    (folder / "part=00.parquet").write_bytes(b"PAR1 and then nothing of the kind")
    refused = run("unknowns")
    assert refused.exit_code == 1
    assert f"{folder} 损坏" in refused.output
    assert "tagging run --date 2024-03-02" in refused.output


def test_a_subject_of_more_digits_than_there_are_ids(run: Run) -> None:
    refused = run("explain", "resident", "99999999999999999999")
    assert refused.exit_code == 2
    assert "is not in the range" in refused.output


@pytest.mark.parametrize(
    "arguments",
    [("docs", "--to", "notes.txt"), ("preview", "--against", "HEAD", "--html", "folder")],
)
def test_pages_to_where_none_can_be(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "notes.txt").write_text("no folder")
    (tmp_path / "folder").mkdir()
    refused = run(*arguments[:-1], str(tmp_path / arguments[-1]))
    assert refused.exit_code == 2
    assert arguments[-1] in refused.output


@pytest.mark.parametrize("arguments", [("unknowns",), ("manual", "list"), ("preview", "--against", "HEAD")])
def test_nothing_is_computed_yet(run: Run, arguments: tuple[str, ...]) -> None:
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert refused.output == "Error: 尚未运行 nothing has been computed yet: tagging run\n"
