"""Columns a reviewer adds are not read, rows without an answer decide nothing: both are told, by file."""

from pathlib import Path

import pytest

from assets.intake.formats.file_formats import LINE, file_as_text
from assets.intake.mappings.loading import load_mappings
from assets.intake.refusal import ExportRefused, Problem
from assets.registry.review.returned import Returned, returned_decisions
from tests.assets.registry.review.conftest import NOTHING_KNOWN, TODAY, filled, of

SIGNED = {"复核人": "R7", "复核日期": "2024-03-01"}


def read(path: Path) -> Returned:
    return returned_decisions([path], load_mappings(), TODAY, NOTHING_KNOWN)


def refusal(path: Path) -> Problem:
    with pytest.raises(ExportRefused) as refused:
        read(path)
    (problem,) = refused.value.problems
    return problem


def test_a_column_of_remarks(folder: Path) -> None:
    came = read(filled(of(folder, "是否同一人"), 是否同一人="是", **SIGNED, 备注="已电话核实"))
    assert came.decided["person_decisions"].height == 1
    (remark,) = came.remarks
    assert "第 19 列" in remark.message
    assert "核实" not in str(remark)


def test_a_row_that_is_signed_but_says_nothing(folder: Path) -> None:
    came = read(filled(of(folder, "户在何房屋"), **SIGNED))
    assert came.decided["dwelling_decisions"].is_empty()
    assert [remark.line for remark in came.remarks] == [2]


def test_a_list_whose_codes_were_taken_out(folder: Path) -> None:
    path = filled(of(folder, "是否同一人"), 是否同一人="是", **SIGNED)
    columns = file_as_text(path, "xlsx", 100, {}).drop(LINE, "人员编码")
    columns.write_csv(path.with_suffix(".csv"))
    assert "缺少表头 人员编码" in refusal(path.with_suffix(".csv")).message


def test_a_file_of_another_program(folder: Path) -> None:
    path = of(folder, "是否同一人").rename(folder / "复核.ods")
    assert "另存为 .xlsx" in refusal(path).remedy
