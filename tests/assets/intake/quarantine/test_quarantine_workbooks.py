"""Workbooks for committees: every refused row in one of them, with what to do, readable to the owner only."""

import json
from pathlib import Path

import polars as pl
import pytest

from assets.intake.intake import TakenIn
from assets.intake.mappings.loading import load_mappings
from assets.intake.quarantine.by_committee import with_committees
from assets.intake.quarantine.workbooks import OWN, UNKNOWN, write_workbooks


@pytest.fixture(scope="module")
def rows(taken: TakenIn) -> pl.DataFrame:
    return with_committees(taken.quarantine, taken.tables, load_mappings())


@pytest.fixture(scope="module")
def folder(rows: pl.DataFrame, taken: TakenIn, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("workbooks") / "back"
    written = write_workbooks(rows, taken.tables["divisions"], load_mappings(), made)
    assert sum(written.values()) == rows.height
    assert sorted(written) == sorted(path.name for path in made.iterdir())
    return made


def sheets(path: Path) -> dict[str, pl.DataFrame]:
    found = pl.read_excel(path, sheet_id=0, infer_schema_length=0)
    return {name: frame for name, frame in found.items() if not name.startswith("说明")}


def test_every_row_is_in_one_workbook(folder: Path, rows: pl.DataFrame) -> None:
    found = [
        (row[OWN[0]], int(row[OWN[1]]))
        for path in folder.iterdir()
        for sheet in sheets(path).values()
        for row in sheet.iter_rows(named=True)
    ]
    assert sorted(found) == sorted(rows.select("file", "line").iter_rows())


def test_a_row_stands_there_under_its_own_headers_with_reasons_and_remedies(
    folder: Path, rows: pl.DataFrame
) -> None:
    row = rows.filter(pl.col("source") == "households", pl.col("committee_code").is_not_null()).row(
        0, named=True
    )
    (path,) = folder.glob(f"{row['committee_code']} *.xlsx")
    sheet = sheets(path)["户"].filter(pl.col(OWN[1]) == str(row["line"])).row(0, named=True)
    for header, value in json.loads(row["row"]).items():
        assert (sheet[header] or None) == value
    assert sheet[OWN[2]]
    assert sheet[OWN[3]]


def test_rows_of_no_known_committee_have_a_workbook_of_their_own(folder: Path, rows: pl.DataFrame) -> None:
    unknown = sum(sheet.height for sheet in sheets(folder / f"{UNKNOWN}.xlsx").values())
    assert unknown == rows["committee_code"].null_count() > 0


def test_only_the_owner_may_read_them(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_an_erased_persons_row_is_in_no_workbook(rows: pl.DataFrame, taken: TakenIn, tmp_path: Path) -> None:
    gone = rows.head(2).with_columns(row=pl.lit("{}"), reason_code=pl.lit("erased"), reasons=pl.lit("erased"))
    assert write_workbooks(gone, taken.tables["divisions"], load_mappings(), tmp_path / "back") == {}


def test_a_cell_like_a_formula_stays_text(rows: pl.DataFrame, taken: TakenIn, tmp_path: Path) -> None:
    spoilt = rows.head(1).with_columns(row=pl.lit(json.dumps({"姓名": "=1+1", "电话": "http://x"})))
    write_workbooks(spoilt, taken.tables["divisions"], load_mappings(), tmp_path / "back")
    (path,) = (tmp_path / "back").iterdir()
    (sheet,) = sheets(path).values()
    assert sheet.select("姓名", "电话").row(0) == ("=1+1", "http://x")
