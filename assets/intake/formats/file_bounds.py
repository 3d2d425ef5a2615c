"""How much a file may hold by what its manifest says of it: looked at before anything of it is read.

What belongs here: the bounds. What does not: whether the rows are as many as the manifest says (`reader`).
"""

from __future__ import annotations

from pathlib import Path

from assets.intake.formats.rows_of_text import Unreadable

MOST_ROWS = 50_000_000
"""Twice as many as Shanghai has people."""
MOST_COLUMNS = 1_000
ROWS_OF_A_SHEET = 2**20
"""No workbook has more."""
MOST_PACKED = 200
"""So many times smaller a packed table is at most."""
BYTES_OF_ANY_FILE, BYTES_OF_A_ROW = 64 * 2**20, 100_000
"""What a file takes by itself, and a row with the longest notes."""


def most_bytes(rows: int) -> int:
    """Return how many bytes a file of so many rows may hold, unpacked."""
    return BYTES_OF_ANY_FILE + BYTES_OF_A_ROW * rows


def most_unpacked(path: Path, rows: int) -> int:
    """Return how many bytes a packed file of so many rows may unpack to; no table shrinks without end."""
    return min(most_bytes(rows), BYTES_OF_ANY_FILE + MOST_PACKED * path.stat().st_size)


def most_rows(rows: int) -> int:
    """Return how many rows are read of a file that should have ``rows``: enough to see that they are more."""
    return max(2 * rows, rows + 1_000)


def check_rows(rows: int) -> None:
    """Raise ``Unreadable`` where a file has more rows than any table of a district."""
    if rows > MOST_ROWS:
        message = f"行数过多 {rows:,} rows, more than the {MOST_ROWS:,} that a file may have"
        raise Unreadable([(0, message, "请拆分报送 deliver it in parts, each a source of its own")])


def check_columns(columns: int) -> None:
    """Raise ``Unreadable`` where a file has more columns than any table."""
    if columns > MOST_COLUMNS:
        message = f"列数过多 {columns:,} columns, more than the {MOST_COLUMNS:,} that a file may have"
        raise Unreadable([(1, message, "请只报送映射的列 deliver the mapped columns alone")])


def check_unpacked(texts: int, rows: int) -> None:
    """Raise ``Unreadable`` where a file's texts are longer than its rows could make them."""
    if texts > most_bytes(rows):
        said = f"解压后过大，与行数不符 it unpacks to {texts:,} bytes, far more than its rows need"
        raise Unreadable([(0, said, "请只报送表格本身 deliver the table alone")])


def check_size(path: Path, rows: int) -> None:
    """Raise ``Unreadable`` where a file is larger than its rows could make it."""
    size = path.stat().st_size
    if size > most_bytes(rows):
        message = f"文件过大，与清单行数不符 {size:,} bytes, far more than its {rows:,} rows need"
        raise Unreadable(
            [(0, message, "请核对清单行数或文件 correct the rows in the manifest, or deliver the right file")]
        )
