"""Rows of separators alone, which spreadsheets write beneath a table, are no rows, counted or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.intake.formats.file_formats import LINE, file_as_text, without_blank_rows
from tests.assets.intake.conftest import Export

BLANK = b",,\r\n , ,\r\n"


def test_they_are_left_out_and_lines_stay(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes(b"a,b,c\r\n1,2,3\r\n" + BLANK + b"4,5,6\r\n" + BLANK)
    frame = without_blank_rows(file_as_text(tmp_path / "f.csv", "utf-8", 2, {}))
    assert frame.select("a", LINE).rows() == [("1", 2), ("4", 5)]


@pytest.mark.parametrize("counted", [0, 2])
def test_a_manifest_may_count_them_or_not(export: Export, counted: int) -> None:
    rows = export.entry("volunteer_hours")["rows"]
    export.change_bytes(
        "volunteer_hours", lambda data: data.rstrip() + b"\r\n" + b",,,\r\n" * 2, rows=rows + counted
    )
    status = {row["source"]: row for row in export.take_in().source_status.iter_rows(named=True)}
    assert status["volunteer_hours"]["rows_in"] == rows
