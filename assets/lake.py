"""The lake: one Parquet frame per asset and snapshot date, `<group>/<table>/snapshot_date=…/part=00.parquet`.

Belongs here: its layout, which dates there are, reading and writing frames whole. Does not belong here: what
is in a frame, and what lies in the lake's folder beside the frames and has a room of its own (contents of
published dates, kept rules, states of extractions, the note on the register).

The snapshot date is the folder's name and no column: a frame comes back as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from assets.files import whole_file
from tag_rules.engine.errors import RefusedError

_PREFIX = "snapshot_date="
_FILE, _FILES = "part=00.parquet", "part=*.parquet"
# Polars panics over some damaged pages, which is no Exception.
_DAMAGED = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


class DamagedFrameError(RefusedError):
    """A frame's files cannot be read; the message says where they are and what to do."""


@dataclass(frozen=True)
class FrameFile:
    """One file of a frame, and what it is of."""

    path: Path
    group: str
    table: str
    day: date


def dated(folders: Iterable[Path]) -> dict[Path, date]:
    """Return the folders named after a date, as an export's or a frame's, with that date."""
    days = {}
    for folder in folders:
        name = folder.name.removeprefix(_PREFIX)
        with suppress(ValueError):  # somebody's own folder
            day = date.fromisoformat(name)
            if day.isoformat() == name:  # 20240102 is a date too, but nobody looks there
                days[folder] = day
    return days


def folder_of(lake: Path, group: str, table: str, day: date) -> Path:
    """Return the folder of a frame of one date, whether it is there or not."""
    return lake / group / table / partition_folder(str(day))


def partition_folder(day: str) -> str:
    """Return the name of a snapshot date's folder below that of its frame."""
    return f"{_PREFIX}{day}"


def folders(lake: Path) -> dict[Path, date]:
    """Return the folders of all frames of all dates."""
    return dated(lake.glob(f"*/*/{_PREFIX}*"))


def newest_date(lake: Path, group: str, table: str) -> date | None:
    """Return the newest date a frame was computed for, None when it never was."""
    return max(dated((lake / group / table).glob(f"{_PREFIX}*")).values(), default=None)


def scan_frame(lake: Path, group: str, table: str, day: date) -> pl.LazyFrame | None:
    """Return one frame of one date unread, None when it was not computed; raises DamagedFrameError."""
    return scan_folder(folder_of(lake, group, table, day))


def read_frame(lake: Path, group: str, table: str, day: date) -> pl.DataFrame | None:
    """Return one frame of one date, None when it was not computed; raises DamagedFrameError."""
    return read_folder(folder_of(lake, group, table, day))


def scan_folder(folder: Path) -> pl.LazyFrame | None:
    """Return the frame in a folder unread, None when there is none; raises DamagedFrameError."""
    if not list(folder.glob(_FILES)):
        return None
    with _damage_as_refusal(folder):
        frame = pl.scan_parquet(folder / _FILES, hive_partitioning=False)
        frame.collect_schema()  # a file that was cut off is found out here
    return frame


def read_folder(folder: Path) -> pl.DataFrame | None:
    """Return the frame in a folder, None when there is none; raises DamagedFrameError."""
    frame = scan_folder(folder)
    if frame is None:
        return None
    with _damage_as_refusal(folder):
        return frame.collect()


def write_folder(folder: Path, frame: pl.DataFrame) -> int:
    """Write a frame whole into a folder; returns its size in bytes."""
    target = folder / _FILE
    _write(target, frame)
    return target.stat().st_size


def every_date(lake: Path, group: str, table: str) -> Iterator[pl.DataFrame]:
    """Yield a frame for each snapshot date it was made for, oldest first; raises DamagedFrameError."""
    for folder in sorted(dated((lake / group / table).glob(f"{_PREFIX}*"))):
        frame = read_folder(folder)
        if frame is not None:
            yield frame


def scan_every_date(lake: Path, group: str, table: str, columns: Sequence[str]) -> pl.LazyFrame | None:
    """Return columns of a frame of all snapshot dates unread, None when it was never computed."""
    frames = [scan_folder(folder) for folder in dated((lake / group / table).glob(f"{_PREFIX}*"))]
    chosen = [frame.select(columns) for frame in frames if frame is not None]
    return pl.concat(chosen) if chosen else None


def frame_files(lake: Path) -> list[FrameFile]:
    """Return every file of every frame of every date, in the order of their names."""
    return [
        FrameFile(path, folder.parent.parent.name, folder.parent.name, day)
        for folder, day in sorted(folders(lake).items())
        for path in sorted(folder.glob(_FILES))
    ]


def rewrite(file: FrameFile, change: Callable[[pl.DataFrame], pl.DataFrame]) -> int:
    """Write one file of a frame anew where `change` makes another of it; returns how many rows went."""
    with _damage_as_refusal(file.path.parent):
        frame = pl.read_parquet(file.path, glob=False, hive_partitioning=False)
    changed = change(frame)
    if changed is not frame and not changed.equals(frame):
        _write(file.path, changed)
    return frame.height - changed.height


def columns_of(file: FrameFile) -> list[str]:
    """Return the names of the columns of one file."""
    with _damage_as_refusal(file.path.parent):
        return list(pl.read_parquet_schema(file.path))


def delete_half_written(lake: Path) -> None:
    """Delete what killed processes left beside frames: nobody reads it, but it may name anybody."""
    for folder in folders(lake):
        for left in folder.glob(".*.parquet*"):
            left.unlink()


def _write(path: Path, frame: pl.DataFrame) -> None:
    with whole_file(path) as beside:
        frame.write_parquet(beside, compression="zstd", compression_level=1)


@contextmanager
def _damage_as_refusal(folder: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGED:  # its text may quote what is in the file
        day = folder.name.removeprefix(_PREFIX)
        raise DamagedFrameError(
            f"{folder} 损坏，请重跑该日期 cannot be read, a file in it is damaged: run the date again,"
            f" tagging run --date {day}"
        ) from None
