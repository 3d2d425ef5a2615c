"""A title, a unit and a date above the header are no rows of the table; lines count as in the file."""

from pathlib import Path

import pytest

from assets.intake.formats.file_formats import LINE, file_as_text
from tests.assets.intake.formats.made_workbooks import read

HEADER = ["证件号码", "起始日期", "终止日期"]
TABLE = "证件号码,起始日期,终止日期\nx,20240302,\n"


def test_a_workbook_with_a_merged_title_and_a_line_of_unit_and_date(tmp_path: Path) -> None:
    def write(book, sheet) -> None:
        sheet.merge_range(0, 0, 0, 2, "低保人员名册")
        sheet.write(1, 0, "填报单位：某街道")
        sheet.write_row(3, 0, HEADER)
        sheet.write_row(4, 0, ["x", "20240302"])

    frame = read(tmp_path, write)
    assert frame.select(*HEADER, LINE).rows() == [("x", "20240302", None, 5)]


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("", 2),
        ("低保人员名册\n", 3),
        ("低保人员名册,,\n填报单位：某街道,,\n", 4),
        ("低保人员名册\r\n\r\n", 4),
    ],
)
def test_a_text_with_a_title(tmp_path: Path, above: str, line: int) -> None:
    (tmp_path / "f.csv").write_bytes((above + TABLE).encode())
    frame = file_as_text(tmp_path / "f.csv", "utf-8", 1, {})
    assert frame.select(*HEADER, LINE).rows() == [("x", "20240302", None, line)]


def test_a_header_over_rows_that_are_mostly_empty_is_no_title(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("a,b,c,d\n1,,,\n2,,,\n")
    assert file_as_text(tmp_path / "f.csv", "utf-8", 2, {}).height == 2


def test_a_table_of_one_column_has_no_title(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("a\n1\n2\n")
    assert file_as_text(tmp_path / "f.csv", "utf-8", 2, {}).height == 2
