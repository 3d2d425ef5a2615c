"""A contract with return files gets its ledgers in the form committees keep, with the codes it may have."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.publication.consumers.crosswalk import keep_crosswalks
from assets.publication.consumers.ledger_files import write_ledger_files
from assets.publication.release.code_lists import code_lists
from assets.publication.store import schema
from assets.reports.profile_items import SCHEMA as PROFILE
from tag_rules.engine.model import WayBack
from tests.assets.publication.consumers.places import RULES, like_lists, provide
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

HERE, DAY, SYSTEM = "310106006002", date(2024, 3, 1), "community_cloud"
NAMES = {"310106006": "江宁路街道", HERE: "海防村居委会"}
CONTRACT = like_lists(
    area=(HERE,),
    tags=("M017", "M018"),
    purposes=("elder_visits", "long_term_care_insurance"),
    tables={"tag_assignment": ("value", "committee_code"), "resident": ("household_id", "building_id")},
    ledgers=("elder_care",),
    way_back=WayBack(system=SYSTEM, legal_basis="城市居民委员会组织法 第三条", return_files=True),
)
CODES = pl.DataFrame(
    {
        "subject": ["resident", "resident", "household"],
        "code": ["P0001", "P0003", "H0009"],
        "subject_id": [1, 3, 9],
    }
)
SOURCES = load_mappings(MAPPINGS)


@pytest.fixture
def file(database, tmp_path: Path) -> bytes:
    """The committee's workbook: person 1 has both tags; 3 has one, and nobody can tell of the other."""
    provide(database, CONTRACT)
    rows = {
        ("resident", 1, "M017"): outcome(),
        ("resident", 1, "M018"): outcome(value="home_care"),
        ("resident", 3, "M017"): outcome(),
        ("resident", 3, "M018"): outcome(None),
    }
    publish_day(database, tmp_path, DAY, Day(rows, {1: {"household_id": 9}, 3: {"household_id": 9}}))
    keep_crosswalks(database, CODES, dict.fromkeys(("resident", "household"), SYSTEM))
    titles = code_lists(RULES, SOURCES, PROFILE.to_frame())
    with database.transaction() as connection:
        connection.execute(sa.delete(schema.code_list))
        connection.execute(sa.insert(schema.code_list), titles.to_dicts())
    folder = tmp_path / "returns"
    written = write_ledger_files(database, RULES, SOURCES, NAMES, DAY, folder)
    assert written == {f"{CONTRACT.name}/ledgers/{HERE}.xlsx": 2}
    path = folder / CONTRACT.name / "ledgers" / f"{HERE}.xlsx"
    assert path.stat().st_mode & 0o077 == 0
    return path.read_bytes()


def _rows(file: bytes) -> list[tuple[str | None, ...]]:
    sheet = pl.read_excel(BytesIO(file), sheet_name="老年人关爱台账", has_header=False, infer_schema_length=0)
    return sheet.rows()


def test_title_unit_and_header_stand_over_one_numbered_line_per_person(file: bytes) -> None:
    title, unit, header, _, *lines = _rows(file)
    assert title[0] == "老年人关爱台账"
    assert unit[0] == f"单位：江宁路街道海防村居委会（{HERE}）　　数据日期：2024年3月1日"
    assert header == (
        "序号", "对象", "编码", "户编码", "楼栋编码", "独居老人", "长护险在享", "最早认定日期", "备注",
    )  # fmt: skip
    assert [line[:7] for line in lines[:2]] == [
        ("1", "居民", "P0001", "H0009", "", "√", "居家照护"),
        ("2", "居民", "P0003", "H0009", "", "√", "待核"),
    ]


def test_every_column_says_where_it_was_collected_once(file: bytes) -> None:
    sources = _rows(file)[3]
    assert sources[2] == "来源：社区云·居民（人员编码）"
    assert sources[6] == "来源：医保·长护险在享名册、社区云·居民"
    assert all(cell and cell.startswith("来源") for cell in sources)


def test_it_ends_with_a_line_to_sign(file: bytes) -> None:
    assert str(_rows(file)[-1][0]).startswith("核对人：")


def test_it_prints_on_a4_landscape_with_the_header_in_sight(file: bytes) -> None:
    sheet = zipfile.ZipFile(BytesIO(file)).read("xl/worksheets/sheet1.xml").decode()
    assert 'paperSize="9"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'ySplit="4"' in sheet and 'state="frozen"' in sheet


def test_a_contract_without_return_files_gets_none(database, tmp_path: Path) -> None:
    provide(database, CONTRACT.model_copy(update={"way_back": None}))
    publish_day(database, tmp_path, DAY, Day({("resident", 1, "M017"): outcome()}, {1: {}}))
    assert write_ledger_files(database, RULES, SOURCES, NAMES, DAY, tmp_path / "returns") == {}
