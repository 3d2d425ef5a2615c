"""How much a file may hold by what its manifest says of it: looked at before anything of it is read.

What belongs here: the bounds. What does not: whether the rows are as many as the manifest says (`reader`).
"""

from __future__ import annotations

from pathlib import Path

from assets.intake.formats.rows_of_text import Unreadable

MOST_ROWS = 50_000_000
"""Twice as many as Shanghai has people."""
MOST_COLUMNS = 1_000
BYTES_OF_ANY_FILE, BYTES_OF_A_ROW = 64 * 2**20, 100_000
"""What a file takes by itself, and a row with the longest notes."""


def most_bytes(rows: int) -> int:
    """Return how many bytes a file of so many rows may hold, unpacked."""
    return BYTES_OF_ANY_FILE + BYTES_OF_A_ROW * rows


def most_rows(rows: int) -> int:
    """Return how many rows are read of a file that should have ``rows``: enough to see that they are more."""
    return max(2 * rows, rows + 1_000)


def check_rows(rows: int) -> None:
    """Raise ``Unreadable`` where a file has more rows than any table of a district."""
    if rows > MOST_ROWS:
        said = f"{rows:,} rows, more than the {MOST_ROWS:,} that a file may have 行数过多"
        raise Unreadable([(0, said, "deliver it in parts, each a source of its own 请拆分报送")])


def check_columns(columns: int) -> None:
    """Raise ``Unreadable`` where a file has more columns than any table."""
    if columns > MOST_COLUMNS:
        said = f"{columns:,} columns, more than the {MOST_COLUMNS:,} that a file may have 列数过多"
        raise Unreadable([(1, said, "deliver the mapped columns alone 请只报送映射的列")])


def check_size(path: Path, rows: int) -> None:
    """Raise ``Unreadable`` where a file is larger than its rows could make it."""
    size = path.stat().st_size
    if size > most_bytes(rows):
        said = f"{size:,} bytes, far more than its {rows:,} rows need 文件过大，与清单行数不符"
        raise Unreadable(
            [(0, said, "correct the rows in the manifest, or deliver the right file 请核对清单行数或文件")]
        )
