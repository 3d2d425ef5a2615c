"""A contract that is entitled to a system of origin finds its codes again, of the subjects it sees alone."""

from datetime import date
from io import BytesIO

import polars as pl
import pytest
import sqlalchemy as sa

from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.publication.consumers.crosswalk import keep_crosswalks
from assets.publication.consumers.ledger_workbook import sheet_name
from assets.publication.consumers.provision import provide_contracts
from assets.publication.consumers.return_files import headers_of, in_words, write_return_files
from assets.publication.upkeep.erasure import erase_published
from assets.registry.identity.register import current_codes, empty_register
from tag_rules.engine.model import WayBack
from tests.assets.publication.consumers.places import TODAY, like_lists, provide, read, with_consumers
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, content, publish_day

HERE, ELSEWHERE, DAY = "310106006002", "310106006003", date(2024, 3, 1)
SYSTEM = "community_cloud"
ENTITLED = like_lists(
    area=(HERE,),
    tags=("M017",),
    way_back=WayBack(system=SYSTEM, legal_basis="城市居民委员会组织法 第三条", return_files=True),
)
OTHER = like_lists(name="other", tags=("M017",))
CODES = pl.DataFrame(
    {
        "subject": ["resident"] * 4,
        "code": ["P0001", "P0002", "P0003", "P0004"],
        "subject_id": [1, 2, 3, 4],
    }
)
SYSTEMS = {"resident": {SYSTEM, "another"}, "household": {SYSTEM}}


def _publish(database, tmp_path) -> None:
    provide(database, ENTITLED, OTHER)
    rows = {
        ("resident", 1, "M017"): outcome(value="full"),
        ("resident", 2, "M017"): outcome(committee_code=ELSEWHERE),
        ("resident", 3, "M017"): outcome(),
        ("resident", 4, "M040"): outcome(),
    }
    publish_day(database, tmp_path, DAY, Day(rows, {1: {}, 2: {}, 3: {"is_under_14": True}, 4: {}}))


def test_it_has_the_codes_of_those_it_sees_and_nobody_else_has_any(database, tmp_path) -> None:
    _publish(database, tmp_path)
    assert keep_crosswalks(database, CODES, SYSTEMS) == {ENTITLED.name: 1}
    query = "select code, tag_code from crosswalk join tag_assignment using (subject, subject_id)"
    assert read(database, ENTITLED.name, query) == [("P0001", "M017")]
    assert read(database, OTHER.name, "select * from crosswalk") == []


def test_who_has_to_find_places_gets_no_codes_of_people(database, tmp_path) -> None:
    way_back = WayBack(system=SYSTEM, subjects=("household",), legal_basis="上海市防汛条例")
    provide(database, ENTITLED.model_copy(update={"way_back": way_back, "tables": {"resident": "all"}}))
    publish_day(database, tmp_path, DAY, Day({}, {1: {}}))
    codes = CODES.vstack(pl.DataFrame({"subject": ["household"], "code": ["H0001"], "subject_id": [1]}))
    keep_crosswalks(database, codes, SYSTEMS)
    assert read(database, ENTITLED.name, "select subject, code from crosswalk") == [("household", "H0001")]


def test_who_is_erased_leaves_it_at_once(database, tmp_path) -> None:
    _publish(database, tmp_path)
    keep_crosswalks(database, CODES, SYSTEMS)
    erase_published(database, tmp_path, [1], "erasure", NOW)
    assert read(database, ENTITLED.name, "select * from crosswalk") == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_planner_keeps_no_code_as_an_example(database, tmp_path) -> None:
    """It would keep it of a table whose last row is erased."""
    provide(database, OTHER.model_copy(update={"way_back": ENTITLED.way_back}))
    rows = {("resident", number, "M017"): outcome() for number in (1, 2)}
    publish_day(database, tmp_path, DAY, Day(rows, {1: {}, 2: {}}))
    assert keep_crosswalks(database, CODES, SYSTEMS) == {OTHER.name: 2}
    with database.transaction() as connection:
        connection.execute(sa.text("analyze"))
    kept = "select attname from pg_stats where tablename = 'crosswalk' and attname"
    assert read(database, OTHER.name, f"{kept} = 'subject'") == [("subject",)]
    assert read(database, OTHER.name, f"{kept} = 'code'") == []


def test_a_committee_gets_its_lines_in_its_systems_own_header(database, tmp_path) -> None:
    _publish(database, tmp_path)
    keep_crosswalks(database, CODES, SYSTEMS)
    written = write_return_files(database, load_mappings(MAPPINGS), DAY, tmp_path / "returns")
    assert written == {f"{ENTITLED.name}/{HERE}.xlsx": 1}
    file = tmp_path / "returns" / ENTITLED.name / f"{HERE}.xlsx"
    sheet = pl.read_excel(BytesIO(file.read_bytes()), sheet_name="居民")
    assert sheet.columns[0] == "人员编码"
    assert sheet.columns[3:5] == ["等级或值 Value", "值的名称 Value title"]
    assert sheet.row(0)[:2] == ("P0001", "M017")
    assert file.stat().st_mode & 0o077 == 0


def test_what_nobody_can_tell_stands_in_a_sheet_beside_it(database, tmp_path) -> None:
    provide(database, ENTITLED)
    rows = {
        ("resident", 1, "M017"): outcome(None),
        ("resident", 3, "M017"): outcome(),
        ("resident", 4, "M017"): outcome(),
    }
    publish_day(database, tmp_path, DAY, Day(rows, {1: {}, 3: {}, 4: {}}))
    rows["resident", 4, "M017"] = outcome(None)
    publish_day(database, tmp_path, date(2024, 3, 2), Day(rows, {1: {}, 3: {}, 4: {}}))
    keep_crosswalks(database, CODES, SYSTEMS)
    written = write_return_files(database, load_mappings(MAPPINGS), DAY, tmp_path / "returns")
    assert written == {f"{ENTITLED.name}/{HERE}.xlsx": 4}
    file = (tmp_path / "returns" / ENTITLED.name / f"{HERE}.xlsx").read_bytes()
    yes, open_ = (pl.read_excel(BytesIO(file), sheet_name=name) for name in ("居民", "居民待核"))
    assert [(row[0], row[-1][:2]) for row in yes.rows()] == [("P0003", "是 "), ("P0004", "待核")]
    assert open_.rows() == [("P0001", "M017", "title_zh"), ("P0004", "M017", "title_zh")]


def test_a_number_has_its_unit_beside_it() -> None:
    lines = pl.DataFrame({"tag_code": ["M021", "M019", "M017"], "value": ["180", "level_2", None]})
    listed = [("tag_value", "level_2", "二级"), ("tag_unit", "M021", "元/月")]
    frame = pl.DataFrame(listed, schema=["list_name", "code", "title_zh"], orient="row")
    assert in_words(lines, frame)["value_zh"].to_list() == ["180元/月", "二级", None]


def test_a_systems_long_title_with_a_slash_is_still_a_sheet() -> None:
    title = "户籍/流动人口登记表" * 6
    open_ = sheet_name(title, "待核")
    assert (len(open_) <= 31, open_[-2:], "/" in open_) == (True, "待核", False)


def test_of_two_files_of_one_table_the_first_names_the_code() -> None:
    sources = load_mappings(MAPPINGS)
    first = sources["residents"]
    second = first.model_copy(update={"columns": first.columns | {"person_code": "人口编号"}})
    second._system = first.system
    assert headers_of({**sources, "residents_again": second}, SYSTEM)["resident"] == ("居民", "人员编码")


def test_headers_are_those_of_the_system_alone() -> None:
    sources = load_mappings(MAPPINGS)
    assert headers_of(sources, SYSTEM)["household"] == ("户", "户编码")
    assert headers_of(sources, "veterans") == {}


def test_a_merged_code_stands_for_the_person_and_an_erased_one_for_nobody() -> None:
    register = pl.concat(
        [
            empty_register(),
            pl.DataFrame(
                {
                    "subject": ["resident"] * 4,
                    "source_code": ["A", "B", "erased 3", "B"],
                    "subject_id": [1, 2, 3, 1],
                    "act": ["seen", "seen", "seen", "merged"],
                    "other_id": [None, None, None, 2],
                }
            ),
        ],
        how="diagonal_relaxed",
    )
    rows = sorted(current_codes(register).iter_rows())
    assert rows == [("resident", "A", 1), ("resident", "B", 1)]


def test_a_ledger_carries_the_code_that_the_committee_can_look_up(database, tmp_path) -> None:
    contract = ENTITLED.model_copy(update={"ledgers": ("elder_care",)})
    provide(database, contract)
    day = Day({("resident", 1, "M017"): outcome(), ("resident", 3, "M017"): outcome()}, {1: {}, 3: {}})
    publish_day(database, tmp_path, DAY, day)
    keep_crosswalks(database, CODES, SYSTEMS)
    lines = "select code, tag_code, title_zh, household_id is null from ledger_elder_care order by 1"
    where_to_go = [(code, title, bool(gone)) for code, _, title, gone in read(database, contract.name, lines)]
    assert where_to_go == [("P0001", "title_zh", True), ("P0003", "title_zh", True)]
    tables = {"resident": ("household_id",), **contract.tables}
    provide(database, contract.model_copy(update={"tables": tables, "history": True}))
    assert {bool(gone) for *_, gone in read(database, contract.name, lines)} == {False}


def test_every_grant_is_on_record_for_good(database) -> None:
    provide(database, ENTITLED)
    provide_contracts(database, with_consumers(ENTITLED), TODAY, "2024-03-06T02:00:00+08:00")
    narrower = ENTITLED.model_copy(update={"way_back": None})
    provide_contracts(database, with_consumers(narrower), TODAY, "2024-03-07T02:00:00+08:00")
    provide_contracts(database, with_consumers(), TODAY, "2024-03-08T02:00:00+08:00")
    rows = content(database, "consumer_grant", ("granted_at", "legal_basis", "terms"))
    assert [(moment[:10], basis, bool(terms)) for moment, basis, terms in rows] == [
        ("2024-03-05", "城市居民委员会组织法 第三条", True),
        ("2024-03-07", None, True),
        ("2024-03-08", None, False),
    ]
