"""Headers that stand under a group's name, in the second line of a merged header."""

from __future__ import annotations

from pathlib import Path

from tests.assets.intake.formats.made_workbooks import read


def test_the_lower_line_is_the_header_under_a_group(tmp_path: Path) -> None:
    def write(book, sheet) -> None:
        sheet.merge_range(0, 0, 0, 3, "低保人员名册")
        sheet.merge_range(1, 0, 2, 0, "证件号码")
        sheet.merge_range(1, 1, 1, 2, "起止")
        sheet.write_row(2, 1, ["起始日期", "终止日期"])
        sheet.write(1, 3, "备注")  # not merged with the blank cell beneath it
        sheet.write_row(3, 0, ["x", "20240302", "20250302", "y"])

    frame = read(tmp_path, write)
    assert frame.columns[:4] == ["证件号码", "起始日期", "终止日期", "备注"]
    assert frame.rows() == [("x", "20240302", "20250302", "y", 4)]


def test_a_group_without_headers_is_refused_by_the_headers_that_are_missing(tmp_path: Path) -> None:
    def write(book, sheet) -> None:
        sheet.write(0, 0, "证件号码")
        sheet.merge_range(0, 1, 0, 2, "起止")
        sheet.write_row(1, 0, ["x", "20240302", "20250302"])

    assert "起始日期" not in read(tmp_path, write).columns
