"""What is decided is listed on demand, with who and when, and 收回 takes it back."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from assets.intake.formats.file_formats import LINE, file_as_text
from assets.intake.mappings.loading import load_mappings
from assets.registry.identity.decision_store import add_decisions, all_decisions
from assets.registry.linked_rows import CANDIDATE
from assets.registry.matched_dwellings import CANDIDATE as DWELLING
from assets.registry.review.lists import dwelling_list, person_list
from assets.registry.review.returned import returned_decisions
from assets.registry.review.workbooks import write_review
from tests.assets.registry.conftest import canonical
from tests.assets.registry.review.conftest import NOTHING_KNOWN

DAY, TODAY = date(2024, 3, 1), date(2024, 3, 2)


@pytest.fixture
def made() -> dict[str, pl.DataFrame]:
    return canonical(
        residents=[
            {"person_code": code, "registered_committee_code": "C1"} for code in ("p1", "p2", "p3", "p4")
        ],
        households=[{"household_code": "h1", "committee_code": "C1"}],
        person_decisions=[
            {"person_code": "p1", "other_person_code": "p2", "same_person": False, "decided_by": "R7",
             "decided_on": DAY},
            {"person_code": "p1", "other_person_code": "gone", "same_person": True, "decided_by": "R7",
             "decided_on": DAY},
        ],
        dwelling_decisions=[
            {"household_code": "h1", "dwelling_code": "D4", "decided_by": "R7", "decided_on": DAY}
        ],
    )  # fmt: skip


@pytest.fixture
def folder(made: dict[str, pl.DataFrame], tmp_path: Path) -> Path:
    pairs = pl.DataFrame([("p3", "p4", "C1", "doubtful", 0.8, False, [])], schema=CANDIDATE, orient="row")
    lists = (
        person_list(pairs, made, made["person_decisions"]),
        dwelling_list(pl.DataFrame(schema=DWELLING), made, made["dwelling_decisions"]),
    )
    write_review(*lists, pairs, made["divisions"], tmp_path / "lists")
    return tmp_path / "lists"


def taken_back(path: Path, column: str) -> Path:
    """The workbook with 收回 wherever something is decided."""
    rows = file_as_text(path, "xlsx", 100, {}).drop(LINE)
    changed = rows.with_columns(pl.when(pl.col(column).is_not_null()).then(pl.lit("收回")).alias(column))
    made = path.with_name(f"back {path.name}")
    with xlsxwriter.Workbook(made) as workbook:
        sheet = workbook.add_worksheet()
        for at, row in enumerate([tuple(changed.columns), *changed.fill_null("").iter_rows()]):
            sheet.write_row(at, 0, row)
    return made


def test_open_pairs_stand_first_and_decided_ones_last(folder: Path) -> None:
    (path,) = folder.glob("*是否同一人.xlsx")
    rows = file_as_text(path, "xlsx", 100, {})
    listed = rows.select("人员编码", "另一人员编码", "是否同一人", "复核人", "复核日期").rows()
    assert listed == [("p3", "p4", None, None, None), ("p1", "p2", "否", "R7", "2024-03-01")]


def test_as_it_went_out_it_says_the_same(folder: Path) -> None:
    decided = returned_decisions(sorted(folder.glob("*.xlsx")), load_mappings(), TODAY, NOTHING_KNOWN).decided
    assert decided["person_decisions"].rows() == [("p1", "p2", False, "R7", DAY)]
    assert decided["dwelling_decisions"].rows() == [("h1", "D4", "R7", DAY)]


def test_taken_back_it_is_as_if_nobody_had_decided(
    folder: Path, made: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    columns = {"是否同一人": "是否同一人", "户在何房屋": "确认的房屋编码"}
    files = [taken_back(next(folder.glob(f"*{kind}.xlsx")), column) for kind, column in columns.items()]
    add_decisions(tmp_path, returned_decisions(files, load_mappings(), TODAY, NOTHING_KNOWN).decided)
    left = all_decisions(made, tmp_path)
    assert left["person_decisions"]["other_person_code"].to_list() == ["gone"]
    assert left["dwelling_decisions"].is_empty()
