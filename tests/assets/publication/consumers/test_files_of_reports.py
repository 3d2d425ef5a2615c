"""Reports are read as platforms and spreadsheets write them; every fault has its line and a remedy."""

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from assets.clock import SHANGHAI
from assets.intake.refusal import ExportRefused
from assets.publication.consumers.order_reports import read_reports
from assets.publication.consumers.work_orders import REPORT

AT = datetime(2024, 3, 6, tzinfo=SHANGHAI)
HEADER = "order_id,status,changed_at"
WANTED = ("a1b2", "accepted", "2024-03-05T09:30:00+08:00")
AS_WRITTEN = {
    "plain": f"{HEADER}\na1b2,accepted,2024-03-05T09:30:00+08:00\n".encode(),
    "by Excel, with blank rows": f"\ufeff{HEADER}\r\na1b2,accepted,2024/3/5 9:30\r\n,,\r\n".encode(),
    "in GB18030, with a remark": f"备注,{HEADER}\n已派,a1b2,accepted,2024-03-05 09:30\n".encode("gb18030"),
    "in another zone": f"{HEADER}\na1b2,accepted,2024-03-05T01:30Z\n".encode(),
    "typed by hand": f"{HEADER}\n ａ1b2 , accepted , 2024-03-05 09:30:00\n".encode(),
}
FAULTS = {
    "x,accepted,2024-03-05": "没有该工单",
    "1.2E+19,accepted,2024-03-05": "a cell of text",
    "a1b2,accept,2024-03-05": "您是否指 did you mean “accepted”?",
    "a1b2,resolved,soon": "2024-03-05T09:30:00+08:00",
    "a1b2,resolved,2999-03-05": "时间在将来",
    "a1b2,resolved,2024-03-05,x,y": "字段数与表头不符",
    '"a1b2,accepted,2024-03-05': "reports.csv:2: ",
}
NO_REPORTS = {
    "empty": b"",
    "semicolons": f"{HEADER}\na1b2,accepted,2024-03-05\n".replace(",", ";").encode(),
    "Chinese headers": "工单编号,状态,时间\na1b2,accepted,2024-03-05\n".encode(),
    "a workbook called CSV": b"PK\x03\x04 and so on",
    "UTF-16": f"{HEADER}\n".encode("utf-16"),
}


def _read(folder: Path, content: bytes) -> list[tuple[object, ...]]:
    (folder / "reports.csv").write_bytes(content)
    found = read_reports(folder / "reports.csv", {"a1b2"}, AT)
    assert found.schema == REPORT
    return found.rows()


@pytest.mark.parametrize("written", AS_WRITTEN)
def test_it_is_read(tmp_path, written: str) -> None:
    assert _read(tmp_path, AS_WRITTEN[written]) == [WANTED]


def test_a_workbook_is_read_with_its_dates(tmp_path) -> None:
    with xlsxwriter.Workbook(tmp_path / "reports.xlsx") as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write_row(1, 0, ["a1b2", "accepted"])
        shown_as = made.add_format({"num_format": "yyyy/m/d h:mm"})
        sheet.write_number(1, 2, 45356 + 9.5 / 24, shown_as)  # half past nine on 5 March 2024
    assert read_reports(tmp_path / "reports.xlsx", {"a1b2"}, AT).rows() == [WANTED]


@pytest.mark.parametrize("row", FAULTS)
def test_a_fault_is_told_with_its_line_and_remedy(tmp_path, row: str) -> None:
    with pytest.raises(ExportRefused) as refused:
        _read(tmp_path, f"{HEADER}\n{row}\n".encode())
    assert "reports.csv:2: " in str(refused.value)
    assert FAULTS[row] in str(refused.value)


def test_every_fault_is_told(tmp_path) -> None:
    with pytest.raises(ExportRefused) as refused:
        _read(tmp_path, f"{HEADER}\nx,nope,never\na1b2,nope,never\n".encode())
    assert [problem.line for problem in refused.value.problems] == [2, 2, 2, 3, 3]


@pytest.mark.parametrize("content", NO_REPORTS)
def test_what_is_no_file_of_reports_is_refused_with_a_remedy(tmp_path, content: str) -> None:
    with pytest.raises(ExportRefused, match="Remedy"):
        _read(tmp_path, NO_REPORTS[content])
