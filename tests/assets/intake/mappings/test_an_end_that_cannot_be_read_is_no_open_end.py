"""An end date that a workbook shows as an error or merges away never makes a benefit run for ever."""

import hashlib
from datetime import datetime

import polars as pl
import xlsxwriter

ROLL = "disabled_veterans"
NUMBER = "11010519491231002X"


def test_rows_of_a_workbook_end_when_it_says_so(export) -> None:
    path = export.folder / export.entry(ROLL)["file"]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名册")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["公民身份号码", "伤残等级", "认定日期", "终止日期"])
        for row, start in enumerate(["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"], 1):
            sheet.write_row(row, 0, [NUMBER, "五级", start])
        sheet.write_formula(1, 3, "=Z1", value="#REF!")
        sheet.merge_range(2, 3, 3, 3, "2024-02-01")
        sheet.write_datetime(4, 3, datetime(2030, 1, 1), day)  # noqa: DTZ001
    export.change_entry(ROLL, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), rows=4)
    taken = export.take_in()
    entries = taken.tables["department_rolls"].filter(roll=ROLL).sort("valid_from")
    assert entries["valid_to"].cast(pl.String).to_list() == ["2024-02-01", "2024-02-01", "2030-01-01"]
    refused = taken.quarantine.filter(source=ROLL)
    assert refused.select("line", "reason_code", "column").rows() == [(2, "error_cell", "valid_to")]
