"""Frames of the lake, for commands.

Belongs here: finding and reading one by group, table and date. Does not belong here: writing (`io_manager`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from assets.paths import DataPaths


def newest_date(paths: DataPaths, group: str, table: str) -> date | None:
    """The newest date a frame was computed for, None when it never was."""
    days = sorted((paths.lake / group / table).glob("snapshot_date=*"))
    return date.fromisoformat(days[-1].name.removeprefix("snapshot_date=")) if days else None


def read_frame(paths: DataPaths, group: str, table: str, day: date) -> pl.DataFrame | None:
    """One frame of one date, None when it was not computed."""
    pattern = paths.frame(group, table, day)
    if not list(pattern.parent.glob(pattern.name)):
        return None
    return pl.read_parquet(pattern, hive_partitioning=False)
