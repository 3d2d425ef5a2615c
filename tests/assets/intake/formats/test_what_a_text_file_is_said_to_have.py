"""Messages about a text file say what is there and what to do, in both languages."""

from pathlib import Path

import pytest

from assets.intake.formats.file_formats import LINE, file_as_text
from assets.intake.formats.rows_of_text import Unreadable

SAID = {
    "CR alone": (b"a,b\r1,2\r", 1, "its lines end in CR alone", "CRLF"),
    "semicolons": (b"a;b\n1;2\n", 1, "parted by ;", "逗号"),
    "tabs": (b"a\tb\n1\t2\n", 1, "parted by 制表符 tabs", "CSV"),
    "full-width commas": ("a，b\n1，2\n".encode(), 1, "full-width commas", "CSV"),
    "Excel's own first line": (b"sep=;\na;b\n1;2\n", 1, "its first line is sep=", "请删除该行"),
    "Unicode text": ("a\tb\n1\t2\n".encode("utf-16"), 1, "it is UTF-16", "CSV UTF-8"),
    "an empty line inside": (b"a,b\n\n1,2\n", 2, "空行 an empty line", "请删除"),
    "a field too few": (b"a,b\n1\n", 2, "1 fields where the header has 2", "请检查"),
}


@pytest.mark.parametrize("kind", SAID)
def test_what_is_wrong_is_said_with_a_remedy(tmp_path: Path, kind: str) -> None:
    data, line, what, remedy = SAID[kind]
    (tmp_path / "f.csv").write_bytes(data)
    with pytest.raises(Unreadable) as refused:
        file_as_text(tmp_path / "f.csv", "utf-8", 1, {})
    at, message, do = refused.value.faults[0]
    assert at == line
    assert what in message
    assert remedy in do


@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n", b"\r\n\r\n\r\n"])
def test_blank_lines_at_the_end_hold_no_row(tmp_path: Path, end: bytes) -> None:
    (tmp_path / "f.csv").write_bytes(b"a,b\n1,2" + end)
    assert file_as_text(tmp_path / "f.csv", "utf-8", 1, {}).select("a", "b", LINE).rows() == [("1", "2", 2)]
