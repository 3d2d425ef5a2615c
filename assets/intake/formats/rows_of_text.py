"""On which line each row of a comma-separated text ends, and whether every row is whole.

What belongs here: rows and their fields as places in the text. One without quotation marks in which all is
well is recognised by a few passes over the whole of it, in a fifth of the time; everything else goes to a
reader that walks row by row and can say what is wrong and where.
What does not: decoding, headers, values (``reader``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.intake.formats.headers import header_faults

SHOWN = 5
"""Faulty lines listed one by one; the rest is counted."""
COMMA, NEWLINE, RETURN, QUOTE = b',\n\r"'
SEPARATORS = {";": "; 分号", "\t": "制表符 tabs", "|": "| 竖线", "，": "全角逗号 full-width commas"}
"""What other programs put between fields."""
csv.field_size_limit(2**31 - 1)  # a long field is no fault of a row
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Unreadable(Exception):  # noqa: N818 - states the fact
    """Why a file cannot be read: (line, message, remedy) for each fault."""

    faults: Sequence[tuple[int, str, str]]


def lines_of_rows(data: bytes) -> Places:
    """Return the line on which each row after the header ends, the first line being 1.

    ``data`` is UTF-8. Raises ``Unreadable`` with every row that is not as wide as the header or cut short.
    """
    lines = _lines_if_plain(data)
    return _lines_row_by_row(data) if lines is None else lines


def without_blank_end(data: bytes) -> bytes:
    """Return a text without blank lines at its end, which hold no row; a lone column may have blank rows."""
    header = data[: data.find(b"\n") + 1]
    if b"," not in header or not data.endswith((b"\n\n", b"\n\r\n")):
        return data
    return data.rstrip(b"\r\n") + b"\n"


def check_dialect(data: bytes) -> None:
    """Raise ``Unreadable`` where lines end in CR alone, or other characters than commas part the fields."""
    if b"\r" in data and b"\n" not in data:
        raise Unreadable([(1, "换行符只有 CR its lines end in CR alone, as old Macs wrote them",
                           "请以 LF 或 CRLF 换行另存 save it with LF or CRLF")])  # fmt: skip
    if data.startswith(b"sep="):
        raise Unreadable([(1, "首行是 Excel 的 sep= its first line is sep=, for Excel alone",
                           "请删除该行 take the line out")])  # fmt: skip
    header = data[: data.find(b"\n")].decode() if b"\n" in data else data.decode()
    if "," in header:
        return
    for separator, name in SEPARATORS.items():
        if separator in header:
            raise Unreadable([(1, f"字段不是用逗号分隔 its fields are parted by {name}, not by commas",
                               "请另存为逗号分隔的 CSV save it as comma-separated CSV")])  # fmt: skip


def _lines_if_plain(data: bytes) -> Places | None:
    """Return the lines of a text without quotation marks, faults or oddities, None of any other."""
    if not data or b'"' in data or data.count(b"\r") != data.count(b"\r\n"):
        return None
    text = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(text == NEWLINE)
    if not len(ends) or ends[-1] != len(text) - 1:
        ends = np.append(ends, len(text))
    starts = np.append(0, ends[:-1] + 1)
    empty = ends - starts <= (text[np.maximum(ends - 1, 0)] == RETURN)
    separators = np.diff(np.searchsorted(np.flatnonzero(text == COMMA), ends), prepend=0)
    header = data[: ends[0]].removesuffix(b"\r").split(b",")
    if empty.any() or (separators != len(header) - 1).any() or len(set(header)) != len(header):
        return None
    return np.arange(2, len(ends) + 1)


def _lines_row_by_row(data: bytes) -> Places:
    reader = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    faults: list[tuple[int, str, str]] = []
    lines: list[int] = []
    try:
        header = next(reader, [])
        if not header or len(set(header)) != len(header):
            raise Unreadable([(1, *fault) for fault in header_faults(header)])
        for row in reader:
            if len(row) != len(header):
                faults.append((reader.line_num, *_fault_of(row, len(header))))
            lines.append(reader.line_num)
    except csv.Error:
        faults.append(
            (
                reader.line_num,
                "引号未闭合或提前结束 a quoted field does not end, or ends too early",
                "请完整报送 deliver the whole file",
            )
        )
    if len(faults) > SHOWN:
        faults[SHOWN:] = [
            (
                0,
                f"还有类似的行 {len(faults) - SHOWN} more lines like these",
                "请重新报送 deliver the file again",
            )
        ]
    if faults:
        raise Unreadable(faults)
    return np.array(lines, dtype=np.int64)


def _fault_of(row: list[str], wanted: int) -> tuple[str, str]:
    if not row:
        return "空行 an empty line", "请删除 take it out"
    return (
        f"字段数与表头不符 {len(row)} fields where the header has {wanted}",
        "请检查该行是否截断、缺字段或未加引号 deliver the row whole: a field is cut off, lost or not quoted",
    )
