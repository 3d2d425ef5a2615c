"""What a file is that cannot be read as what its manifest says: told by its first bytes.

What belongs here: formats that people deliver by mistake, and what to do with each. What does not: reading
any of them.
"""

from __future__ import annotations

from pathlib import Path

_XLSX = "若为 .xlsx，请改名并在清单中写 encoding: xlsx is it an .xlsx? Name it so, with encoding xlsx"
_SIGNATURES: tuple[tuple[tuple[bytes, ...], str, str], ...] = (
    ((b"PK\x03\x04", b"PK\x05\x06"), "实为工作簿或压缩包 it is a workbook or a ZIP", _XLSX),
    (
        (b"\xd0\xcf\x11\xe0",),
        "实为旧版 .xls 或有密码保护 it is an old .xls, or protected by a password",
        "请另存为不加密的 .xlsx save it as .xlsx without a password",
    ),
    ((b"PAR1",), "实为 Parquet it is Parquet", "请在清单中写 encoding: parquet say encoding parquet"),
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"), "实为压缩文件 it is a compressed file", "请解压后报送 unpack it"),
    (
        (b"\xff\xfe", b"\xfe\xff"),
        "文件是 UTF-16（Excel 的 Unicode 文本） it is UTF-16, as Excel saves “Unicode text”",
        "请另存为 CSV UTF-8 save it as CSV UTF-8",
    ),
    ((b"%PDF",), "实为 PDF it is a PDF", "请报送数据表本身 deliver the table itself"),
    ((b"<",), "实为网页或 XML it is a web page or XML", "请另存为 .xlsx 或 CSV save it as .xlsx or CSV"),
    (
        (b"{", b"[{"),
        "实为 JSON it is JSON",
        "请改报 CSV、.xlsx 或 Parquet deliver CSV, .xlsx or Parquet",
    ),
)
_HEAD = 4096


def other_format(data: bytes) -> tuple[str, str] | None:
    """Return what a file that begins with ``data`` is instead of a table, and what to do; None: no idea."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip(b" \r\n\t") or data[:_HEAD]
    for begins, message, remedy in _SIGNATURES:
        if head.startswith(begins):
            return message, remedy
    if head.count(0) * 4 > len(head):  # every other byte of Latin letters, digits and commas
        return _SIGNATURES[4][1:]
    return None


def other_format_of(path: Path, own: bytes) -> tuple[str, str] | None:
    """Return what the file at a path is; None for one that begins as it should (``own``), but is damaged."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return None if head.startswith(own) else other_format(head)
