"""Reading an .xlsx workbook as people see it: the visible sheet, real dates, merged cells, errors, true rows.

What belongs here: cells as text by row number, bounded before anything is unpacked. What does not: headers
and what a text means (`file_formats`). A reader of tables would not do: it hands a failed formula, a merged
cell and an empty one over alike, takes hidden sheets for visible ones, and unpacks whatever it is given.
Source of the format: ECMA-376 part 1, chapters 12 (package) and 18 (SpreadsheetML).
"""

from __future__ import annotations

import contextlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

from assets.intake.formats.other_formats import other_format_of
from assets.intake.formats.rows_of_text import Unreadable

FAULTS = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, IndexError, ValueError, OverflowError,
    EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What a damaged workbook makes the standard library raise."""
MERGED = "#MERGED!"
"""Written into cells that are merged with those beside them: which of the two columns is meant?"""
NO_VALUE = "#N/A"
"""Written where a formula stands that was never worked out."""
NO_DAY, LAST_DAY = "########", 2_958_466
"""What is shown in place of a date before the first day or after 9999-12-31."""
DATES_BUILT_IN = {*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)}
MOST_DIGITS = 10**15
MOST_MERGED = 100_000
CHUNK = 1 << 16

Cell = str | date | datetime
"""What stands in a cell: a date where the workbook says that it is one, text otherwise."""


@dataclass(frozen=True)
class Bounds:
    """What a workbook may hold: rows with anything in them, and bytes once it is unpacked."""

    rows: int
    unpacked: int


@dataclass
class _Sheet:
    """Rows by their number, cells by their column, both from 0; and what is merged."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_workbook(path: Path, bounds: Bounds) -> dict[int, dict[int, Cell]]:
    """Return the rows of the one visible sheet that has any: by row number from 0, cells by column from 0.

    Blank rows and cells are left out. Cells merged downwards all have the value, cells merged sideways
    `MERGED`. Raises ``Unreadable``, also where several visible sheets have rows: their names are told.
    """
    try:
        with zipfile.ZipFile(path) as package:
            unpacked = sum(part.file_size for part in package.infolist())
            if unpacked > bounds.unpacked:
                message = (
                    f"解压后过大，与行数不符 it unpacks to {unpacked:,} bytes, far more than its rows need"
                )
                raise Unreadable([(0, message, "请只报送表格本身 deliver the table alone")])
            return _visible_rows(package, bounds)
    except FAULTS:
        raise Unreadable([(0, *_no_workbook(path))]) from None


def _no_workbook(path: Path) -> tuple[str, str]:
    found = other_format_of(path, b"PK")
    what = "文件不完整或不是 .xlsx no readable Excel workbook: cut off or of another format"
    return found or (what, "请另存为 .xlsx 后重新报送 deliver it again as .xlsx")


def _visible_rows(package: zipfile.ZipFile, bounds: Bounds) -> dict[int, dict[int, Cell]]:
    book = _Book.of(package)
    with_rows: list[tuple[str, _Sheet]] = []
    for name, part in book.visible:
        sheet = _read_sheet(package, part, book, bounds.rows if not with_rows else 1)
        if sheet.rows:
            with_rows.append((name, sheet))
    if len(with_rows) > 1:
        names = ", ".join(f"“{name}”" for name, _ in with_rows)
        raise Unreadable([(0, f"有多个可见工作表: {names} several visible sheets have rows",
                           "只保留一个，或隐藏其余工作表 keep one, or hide the others")])  # fmt: skip
    if not with_rows:
        raise Unreadable(
            [(0, "没有可见且非空的工作表 no visible sheet has rows", "请报送数据表 deliver the sheet")]
        )
    return _filled(with_rows[0][1])


@dataclass(frozen=True)
class _Book:
    """Names and parts of the visible sheets, shared texts, which styles are dates, the first day."""

    visible: list[tuple[str, str]]
    texts: list[str]
    dates: frozenset[int]
    day_0: datetime
    unreckoned: bool
    """Its formulas are yet to be worked out: a 0 beside one may be no more than a place kept."""

    @classmethod
    def of(cls, package: zipfile.ZipFile) -> _Book:
        root = _attribute(package, "_rels/.rels", "Relationship", "Target", "Type", "/officeDocument")
        folder = PurePosixPath(root).parent
        parts: dict[str, tuple[str, str]] = {}
        for name, attributes in _elements(
            package, str(folder / "_rels" / f"{PurePosixPath(root).name}.rels")
        ):
            if name == "Relationship":
                target = attributes["Target"]
                at = target.lstrip("/") if target.startswith("/") else str(folder / target)
                parts[attributes["Id"]] = attributes["Type"].rpartition("/")[2], at
        visible, starts_1904, unreckoned = [], False, False
        for name, attributes in _elements(package, root):
            if name == "sheet" and attributes.get("state", "visible") == "visible":
                kind, part = parts[next(value for key, value in attributes.items() if key.endswith(" id"))]
                if kind == "worksheet":
                    visible.append((attributes.get("name", ""), part))
            elif name == "workbookPr":
                starts_1904 = attributes.get("date1904", "0") in ("1", "true")
            elif name == "calcPr":
                unreckoned = attributes.get("fullCalcOnLoad", "0") in ("1", "true")
        by_kind = {kind: part for kind, part in parts.values() if part in package.NameToInfo}
        texts = _shared_texts(package, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else []
        dates = _date_styles(package, by_kind["styles"]) if "styles" in by_kind else frozenset()
        day_0 = datetime(1904, 1, 1) if starts_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
        return cls(visible, texts, dates, day_0, unreckoned)


def _parse(package: zipfile.ZipFile, part: str, start: Callable[[str, dict[str, str]], None],
           end: Callable[[str], None], text: Callable[[str], None]) -> None:  # fmt: skip
    """Walk through a part; names come without their namespaces, attributes' with a blank after theirs."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(" ")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = text

    def refuse(*_: Any) -> None:
        raise ValueError("a document type, which no workbook has")

    parser.StartDoctypeDeclHandler = refuse
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _elements(package: zipfile.ZipFile, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    elements: list[tuple[str, dict[str, str]]] = []
    _parse(package, part, lambda name, attributes: elements.append((name, attributes)), _ignore, _ignore)
    yield from elements


def _ignore(_: str) -> None:
    return None


def _attribute(package: zipfile.ZipFile, part: str, element: str, wanted: str, key: str, ends: str) -> str:
    values = (
        attributes[wanted]
        for name, attributes in _elements(package, part)
        if name == element and attributes.get(key, "").endswith(ends)
    )
    return next(values, "xl/workbook.xml").lstrip("/")


def _shared_texts(package: zipfile.ZipFile, part: str) -> list[str]:
    """Return the texts that cells refer to by number, without the readings (rPh) beside them."""
    texts: list[str] = []
    inside: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        inside.append(name)
        if name == "si":
            texts.append("")

    def text(characters: str) -> None:
        if inside and inside[-1] == "t" and "rPh" not in inside:
            texts[-1] += characters

    _parse(package, part, start, lambda _: inside.__delitem__(-1), text)
    return texts


def _date_styles(package: zipfile.ZipFile, part: str) -> frozenset[int]:
    """Return the numbers of the cell styles that show a date."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "xf" and inside and inside[-1] == "cellXfs":
            styles.append(int(attributes.get("numFmtId", "0")))
        inside.append(name)

    _parse(package, part, start, lambda _: inside.__delitem__(-1), _ignore)
    return frozenset(
        place
        for place, number in enumerate(styles)
        if number in DATES_BUILT_IN or is_date_format(formats.get(number, ""))
    )


def is_date_format(code: str) -> bool:
    """Return whether a number format shows a day: years or days, or months that are no minutes."""
    shown = re.sub(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', "", code.lower())
    return bool(re.search("[yd]", shown)) or ("m" in shown and not re.search("[hs]", shown))


def _read_sheet(package: zipfile.ZipFile, part: str, book: _Book, most_rows: int) -> _Sheet:
    """Read a sheet; one with more rows than ``most_rows`` is left off there when it only has to have any."""
    reader = _SheetReader(book, most_rows)
    with contextlib.suppress(_Enough):
        _parse(package, part, reader.start, reader.end, reader.text)
    return reader.sheet


class _Enough(Exception):  # noqa: N818 - states the fact
    """More rows than were asked for."""


class _SheetReader:
    """Handles the elements of one sheet."""

    def __init__(self, book: _Book, most_rows: int) -> None:
        self.sheet, self._book, self._most = _Sheet(), book, most_rows
        self._row = self._column = -1
        self._kind, self._style, self._formula = "n", 0, False
        self._texts: list[str] = []
        self._reads = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            at = attributes.get("r")
            self._column = column_of(at) if at else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
            self._texts, self._formula = [], False
        elif name in ("v", "t"):
            self._reads = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name == "rPh":
            self._kind = "reading"
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            self.sheet.merged.append(
                (row_of(first), column_of(first), row_of(last or first), column_of(last or first))
            )

    def text(self, characters: str) -> None:
        if self._reads and self._kind != "reading":
            self._texts.append(characters)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._reads = False
        elif name == "rPh":
            self._kind = "inlineStr"
        elif name == "c":
            value = self._value("".join(self._texts))
            if value != "":
                self.sheet.rows.setdefault(self._row, {})[self._column] = value
        elif name == "row" and len(self.sheet.rows) > self._most:
            raise _Enough

    def _value(self, text: str) -> Cell:
        if not text:
            return NO_VALUE if self._formula and self._kind != "str" else ""
        if self._kind == "s":
            return self._book.texts[int(text)].strip()
        if self._kind == "b":
            return "true" if text.strip() == "1" else "false"
        if self._kind == "d":
            return datetime.fromisoformat(text)
        if self._kind != "n":
            return text.strip()
        number = float(text)
        if self._formula and self._book.unreckoned and not number:
            return NO_VALUE
        if self._style in self._book.dates:
            if not 0 <= number < LAST_DAY:
                return NO_DAY
            return self._book.day_0 + timedelta(days=round(number * 86_400) / 86_400)
        return number_as_text(number)


def number_as_text(number: float) -> str:
    """Return a number as people see it; one of more than 15 digits in scientific notation, which says so."""
    if abs(number) >= MOST_DIGITS:
        return f"{number:.14E}"
    return str(int(number)) if number == int(number) else repr(number)


def column_of(reference: str) -> int:
    """Return the column, from 0, of a reference such as AB12."""
    place = 0
    for letter in reference.rstrip("0123456789"):
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def row_of(reference: str) -> int:
    """Return the row, from 0, of a reference such as AB12."""
    return int(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1


def _filled(sheet: _Sheet) -> dict[int, dict[int, Cell]]:
    if len(sheet.merged) > MOST_MERGED:
        raise ValueError("more merged cells than any table has")
    last = max(sheet.rows)
    width = max(max(cells, default=0) for cells in sheet.rows.values())
    for top, left, bottom, right in sheet.merged:
        value = sheet.rows.get(top, {}).get(left, "")
        if value == "":
            continue
        for row in range(top, min(bottom, last) + 1):
            for column in range(left, min(right, width + 1) + 1):
                if (row, column) != (top, left):
                    sheet.rows.setdefault(row, {})[column] = value if column == left else MERGED
            if right > left:
                sheet.rows[row][left] = MERGED if row > 0 else value
    return dict(sorted(sheet.rows.items()))
