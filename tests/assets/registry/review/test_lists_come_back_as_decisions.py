"""A list that goes out as a workbook is read back as what was filled in, whole or not at all."""

from datetime import date
from pathlib import Path

import pytest

from assets.intake.erasure import add_receipts, read_receipts
from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused
from assets.registry.review.returned import returned_decisions, without_erased
from tests.assets.registry.review.conftest import NOTHING_KNOWN, TODAY, filled, of


def test_what_is_filled_in_is_a_decision(folder: Path) -> None:
    person = filled(of(folder, "是否同一人"), 是否同一人="是", 复核人="R7", 复核日期="2024-03-01")
    dwelling = filled(of(folder, "户在何房屋"), 确认的房屋编码="D4", 复核人="R7", 复核日期="2024-03-01")
    decided = returned_decisions([person, dwelling], load_mappings(), TODAY, NOTHING_KNOWN).decided
    assert decided["person_decisions"].rows() == [("p1", "p2", True, "R7", date(2024, 3, 1))]
    assert decided["dwelling_decisions"].rows() == [("h1", "D4", "R7", date(2024, 3, 1))]


def test_a_list_as_it_went_out_decides_nothing(folder: Path) -> None:
    decided = returned_decisions(sorted(folder.glob("*.xlsx")), load_mappings(), TODAY, NOTHING_KNOWN).decided
    assert [frame.height for frame in decided.values()] == [0, 0]


def test_every_fault_of_every_file_is_told_and_nothing_taken(folder: Path) -> None:
    person = filled(of(folder, "是否同一人"), 是否同一人="大概", 复核人="R7", 复核日期="2024-03-01")
    dwelling = filled(of(folder, "户在何房屋"), 确认的房屋编码="D4", 复核人="R7")
    with pytest.raises(ExportRefused) as refused:
        returned_decisions([person, dwelling], load_mappings(), TODAY, NOTHING_KNOWN)
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
    decided = returned_decisions([came], load_mappings(), TODAY, NOTHING_KNOWN).decided
    nobody, one = read_receipts(folder), add_receipts(folder, ["p2"], {"erased_on": TODAY})
    assert without_erased(decided, nobody)["person_decisions"].height == 1
    assert without_erased(decided, one)["person_decisions"].is_empty()
