"""The lake gives frames back by group, table and date, and says which one is damaged."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.lake import (
    DamagedFrameError,
    dated,
    delete_half_written,
    every_date,
    folder_of,
    frame_files,
    newest_date,
    read_frame,
    rewrite,
    scan_frame,
    write_folder,
)

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
FRAME = pl.DataFrame({"code": ["a", "b"], "snapshot_date": ["no partition", "of ours"]})


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    for day, frame in ((SECOND, FRAME.head(1)), (FIRST, FRAME)):
        write_folder(folder_of(tmp_path, "group", "table", day), frame)
    return tmp_path


def test_a_frame_is_found_by_its_date(lake: Path) -> None:
    found, unread = (read(lake, "group", "table", FIRST) for read in (read_frame, scan_frame))
    assert found is not None and unread is not None
    assert found.equals(FRAME)
    assert unread.collect().equals(FRAME)
    assert newest_date(lake, "group", "table") == SECOND
    assert [frame.height for frame in every_date(lake, "group", "table")] == [2, 1]


def test_what_was_never_computed_is_none(lake: Path) -> None:
    assert read_frame(lake, "group", "table", date(2024, 3, 3)) is None
    assert scan_frame(lake, "group", "other", FIRST) is None
    assert newest_date(lake, "group", "other") is None


@pytest.mark.parametrize("damage", [lambda whole: b"", lambda whole: whole[:-9], lambda whole: b"PAR1" * 9])
@pytest.mark.parametrize("read", [read_frame, scan_frame])
def test_a_damaged_frame_is_named_with_its_remedy(lake: Path, damage, read) -> None:  # type: ignore[no-untyped-def]
    file = frame_files(lake)[0]
    file.path.write_bytes(damage(file.path.read_bytes()))
    with pytest.raises(DamagedFrameError, match=f"{FIRST} 损坏.*tagging run --date {FIRST}"):
        read(lake, "group", "table", FIRST)


def test_a_rewritten_file_says_how_many_rows_went(lake: Path) -> None:
    first, second = frame_files(lake)
    untouched = second.path.stat().st_mtime_ns
    assert [rewrite(file, lambda frame: frame.filter(pl.col("code") != "b")) for file in (first, second)] == [
        1,
        0,
    ]
    assert [frame["code"].to_list() for frame in every_date(lake, "group", "table")] == [["a"], ["a"]]
    assert second.path.stat().st_mtime_ns == untouched


def test_what_a_killed_process_left_is_deleted_and_read_by_nobody(lake: Path) -> None:
    left = folder_of(lake, "group", "table", FIRST) / ".part=00.parquet.writing"
    left.write_bytes(b"half")
    assert read_frame(lake, "group", "table", FIRST) is not None
    delete_half_written(lake)
    assert not left.exists()


def test_folders_of_somebody_else_are_passed_over(tmp_path: Path) -> None:
    names = ("2024-03-01", "snapshot_date=2024-03-02", "20240303", "2024-03-01 copy", "2024-02-30")
    assert dated(tmp_path / name for name in names) == {
        tmp_path / "2024-03-01": FIRST,
        tmp_path / "snapshot_date=2024-03-02": SECOND,
    }
