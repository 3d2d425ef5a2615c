"""Refused rows as workbooks to send back: one per committee, in Chinese and English, for who can correct.

What belongs here: laying out sheets. What does not: finding a row's committee (``by_committee``).
The files hold personal values: only the user who writes them may read them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from assets.files import write_whole
from assets.intake.mappings.mapping_file import Source
from assets.intake.quarantine.reason_codes import REASONS

OWN = ("文件 File", "行 Line", "原因 Reason", "如何处理 What to do")
AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""Options of a workbook: a cell that looks like a formula or an address stays the text it is."""
UNKNOWN = "未知居民区 committee unknown"
_LONGEST_NAME = 200  # bytes; a file system takes 255, and a Chinese character is three
HOW = (
    "以下各行未能采用，其所涉事项在更正前视为未知（不是“否”）。请在来源系统中更正后重新导出（修订号加一）。",
    "These rows could not be taken in; until they are corrected, what they are about is unknown, which is no"
    " “no”. Correct them in the system they "
    "came from and export again with a higher revision: corrected rows are then taken in.",
    "本文件含个人信息：仅限本居民区数据负责人查阅，用后删除。",
    "This file holds personal data: for the committee's data owner only; delete it after use.",
)


def write_workbooks(
    quarantine: pl.DataFrame, divisions: pl.DataFrame, sources: Mapping[str, Source], folder: Path
) -> dict[str, int]:
    """Write a workbook per ``committee_code`` (and one for null) to ``folder``; return rows by file name.

    A row that was emptied, because it was an erased person's, is in none: there is nothing to correct.
    ``quarantine`` as ``with_committees`` gives it. The folder is made for its owner only (0700),
    files are 0600.
    """
    names = dict(divisions.select("division_code", "name").iter_rows())
    written: dict[str, int] = {}
    correctable = quarantine.filter(pl.col("row") != "{}")
    for (code,), rows in correctable.sort("committee_code", nulls_last=True).group_by(
        "committee_code", maintain_order=True
    ):
        title = committee_title(code, names)
        file = file_name(title)
        write_whole(folder / file, _workbook(title, rows, sources))
        written[file] = rows.height
    return written


def committee_title(code: str | None, names: Mapping[str, str]) -> str:
    """Return how a committee's files are titled: code and name, or that it is not known."""
    return f"{code} {names.get(code, '')}".strip() if code else UNKNOWN


def file_name(title: str) -> str:
    """Return a name that every file system takes: the code and the beginning of a long title."""
    safe = "".join(each if each.isprintable() else " " for each in title.replace("/", "／"))
    return safe.encode()[:_LONGEST_NAME].decode(errors="ignore").strip() + ".xlsx"


def _workbook(title: str, rows: pl.DataFrame, sources: Mapping[str, Source]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, AS_TEXT) as workbook:
        bold = workbook.add_format({"bold": True})
        _summary(workbook.add_worksheet("说明 Read me"), title, rows, sources, bold)
        for (name,), of_source in rows.group_by("source", maintain_order=True):
            sheet = workbook.add_worksheet(_sheet_name(sources[str(name)].title.zh, workbook))
            _sheet(sheet, of_source, bold)
    return buffer.getvalue()


def _sheet_name(title: str, workbook: xlsxwriter.Workbook) -> str:
    """Return a title as Excel takes it: 31 characters, none of some marks, every name once."""
    plain = "".join(letter for letter in title if letter not in "[]:*?/\\'")[:28]
    taken = {sheet.get_name() for sheet in workbook.worksheets()}
    return next(name for name in (plain, *(f"{plain}{n}" for n in range(2, 99))) if name not in taken)


def _summary(
    sheet: xlsxwriter.worksheet.Worksheet,
    title: str,
    rows: pl.DataFrame,
    sources: Mapping[str, Source],
    bold: object,
) -> None:
    lines: list[list[str | int]] = [[line] for line in (title, *HOW)]
    lines.append([])
    lines.append(["来源 Source", "原因 Reason", "如何处理 What to do", "行数 Rows"])
    counts = rows.group_by("source", "reason_code", maintain_order=True).len()
    for source, code, count in counts.iter_rows():
        of, reason = sources[source].title, REASONS[code]
        cells = [f"{of.zh} {of.en}", f"{reason.zh} {reason.en}", f"{reason.remedy_zh} {reason.remedy}", count]
        lines.append(cells)
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line, bold if number in (0, len(HOW) + 2) else None)
    sheet.set_column(0, 2, 44)


def _sheet(sheet: xlsxwriter.worksheet.Worksheet, rows: pl.DataFrame, bold: object) -> None:
    headers = list(json.loads(rows["row"][0]))
    sheet.write_row(0, 0, [*OWN, *headers], bold)
    for number, row in enumerate(rows.iter_rows(named=True), start=1):
        faults = [fault.split(":") for fault in row["reasons"].split("; ")]
        reasons = "；".join(dict.fromkeys(f"{REASONS[code].zh} {REASONS[code].en}" for code, _ in faults))
        remedies = (f"{REASONS[code].remedy_zh} {REASONS[code].remedy}" for code, _ in faults)
        cells = json.loads(row["row"])
        sheet.write_row(number, 0, [row["file"], row["line"], reasons, "；".join(dict.fromkeys(remedies))])
        for place, header in enumerate(headers, start=len(OWN)):
            sheet.write_string(number, place, (cells[header] or "")[:32767])
    sheet.freeze_panes(1, len(OWN))
    sheet.set_column(0, len(OWN) + len(headers), 18)
