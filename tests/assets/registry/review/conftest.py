"""Lists of one committee as they go out, and filled in as a committee does."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from assets.intake.erasure import Receipts
from assets.intake.formats.file_formats import LINE, file_as_text
from assets.registry.linked_rows import CANDIDATE
from assets.registry.matched_dwellings import CANDIDATE as DWELLING
from assets.registry.review.listed import Records
from assets.registry.review.lists import dwelling_list, person_list
from assets.registry.review.workbooks import write_review
from tests.assets.registry.conftest import canonical

TODAY = date(2024, 3, 2)
NOBODY_ERASED = Receipts(pl.DataFrame(), b"")
NOTHING_KNOWN = Records({}, NOBODY_ERASED)
STEPS = [
    {"zh": "起点", "en": "start", "weight": -9.0},
    {"zh": "姓名:相同", "en": "name: the same", "weight": 7.5},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The lists of one committee: one pair of people and one household."""
    tables = canonical(
        residents=[{"person_code": "p1", "name": "甲"}, {"person_code": "p2", "name": "乙"}],
        households=[{"household_code": "h1", "address": "柳营路1弄2号"}],
    )
    pair = ("p1", "p2", "C1", "doubtful", 0.8, False, STEPS)
    pairs = pl.DataFrame([pair], schema=CANDIDATE, orient="row")
    homes = pl.DataFrame([("h1", "C1", None, None, 1)], schema=DWELLING, orient="row")
    lists = person_list(pairs, tables), dwelling_list(homes, tables)
    write_review(*lists, pairs, tables["divisions"], tmp_path)
    return tmp_path


def filled(path: Path, **cells: str) -> Path:
    """The workbook with cells of its first row filled in, and columns added, as a committee saves it."""
    frame = file_as_text(path, "xlsx", 100, {}).drop(LINE)
    row = {**frame.row(0, named=True), **cells}
    made = path.with_name(f"filled {path.name}")
    with xlsxwriter.Workbook(made) as workbook:
        sheet = workbook.add_worksheet()
        for place, (name, value) in enumerate(row.items()):
            sheet.write_row(0, place, [name])
            sheet.write_row(1, place, [value or ""])
    return made


def of(folder: Path, kind: str) -> Path:
    (found,) = folder.glob(f"C1*{kind}.xlsx")
    return found
