"""What a workbook shows is what is read: real dates, merged cells, errors, the visible sheet, true rows."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from assets.intake.formats.file_formats import LINE, file_as_text
from assets.intake.formats.rows_of_text import Unreadable
from assets.intake.formats.workbook import is_date_format
from tests.assets.intake.formats.made_workbooks import read

HEADER = ["证件号码", "起始日期", "终止日期"]


def test_a_real_date_is_written_as_the_mapping_says(tmp_path: Path) -> None:
    def write(book, sheet) -> None:
        sheet.write_row(0, 0, HEADER)
        shown = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        sheet.write(1, 0, "x")
        sheet.write_datetime(1, 1, datetime(2024, 3, 2), shown)  # noqa: DTZ001
        sheet.write_datetime(1, 2, datetime(2024, 3, 2, 8, 30), book.add_format({"num_format": 14}))  # noqa: DTZ001

    assert read(tmp_path, write).drop(LINE).rows() == [("x", "20240302", "20240302")]


def test_dates_of_a_workbook_from_1904_are_the_same_days(tmp_path: Path) -> None:
    def write(book, sheet) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_datetime(1, 1, datetime(2024, 3, 2), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001

    assert read(tmp_path, write, date_1904=True)["起始日期"].to_list() == ["20240302"]


@pytest.mark.parametrize(
    ("code", "shows_a_day"),
    [("yyyy-mm-dd", True), ("m/d", True), ('[$-804]yyyy"年"m"月"', True), ("mmm", True), ("General", False),
     ("0.00", False), ("h:mm:ss", False), ("[h]:mm", False), ('0"d"', False), ("mm:ss", False),
     ("#,##0_y", False)],
)  # fmt: skip
def test_which_formats_show_a_day(code: str, shows_a_day: bool) -> None:
    assert is_date_format(code) is shows_a_day


def test_an_error_is_no_empty_cell(tmp_path: Path) -> None:
    def write(_, sheet) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["x", "20240101"])
        sheet.write_formula(1, 2, "=#REF!", value="#REF!")

    assert read(tmp_path, write)["终止日期"].to_list() == ["#REF!"]


def test_cells_merged_downwards_all_have_the_value(tmp_path: Path) -> None:
    def write(_, sheet) -> None:
        sheet.write_row(0, 0, HEADER)
        for row in (1, 2, 3):
            sheet.write_row(row, 0, [f"x{row}", "20240101"])
        sheet.merge_range(1, 2, 3, 2, "20240201")

    assert read(tmp_path, write)["终止日期"].to_list() == ["20240201"] * 3


def test_cells_merged_sideways_are_a_fault(tmp_path: Path) -> None:
    def write(_, sheet) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write(1, 0, "x")
        sheet.merge_range(1, 1, 1, 2, "20240201")

    assert read(tmp_path, write).drop(LINE).rows() == [("x", "#MERGED!", "#MERGED!")]


def test_blank_rows_count_in_line_numbers(tmp_path: Path) -> None:
    def write(book, sheet) -> None:
        sheet.write_row(1, 0, HEADER)
        sheet.write(4, 0, "x")
        sheet.write(7, 0, "y")
        sheet.write_blank(9, 0, None, book.add_format({"bold": True}))

    assert read(tmp_path, write).select("证件号码", LINE).rows() == [("x", 5), ("y", 8)]


def test_hidden_and_empty_sheets_are_passed_over(tmp_path: Path) -> None:
    def write(book, sheet) -> None:
        sheet.hide()
        sheet.write(0, 0, "secret")
        book.add_worksheet("空")
        shown = book.add_worksheet("数据")
        shown.activate()
        shown.write_row(0, 0, HEADER)
        shown.write(1, 0, "x")
        book.add_chartsheet("图")

    assert read(tmp_path, write)["证件号码"].to_list() == ["x"]


def test_several_visible_sheets_are_refused_by_name(tmp_path: Path) -> None:
    def write(book, sheet) -> None:
        sheet.write_row(0, 0, HEADER)
        book.add_worksheet("Sheet2").write(0, 0, "说明")

    with pytest.raises(Unreadable) as refused:
        read(tmp_path, write)
    assert "“名册”, “Sheet2”" in refused.value.faults[0][1]


def test_a_long_number_in_a_cell_is_told_as_cut_short(tmp_path: Path) -> None:
    def write(_, sheet) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_number(1, 0, 310106194001019907)
        sheet.write_number(2, 0, 123456789012345)
        sheet.write_number(3, 0, 6.0)
        sheet.write_boolean(4, 0, True)

    assert read(tmp_path, write)["证件号码"].to_list() == [
        "3.10106194001020E+17", "123456789012345", "6", "true",
    ]  # fmt: skip


def test_a_column_with_values_needs_a_header(tmp_path: Path) -> None:
    def write(_, sheet) -> None:
        sheet.write_row(0, 0, ["证件号码", "", "起始日期"])
        sheet.write_row(1, 0, ["x", "y", "20240101"])

    with pytest.raises(Unreadable) as refused:
        read(tmp_path, write)
    assert "no header" in refused.value.faults[0][1]


def test_real_dates_and_floats_of_parquet(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    pl.DataFrame(
        {
            "证件号码": [310106194001019907.0, 310106101036.0],
            "起始日期": [date(2024, 3, 2), None],
            "终止日期": pl.Series([datetime(2024, 3, 1, 16, 0), None]).dt.replace_time_zone("UTC"),  # noqa: DTZ001
        }
    ).write_parquet(path)
    frame = file_as_text(path, "parquet", 2, {"起始日期": "%Y%m%d", "终止日期": "%Y-%m-%d"})
    assert frame["起始日期"].to_list() == ["20240302", None]
    assert frame["终止日期"].to_list() == ["2024-03-02", None]
    assert frame["证件号码"].to_list() == ["310.1061940010199E+15", "310106101036"]


def test_a_day_before_the_first_or_after_the_last_is_shown_as_signs(tmp_path: Path) -> None:
    def write(book, sheet) -> None:
        sheet.write_row(0, 0, HEADER)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write(1, 0, "x")
        sheet.write_number(1, 1, -3, day)
        sheet.write_number(1, 2, 1e9, day)

    assert read(tmp_path, write).drop(LINE).rows() == [("x", "########", "########")]


@pytest.mark.parametrize(("value", "shown"), [(0, "#N/A"), (7, "7")])
def test_a_nought_beside_a_formula_that_is_yet_to_be_worked_out_is_no_value(
    tmp_path: Path, value: int, shown: str
) -> None:
    def write(book, sheet) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_formula(1, 0, "=A1&B1", None, value)

    assert read(tmp_path, write)["证件号码"].to_list() == [shown]
