"""Frames of the lake, for commands.

Belongs here: finding and reading one by group, table and date. Does not belong here: writing (`io_manager`).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl

from assets.paths import DataPaths

_PREFIX = "snapshot_date="


class DamagedFrameError(Exception):
    """A frame's files cannot be read; the message says where they are and what to do."""


def dated(folders: Iterable[Path]) -> dict[Path, date]:
    """Return the folders named after a date, as an export's or a partition of the lake, with that date."""
    found = {}
    for folder in folders:
        name = folder.name.removeprefix(_PREFIX)
        with suppress(ValueError):  # somebody's own folder
            day = date.fromisoformat(name)
            if day.isoformat() == name:  # 20240102 is a date too, but nobody looks there
                found[folder] = day
    return found


def newest_date(paths: DataPaths, group: str, table: str) -> date | None:
    """The newest date a frame was computed for, None when it never was."""
    return max(dated((paths.lake / group / table).glob(f"{_PREFIX}*")).values(), default=None)


def read_frame(paths: DataPaths, group: str, table: str, day: date) -> pl.DataFrame | None:
    """One frame of one date, None when it was not computed; raises DamagedFrameError."""
    pattern = paths.frame(group, table, day)
    if not list(pattern.parent.glob(pattern.name)):
        return None
    try:
        return pl.read_parquet(pattern, hive_partitioning=False)
    except pl.exceptions.PolarsError:  # its text may quote what is in the file
        raise DamagedFrameError(
            f"{pattern.parent} cannot be read, a file in it is damaged:"
            f" run the date again, tagging run --date {day}"
        ) from None
