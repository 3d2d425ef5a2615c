"""Reviewers' decisions that came back in workbooks, kept beside the register.

Belongs here: adding to them and reading them, each table in one file, and which were taken back: a row that
decides nothing (收回) voids what was decided of its pair or household up to its day. Does not belong here:
reading workbooks (`review/returned.py`), what a decision does (`same_person`, `matched_dwellings`).
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
DECIDED = {"person_decisions": "same_person", "dwelling_decisions": "dwelling_code"}
"""By table: the column that decides; null in a row that takes back."""
_PAIR = ("person_code", "other_person_code")
_ABOUT = {
    "person_decisions": {"one": pl.min_horizontal(_PAIR), "other": pl.max_horizontal(_PAIR)},
    "dwelling_decisions": {"one": pl.col("household_code"), "other": pl.lit("")},
}


def read_decisions(folder: Path) -> dict[str, pl.DataFrame]:
    """Return by table every row that was taken in, in the order in which they were."""
    return {table: _read(folder, table) for table in TABLES}


def add_decisions(folder: Path, decided: Mapping[str, pl.DataFrame]) -> None:
    """Keep more decisions; the same again changes nothing. The caller holds the register.

    Of rows that are added together those that take back are the last.
    """
    for table, rows in decided.items():
        ordered = rows.sort(pl.col(DECIDED[table]).is_null(), maintain_order=True)
        _write(folder, table, pl.concat([_read(folder, table), ordered]).unique(maintain_order=True))


def erase_decisions(folder: Path, people: People) -> None:
    """Take out what was decided of people."""
    for table in TABLES:
        rows = _read(folder, table)
        if not rows.is_empty():
            _write(folder, table, people.without(rows, FRAMES[table].people))


def all_decisions(delivered: Mapping[str, pl.DataFrame], folder: Path) -> dict[str, pl.DataFrame]:
    """Return by table what was taken in and not taken back, then what the export says, which is the later.

    Of the export too what was taken back stays out: it says the same every night. A row of it that decides
    nothing takes nothing back.
    """
    kept = read_decisions(folder)
    return {table: _standing(table, rows, delivered.get(table, rows.clear())) for table, rows in kept.items()}


def _standing(table: str, kept: pl.DataFrame, delivered: pl.DataFrame) -> pl.DataFrame:
    decides = pl.col(DECIDED[table]).is_not_null()
    taken = kept.with_columns(place=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    said = delivered.filter(decides).with_columns(place=pl.lit(0, pl.Int64))
    every = pl.concat([taken, said]).with_columns(**_ABOUT[table])
    back = every.filter(~decides).select("one", "other", until="decided_on", after="place")
    day = pl.col("decided_on")
    earlier = (day < pl.col("until")) | ((day == pl.col("until")) & (pl.col("place") < pl.col("after")))
    rows = every.filter(decides).with_row_index("row")
    void = rows.join(back, on=["one", "other"]).filter(earlier | day.is_null())
    return rows.filter(~pl.col("row").is_in(void["row"].implode())).select(kept.columns)


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
