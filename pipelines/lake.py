"""Frames of the lake, for commands.

Belongs here: finding and reading one by group, table and date. Does not belong here: writing (`io_manager`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from assets.paths import DataPaths

_PREFIX = "snapshot_date="


class DamagedFrameError(Exception):
    """A frame's files cannot be read; the message says where they are and what to do."""


def as_date(name: str) -> date | None:
    """Return the date that a folder is named after, None for any other name."""
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None  # 20240102 is a date too, but nobody looks there


def newest_date(paths: DataPaths, group: str, table: str) -> date | None:
    """The newest date a frame was computed for, None when it never was."""
    folders = (paths.lake / group / table).glob(f"{_PREFIX}*")
    days = (as_date(folder.name.removeprefix(_PREFIX)) for folder in folders)
    return max((day for day in days if day is not None), default=None)


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
