"""Each format of a file as one frame of texts with the line of every row: CSV, .xlsx, Parquet.

What belongs here: taking a file apart, and real dates, numbers and yes or no as the texts a mapping expects.
What does not: headers and rows that are missing (`reader`), what a text means (`typed_columns`).
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import itertools
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path

import polars as pl

from assets.clock import TIMEZONE
from assets.intake.formats.file_bounds import (
    ROWS_OF_A_SHEET,
    check_columns,
    check_rows,
    check_size,
    check_unpacked,
    most_rows,
    most_unpacked,
)
from assets.intake.formats.headers import header_faults, header_key
from assets.intake.formats.other_formats import other_format, other_format_of
from assets.intake.formats.rows_of_text import Unreadable, check_dialect, lines_of_rows, without_blank_end
from assets.intake.formats.title_rows import FIRST_ROWS, rows_of_titles
from assets.intake.formats.workbook import MERGED, Bounds, Cell, read_workbook
from assets.intake.tidy_text import BLANKS

LINE = ":line"
"""Column beside the system's: line of the text, row of the sheet, row of the Parquet file plus one."""
MOST_EXACT = 10.0**15
"""From here on a floating point number has lost digits of a code."""
HEAD = 1 << 16
"""Bytes of a text in which its header stands."""
Formats = Mapping[str, str]
"""By header of a date (`headers.header_key`): how the source writes one."""


def file_as_text(path: Path, encoding: str, rows: int, formats: Formats) -> pl.DataFrame:
    """Return a file's columns as text (empty = null), and `LINE`; raises ``Unreadable``.

    ``rows``: as many as the manifest says; what holds far more is not unpacked.
    """
    check_rows(rows)
    check_size(path, rows)
    if encoding == "parquet":
        return _from_parquet(path, rows, formats)
    if encoding == "xlsx":
        return _from_workbook(path, rows, formats)
    return _from_text(path, "gb18030" if encoding == "gb18030" else "utf-8")


def without_blank_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of `file_as_text` without rows in which nothing stands; a lone column may be blank."""
    if frame.width <= 2:
        return frame
    return frame.filter(pl.any_horizontal(pl.exclude(LINE).is_not_null()))


def _from_parquet(path: Path, rows: int, formats: Formats) -> pl.DataFrame:
    try:
        schema = pl.read_parquet_schema(path)
        check_columns(len(schema))
        counted = pl.scan_parquet(path).select(pl.len()).collect().item()
        if counted > most_rows(rows):
            message = f"行数与清单不符 {counted:,} rows, but the manifest says {rows:,}"
            raise Unreadable(
                [(0, message, "请核对文件或清单 deliver the right file, or correct the manifest")]
            )
        odd = [
            number
            for number, dtype in enumerate(schema.values(), 1)
            if dtype.is_nested() or dtype in (pl.Binary, pl.Duration, pl.Object)
        ]
        if odd:
            raise Unreadable(
                [
                    (1, f"不是普通值 column number {number} is no plain value", "请写成文本 write it as text")
                    for number in odd
                ]
            )
        frame = pl.read_parquet(path)
        # A text that stands in every row is kept once, until something is done with it.
        check_unpacked(_length_of_texts(frame), rows)
    except Unreadable:
        raise
    except BaseException as error:
        # A damaged page can make the reader panic, which is no Exception.
        if isinstance(error, pl.exceptions.DuplicateError):
            said = "表头重复 two columns have the same header"
            raise Unreadable([(1, said, "请改名或删除其一 rename one, or take it out")]) from None
        panicked = type(error).__name__ == pl.exceptions.PanicException.__name__
        if not (panicked or isinstance(error, pl.exceptions.PolarsError | OSError)):
            raise
        message = "文件不完整或不是 Parquet no readable Parquet: cut off or of another format"
        found = other_format_of(path, b"PAR1")
        raise Unreadable([(0, *(found or (message, "请重新报送 deliver it again")))]) from None
    texts = frame.select(_as_text(name, dtype, formats).alias(name) for name, dtype in frame.schema.items())
    return _cleaned(texts, pl.int_range(2, frame.height + 2, eager=True).alias(LINE))


def _length_of_texts(frame: pl.DataFrame) -> int:
    lengths = [
        (pl.col(name).str if dtype == pl.String else pl.col(name).cat).len_bytes().cast(pl.Int64).sum()
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.String | pl.Categorical | pl.Enum)
    ]
    return int(frame.select(pl.sum_horizontal(0, *lengths)).item())


def _as_text(name: str, dtype: pl.DataType, formats: Formats) -> pl.Expr:
    """Return a typed column as text: a date as its source writes one, a number without losing a digit."""
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        column = column.dt.convert_time_zone(TIMEZONE).dt.replace_time_zone(None)
    written = formats.get(header_key(name))
    if dtype.is_temporal() and written and dtype != pl.Time:
        return column.dt.strftime(written)
    if dtype.is_float():
        exact = pl.when(column == column.round()).then(column.cast(pl.Int64, strict=False)).cast(pl.String)
        cut = pl.when(column.is_finite() & (column.abs() >= MOST_EXACT)).then(column / MOST_EXACT)
        return pl.coalesce(pl.format("{}E+15", cut), exact, column.cast(pl.String))
    return column.cast(pl.String)


def _from_workbook(path: Path, rows: int, formats: Formats) -> pl.DataFrame:
    sheet = read_workbook(path, Bounds(min(most_rows(rows), ROWS_OF_A_SHEET), most_unpacked(path, rows)))
    first = [len(set(cells.values())) for _, cells in itertools.islice(sheet.items(), FIRST_ROWS)]
    (top, header), *below = list(sheet.items())[rows_of_titles(first) :]
    while MERGED in header.values() and below:  # a group of columns: its headers stand in the next line
        (top, header), *below = (below[0][0], header | below[0][1]), *below[1:]
    width = max(header) + 1
    check_columns(width)
    names = [_cell_as_text(header.get(place, ""), "") for place in range(width)]
    outside = [(row + 1, f"表格之外有内容 a value outside of the table, in column number {max(cells) + 1}",
                "请删除，或补表头 take it out, or give it a header")
               for row, cells in below if max(cells) >= width]  # fmt: skip
    if outside:
        raise Unreadable(outside[:5])
    filled = [name or (None if any(place in cells for _, cells in below) else f":{place}")
              for place, name in enumerate(names)]  # fmt: skip
    if faults := header_faults([name or "" for name in filled]):
        raise Unreadable([(top + 1, *fault) for fault in faults])
    columns = {
        name: pl.Series(
            [_cell_as_text(cells.get(place, ""), formats.get(header_key(name), "")) for _, cells in below],
            dtype=pl.String,
        )
        for place, name in enumerate(names)
        if name
    }
    return _cleaned(pl.DataFrame(columns), pl.Series(LINE, [row + 1 for row, _ in below], dtype=pl.Int64))


def _cell_as_text(cell: Cell, written: str) -> str:
    if isinstance(cell, str):
        return cell
    if written:
        return cell.strftime(written)
    midnight = not isinstance(cell, datetime) or cell.time() == time()
    return str(cell.date() if isinstance(cell, datetime) and midnight else cell)


def _from_text(path: Path, encoding: str) -> pl.DataFrame:
    data = _in_utf_8(path.read_bytes(), encoding)
    titles = _lines_of_titles(data)
    data = without_blank_end(data.split(b"\n", titles)[titles])
    check_dialect(data)
    check_columns(data.count(b",", 0, data.find(b"\n") if b"\n" in data else len(data)) + 1)
    lines = lines_of_rows(data) + titles
    try:
        frame = pl.read_csv(io.BytesIO(data), infer_schema=False)
    except pl.exceptions.PolarsError:
        frame = None
    # Two readers disagree: only stray quotation marks bring that about.
    if frame is None or frame.height != len(lines):
        message = "引号使行界不明 quotation marks make its rows ambiguous"
        raise Unreadable([(0, message, "含引号的字段请整体加引号 quote every field that has one")])
    return _cleaned(frame, pl.Series(LINE, lines, dtype=pl.Int64))


def _lines_of_titles(data: bytes) -> int:
    """Return how many lines of a text stand above its header."""
    if b"\r" in data[:HEAD].replace(b"\r\n", b"\n"):
        return 0  # other line ends than ours are told by `check_dialect`, or belong to a field
    head = data[:HEAD].decode(errors="replace")
    filled: list[int] = []
    lines = [0]
    reader = csv.reader(io.StringIO(head, newline=""))
    with contextlib.suppress(csv.Error):  # told by `rows_of_text`, with its line
        for row in itertools.islice(reader, FIRST_ROWS):
            filled.append(sum(bool(field.strip()) for field in row))
            lines.append(reader.line_num)
    return lines[rows_of_titles(filled)]


def _in_utf_8(data: bytes, encoding: str) -> bytes:
    """Return the text in UTF-8 without a byte order mark; raises where a byte is not of the encoding."""
    if found := other_format(data):
        raise Unreadable([(1, *found)])
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fault = f"编码不符 byte {error.start} is not {encoding}"
        remedy = "请按清单所写编码导出 export the file in the encoding the manifest names"
        raise Unreadable([(line, fault, remedy)]) from None
    if encoding == "utf-8":
        return data.removeprefix(codecs.BOM_UTF8)
    return text.removeprefix("\ufeff").encode()


def _cleaned(frame: pl.DataFrame, lines: pl.Series) -> pl.DataFrame:
    if LINE in frame.columns:
        message = f"表头名称被占用 a header is called {LINE}"
        raise Unreadable([(1, message, "请改名 call it otherwise")])
    stripped = pl.all().str.strip_chars(BLANKS)
    return frame.select(pl.when(stripped != "").then(stripped).name.keep()).with_columns(lines)
