"""What a file is that cannot be read as what its manifest says: told by its first bytes.

What belongs here: formats that people deliver by mistake, and what to do with each. What does not: reading
any of them.
"""

from __future__ import annotations

from pathlib import Path

_XLSX = "is it an .xlsx? Name it so, with encoding xlsx 若为 .xlsx，请改名并在清单中写 encoding: xlsx"
_SIGNATURES: tuple[tuple[tuple[bytes, ...], str, str], ...] = (
    ((b"PK\x03\x04", b"PK\x05\x06"), "it is a workbook or a ZIP 实为工作簿或压缩包", _XLSX),
    (
        (b"\xd0\xcf\x11\xe0",),
        "it is an old .xls, or protected by a password 实为旧版 .xls 或有密码保护",
        "save it as .xlsx without a password 请另存为不加密的 .xlsx",
    ),
    ((b"PAR1",), "it is Parquet 实为 Parquet", "say encoding parquet 请在清单中写 encoding: parquet"),
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"), "it is a compressed file 实为压缩文件", "unpack it 请解压后报送"),
    (
        (b"\xff\xfe", b"\xfe\xff"),
        "it is UTF-16, as Excel saves “Unicode text” 文件是 UTF-16（Excel 的 Unicode 文本）",
        "save it as CSV UTF-8 请另存为 CSV UTF-8",
    ),
    ((b"%PDF",), "it is a PDF 实为 PDF", "deliver the table itself 请报送数据表本身"),
    ((b"<",), "it is a web page or XML 实为网页或 XML", "save it as .xlsx or CSV 请另存为 .xlsx 或 CSV"),
    (
        (b"{", b"[{"),
        "it is JSON 实为 JSON",
        "deliver CSV, .xlsx or Parquet 请改报 CSV、.xlsx 或 Parquet",
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
