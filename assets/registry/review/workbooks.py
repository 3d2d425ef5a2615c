"""Review lists as files: for each committee a workbook per list, and a page that draws each pair's weights.

Belongs here: laying out sheets, naming files. Does not belong here: their rows (`lists`), reading them back
(`returned`). A workbook has one sheet, since that is what is read back.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from assets.files import private_folder, write_whole
from assets.intake.quarantine.workbooks import AS_TEXT, committee_title, file_name
from assets.registry.review.lists import PERSON_DECISION, TAKEN_BACK
from assets.registry.review.pictures import page

PERSONS, DWELLINGS = "是否同一人", "户在何房屋"
_WIDTH, _WIDTHS = 12, {"姓名": 8, "性别": 5, "电话": 13, "址": 24, "为何列出": 18, "可能性": 7, "相似度": 7}
"""How wide a column is, by the end of its header: all of them stand on one sheet of paper, to be read."""
_A4, _TWO_LINES = 9, 30


def write_review(
    persons: pl.DataFrame,
    dwellings: pl.DataFrame,
    candidates: pl.DataFrame,
    divisions: pl.DataFrame,
    folder: Path,
) -> dict[str, int]:
    """Write the lists to ``folder``, for its owner only (0700, files 0600); return rows by file name.

    Args:
        persons: of `lists.person_list`.
        dwellings: of `lists.dwelling_list`.
        candidates: the frame `duplicate_candidate`, whose steps are drawn.
        divisions: canonical divisions, for the names.
        folder: where to.

    """
    names = dict(divisions.select("division_code", "name").iter_rows())
    private_folder(folder)
    written: dict[str, int] = {}
    for kind, rows in ((PERSONS, persons), (DWELLINGS, dwellings)):
        for code, title, part in _by_committee(rows, names):
            file = file_name(f"{title} {kind}")
            write_whole(folder / file, _workbook(kind, f"{title} {kind}", part))
            written[file] = part.height
            if kind == PERSONS:
                of_committee = candidates.filter(pl.col("committee_code").eq_missing(pl.lit(code, pl.String)))
                drawn = page(f"{title} {kind}", of_committee)
                write_whole(folder / f"{file.removesuffix('.xlsx')}.html", drawn)
    return written


def _by_committee(
    rows: pl.DataFrame, names: Mapping[str, str]
) -> Sequence[tuple[str | None, str, pl.DataFrame]]:
    parts = rows.partition_by("committee_code", maintain_order=True, include_key=True)
    codes: list[str | None] = [part["committee_code"][0] for part in parts]
    return [
        (code, committee_title(code, names), part.drop("committee_code"))
        for code, part in sorted(zip(codes, parts, strict=True), key=lambda each: each[0] or "~")
    ]


def _workbook(kind: str, title: str, rows: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, AS_TEXT) as workbook:
        sheet = workbook.add_worksheet(kind)
        cell = {"border": 1, "text_wrap": True, "valign": "top"}
        plain, head = workbook.add_format(cell), workbook.add_format({**cell, "bold": True})
        asked = workbook.add_format({**cell, "bold": True, "bg_color": "#FFF2CC"})
        as_text = workbook.add_format({**cell, "num_format": "@"})  # 0012 stays 0012
        as_date = workbook.add_format({**cell, "num_format": "yyyy-mm-dd"})
        first = rows.width - len(PERSON_DECISION)
        formats = [plain] * first + [as_text] * (len(PERSON_DECISION) - 1) + [as_date]
        for place, name in enumerate(rows.columns):
            sheet.write_string(0, place, name, head if place < first else asked)
            width = next((width for end, width in _WIDTHS.items() if name.endswith(end)), _WIDTH)
            sheet.set_column(place, place, width)
        for number, row in enumerate(rows.iter_rows(), start=1):
            for place, (value, written) in enumerate(zip(row, formats, strict=True)):
                if value is None:
                    sheet.write_blank(number, place, None, written)
                else:
                    sheet.write_string(number, place, str(value), written)
        if kind == PERSONS:
            answers = {"validate": "list", "source": ["是", "否", TAKEN_BACK]}
            sheet.data_validation(1, first, max(rows.height, 1), first, answers)
        _for_paper(sheet, title, rows)
    return buffer.getvalue()


def _for_paper(sheet: xlsxwriter.worksheet.Worksheet, title: str, rows: pl.DataFrame) -> None:
    sheet.set_default_row(_TWO_LINES)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, rows.height, rows.width - 1)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.3, right=0.3, top=0.6, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header("&L" + title.replace("&", "&&"))
    sheet.set_footer("&C&P / &N")
