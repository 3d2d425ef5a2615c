"""Reviewers' decisions that came back in workbooks, kept beside the register.

Belongs here: adding to them and reading them, each table in one file. Does not belong here: reading workbooks
(`review/returned.py`), what a decision does (`same_person`, `matched_dwellings`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from assets.files import whole_file
from assets.intake.contracts import CANONICAL
from assets.intake.frames import FRAMES
from assets.people import People
from tag_rules.engine.errors import RefusedError

TABLES = ("person_decisions", "dwelling_decisions")


def read_decisions(folder: Path) -> dict[str, pl.DataFrame]:
    """Return by table every decision that was taken in, oldest first."""
    return {table: _read(folder, table) for table in TABLES}


def add_decisions(folder: Path, decided: Mapping[str, pl.DataFrame]) -> None:
    """Keep more decisions; the same again changes nothing. The caller holds the register."""
    for table, rows in decided.items():
        _write(folder, table, pl.concat([_read(folder, table), rows]).unique(maintain_order=True))


def erase_decisions(folder: Path, people: People) -> None:
    """Take out what was decided of people."""
    for table in TABLES:
        rows = _read(folder, table)
        if not rows.is_empty():
            _write(folder, table, people.without(rows, FRAMES[table].people))


def all_decisions(delivered: Mapping[str, pl.DataFrame], folder: Path) -> dict[str, pl.DataFrame]:
    """Return by table what was taken in and what the export says; of one day the export is the later."""
    kept = read_decisions(folder)
    return {table: pl.concat([kept[table], delivered[table]]) for table in TABLES}


def _read(folder: Path, table: str) -> pl.DataFrame:
    path = _path(folder, table)
    if not path.exists():
        return CANONICAL[table].create_empty()
    try:
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise RefusedError(
            f"{path} 无法读取，请从登记簿的备份恢复。"
            " It cannot be read: restore it with the backup of the register"
        ) from None


def _write(folder: Path, table: str, rows: pl.DataFrame) -> None:
    with whole_file(_path(folder, table)) as beside:
        rows.write_parquet(beside)


def _path(folder: Path, table: str) -> Path:
    return folder / f"{table}.parquet"
