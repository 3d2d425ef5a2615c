"""A file that is something else than its manifest says: what it is, and what to do, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.intake.formats.file_formats import file_as_text
from assets.intake.formats.rows_of_text import Unreadable

IS = {
    "a workbook": (b"PK\x03\x04xl", "utf-8", "workbook or a ZIP", "xlsx"),
    "an old workbook": (b"\xd0\xcf\x11\xe0rest", "xlsx", "old .xls", "另存为"),
    "Parquet": (b"PAR1....PAR1", "gb18030", "Parquet", "parquet"),
    "UTF-16 without a mark": ("code,name\n1,2\n".encode("utf-16-le"), "utf-8", "UTF-16", "CSV UTF-8"),
    "lines of JSON": (b'{"a": 1}\n{"a": 2}\n', "utf-8", "JSON", "CSV"),
    "a web page": (b"\xef\xbb\xbf\n<html><table>", "xlsx", "web page", "CSV"),
    "packed": (b"\x1f\x8b\x08", "parquet", "compressed", "解压"),
}


@pytest.mark.parametrize("kind", IS)
def test_it_is_said_what_a_file_is(tmp_path: Path, kind: str) -> None:
    data, encoding, what, remedy = IS[kind]
    (tmp_path / "f").write_bytes(data)
    with pytest.raises(Unreadable) as refused:
        file_as_text(tmp_path / "f", encoding, 1, {})
    _, message, do = refused.value.faults[0]
    assert what in message
    assert remedy in do


def test_a_workbook_that_is_cut_off_is_no_other_format(tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(b"PK\x03\x04" + b"x" * 99)
    with pytest.raises(Unreadable, match="cut off"):
        file_as_text(tmp_path / "f.xlsx", "xlsx", 1, {})
