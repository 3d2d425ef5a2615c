"""A file that would unpack to far more than its manifest says is refused before it is unpacked."""

import os
import zipfile
from pathlib import Path

import polars as pl
import pytest

from assets.intake.formats import file_bounds
from assets.intake.formats.file_formats import file_as_text
from assets.intake.formats.rows_of_text import Unreadable
from assets.intake.manifest.manifest_file import read_manifest
from assets.intake.refusal import ExportRefused
from tests.assets.intake.formats.made_workbooks import read

SHEET = "xl/worksheets/sheet1.xml"


def said(path: Path, encoding: str, rows: int = 10) -> str:
    with pytest.raises(Unreadable) as refused:
        file_as_text(path, encoding, rows, {})
    return " ".join(fault[1] for fault in refused.value.faults)


def with_sheet(folder: Path, xml: bytes) -> Path:
    """A workbook whose sheet is this XML."""
    read(folder, lambda _, sheet: sheet.write(0, 0, "x"))
    source, target = folder / "book.xlsx", folder / "changed.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, xml if part == SHEET else old.read(part))
    return target


def test_one_cell_in_the_farthest_corner(tmp_path: Path) -> None:
    def write(_, sheet) -> None:
        sheet.write(0, 0, "x")
        sheet.write(1_048_575, 16_383, "y")

    with pytest.raises(Unreadable) as refused:
        read(tmp_path, write)
    assert refused.value.faults[0][0] == 1_048_576
    assert "column number 16384" in refused.value.faults[0][1]


def test_a_few_kilobytes_with_millions_of_rows(tmp_path: Path) -> None:
    rows = b"<row><c><v>1</v></c></row>" * 3_000_000
    path = with_sheet(tmp_path, b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")
    assert path.stat().st_size < 1_000_000
    assert "far more than its rows need" in said(path, "xlsx")
    # Nor when a manifest is to be written, and nobody has said how many rows there are.
    assert file_bounds.most_unpacked(path, file_bounds.MOST_ROWS) < 200_000_000


def test_reading_stops_at_more_rows_than_were_told(tmp_path: Path) -> None:
    rows = b"<row><c><v>1</v></c></row>" * 50_000
    path = with_sheet(tmp_path, b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")
    assert file_as_text(path, "xlsx", 10, {}).height == file_bounds.most_rows(10)


@pytest.mark.parametrize(
    "damage", ["<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet/>", "<worksheet><sheetData>", "no XML", ""]
)
def test_a_sheet_that_is_none(tmp_path: Path, damage: str) -> None:
    assert "no readable Excel workbook" in said(with_sheet(tmp_path, damage.encode()), "xlsx")


def test_an_old_workbook_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    (tmp_path / "old.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    assert "an old .xls, or protected by a password" in said(tmp_path / "old.xlsx", "xlsx")


def test_a_parquet_of_millions_of_rows_in_a_few_kilobytes(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    pl.DataFrame({"x": pl.repeat(1, 5_000_000, eager=True)}).write_parquet(path)
    assert path.stat().st_size < 100_000
    assert "5,000,000 rows, but the manifest says 10" in said(path, "parquet")


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_a_parquet_that_says_one_long_text_in_every_row(tmp_path: Path, dtype: type[pl.DataType]) -> None:
    path = tmp_path / "f.parquet"
    text = pl.Series("x", ["长" * 300_000]).cast(dtype)
    text.gather([0] * 1000).to_frame().write_parquet(path)
    assert path.stat().st_size < 100_000
    assert "it unpacks to 900,000,000 bytes" in said(path, "parquet", 1000)


def test_more_rows_than_any_district_has(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"x\n1\n")
    assert "200,000,000 rows" in said(path, "utf-8", 200_000_000)


@pytest.mark.parametrize("encoding", ["utf-8", "parquet"])
def test_a_table_of_thousands_of_columns(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "f"
    if encoding == "parquet":
        pl.DataFrame({f"c{number}": [1] for number in range(2_000)}).write_parquet(path)
    else:
        path.write_bytes(b",".join(b"c" for _ in range(1_000_000)) + b"\n")
    assert "columns, more than the 1,000" in said(path, encoding)


def test_a_file_larger_than_its_rows_can_be(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with path.open("wb") as file:
        file.truncate(file_bounds.most_bytes(10) + 1)
    assert "far more than its 10 rows need" in said(path, "utf-8")


def test_a_pipe_for_a_manifest_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "manifest.json")
    with pytest.raises(ExportRefused, match="it is no file"):
        read_manifest(tmp_path)
