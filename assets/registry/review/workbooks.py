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
_WIDTH = 18


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
            write_whole(folder / file, _workbook(kind, part))
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


def _workbook(kind: str, rows: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, AS_TEXT) as workbook:
        sheet = workbook.add_worksheet(kind)
        head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        asked = workbook.add_format({"bold": True, "bg_color": "#FFF2CC", "valign": "top"})
        to_fill = rows.columns[-len(PERSON_DECISION) :]
        for place, name in enumerate(rows.columns):
            sheet.write_string(0, place, name, asked if name in to_fill else head)
        for number, row in enumerate(rows.iter_rows(), start=1):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write_string(number, place, str(value))
        if kind == PERSONS:
            decision = rows.columns.index(PERSON_DECISION[0])
            sheet.data_validation(
                1, decision, rows.height, decision, {"validate": "list", "source": ["是", "否", TAKEN_BACK]}
            )
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, rows.height, rows.width - 1)
        sheet.set_column(0, rows.width - 1, _WIDTH)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return buffer.getvalue()
