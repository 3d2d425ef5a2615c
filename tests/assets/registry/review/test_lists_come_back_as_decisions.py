"""A list that goes out as a workbook is read back as what was filled in, whole or not at all."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from assets.intake.erasure import add_receipts, read_receipts
from assets.intake.formats.file_formats import LINE, file_as_text
from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused
from assets.registry.linked_rows import CANDIDATE
from assets.registry.matched_dwellings import CANDIDATE as DWELLING
from assets.registry.review.lists import dwelling_list, person_list
from assets.registry.review.returned import returned_decisions, without_erased
from assets.registry.review.workbooks import write_review
from tests.assets.registry.conftest import canonical

TODAY = date(2024, 3, 2)
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
    """The workbook with cells of its first row filled in, as a committee saves it."""
    frame = file_as_text(path, "xlsx", 100, {}).drop(LINE)
    row = {name: cells.get(name, value) for name, value in frame.row(0, named=True).items()}
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


def test_what_is_filled_in_is_a_decision(folder: Path) -> None:
    person = filled(of(folder, "是否同一人"), 是否同一人="是", 复核人="R7", 复核日期="2024-03-01")
    dwelling = filled(of(folder, "户在何房屋"), 确认的房屋编码="D4", 复核人="R7", 复核日期="2024-03-01")
    decided = returned_decisions([person, dwelling], load_mappings(), TODAY)
    assert decided["person_decisions"].rows() == [("p1", "p2", True, "R7", date(2024, 3, 1))]
    assert decided["dwelling_decisions"].rows() == [("h1", "D4", "R7", date(2024, 3, 1))]


def test_a_list_as_it_went_out_decides_nothing(folder: Path) -> None:
    decided = returned_decisions(sorted(folder.glob("*.xlsx")), load_mappings(), TODAY)
    assert [frame.height for frame in decided.values()] == [0, 0]


def test_every_fault_of_every_file_is_told_and_nothing_taken(folder: Path) -> None:
    person = filled(of(folder, "是否同一人"), 是否同一人="大概", 复核人="R7", 复核日期="2024-03-01")
    dwelling = filled(of(folder, "户在何房屋"), 确认的房屋编码="D4", 复核人="R7")
    with pytest.raises(ExportRefused) as refused:
        returned_decisions([person, dwelling], load_mappings(), TODAY)
    assert [problem.line for problem in refused.value.problems] == [2, 2]
    assert {problem.file for problem in refused.value.problems} == {person.name, dwelling.name}


def test_the_page_draws_the_weights_and_names_nobody(folder: Path) -> None:
    (page,) = folder.glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "<svg" in text
    assert "姓名:相同" in text
    assert not [word for word in ("甲", "乙", "柳营路") if word in text]
    assert page.stat().st_mode & 0o077 == 0


def test_who_was_erased_meanwhile_is_in_no_decision(folder: Path) -> None:
    came = filled(of(folder, "是否同一人"), 是否同一人="是", 复核人="R7", 复核日期="2024-03-01")
    decided = returned_decisions([came], load_mappings(), TODAY)
    nobody, one = read_receipts(folder), add_receipts(folder, ["p2"], {"erased_on": TODAY})
    assert without_erased(decided, nobody)["person_decisions"].height == 1
    assert without_erased(decided, one)["person_decisions"].is_empty()
