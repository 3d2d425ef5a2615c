"""A committee's ledgers (台账) as a workbook in the form committees keep: a sheet per ledger, ready to print.

Belongs here: titles, ruled lines, numbering, page set-up, pure. Does not belong here: which lines
(`ledger_files.py`).
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_NUMBER = "序号"
_SIGNATURE = "核对人：　　　　　　　　　　居委会负责人：　　　　　　　　　　日期：　　　　年　　月　　日"
_NOTE = (
    "注：本表由标签自动生成，各栏只在所注来源采集一次，居民区不重复填报；未列出不等于“否”；“待核”为无法判定。"
    "仅用于关爱与服务，限本居民区使用，用后删除。"
)
_A4 = 9
_TITLE, _UNIT, _HEADER, _SOURCE, _FIRST = range(5)
# Excel's own limits of a sheet's name.
_LONGEST_NAME, _FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Column:
    """A column: its header, where what stands in it was collected, its width in characters."""

    title: str
    source: str
    width: int = 12


@dataclass(frozen=True)
class Sheet:
    """One ledger: its title, its columns without the number, its lines."""

    title: str
    columns: Sequence[Column]
    lines: Sequence[Sequence[str]]


def ledger_workbook(unit: str, on: date, sheets: Sequence[Sheet]) -> bytes:
    """Return the workbook as bytes.

    Args:
        unit: street, committee and its code, as they stand in the line below the title.
        on: the day that the lines are of.
        sheets: the ledgers; one without lines says so.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _AS_TEXT) as book:
        grid = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_size": 10}
        made = {
            "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
            "unit": {"font_size": 10, "valign": "vcenter"},
            "header": {**grid, "bold": True, "align": "center"},
            "source": {**grid, "font_size": 8, "font_color": "#555555", "align": "center"},
            "cell": grid,
            "middle": {**grid, "align": "center"},
            "note": {"font_size": 9, "text_wrap": True, "valign": "top"},
        }
        formats = {name: book.add_format(properties) for name, properties in made.items()}
        for sheet in sheets:
            _write(book.add_worksheet(sheet_name(sheet.title)), unit, on, sheet, formats)
    return buffer.getvalue()


def _write(to: Any, unit: str, on: date, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    columns = [Column(_NUMBER, "", 6), *sheet.columns]
    last = len(columns) - 1
    to.merge_range(_TITLE, 0, _TITLE, last, sheet.title, formats["title"])
    to.merge_range(
        _UNIT, 0, _UNIT, last, f"单位：{unit}　　数据日期：{on.year}年{on.month}月{on.day}日", formats["unit"]
    )
    for place, column in enumerate(columns):
        to.set_column(place, place, column.width)
        to.write_string(_HEADER, place, column.title, formats["header"])
        to.write_string(
            _SOURCE, place, f"来源：{column.source}" if column.source else "来源", formats["source"]
        )
    for number, line in enumerate(sheet.lines):
        to.write_number(_FIRST + number, 0, number + 1, formats["middle"])
        for place, cell in enumerate(line, start=1):
            to.write_string(_FIRST + number, place, cell, formats["cell"])
    end = _FIRST + len(sheet.lines)
    if not sheet.lines:
        to.merge_range(end, 0, end, last, "本日无记录", formats["middle"])
        end += 1
    to.merge_range(end, 0, end, last, _NOTE, formats["note"])
    to.merge_range(end + 1, 0, end + 1, last, _SIGNATURE, formats["unit"])
    for row, height in ((_TITLE, 30), (_UNIT, 20), (_HEADER, 44), (_SOURCE, 44), (end, 30), (end + 1, 34)):
        to.set_row(row, height)
    _print_set_up(to, end + 1, last)


def _print_set_up(page: Any, last_row: int, last_column: int) -> None:
    """A4 landscape, one page wide, header on every page and always in sight."""
    page.freeze_panes(_FIRST, 3)
    page.repeat_rows(_HEADER, _SOURCE)
    page.set_paper(_A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.center_horizontally()
    page.print_area(0, 0, last_row, last_column)
    page.set_footer("&C第 &P 页，共 &N 页")


def sheet_name(title: str, ending: str = "") -> str:
    """Return a title as Excel takes it for a sheet, with its ending whole."""
    return _FORBIDDEN.sub(" ", title)[: _LONGEST_NAME - len(ending)].strip() + ending
