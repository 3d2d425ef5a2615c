"""Every expectation can fail, alone, on both kinds of database; results carry counts, never a row's value."""

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest
import sqlalchemy as sa

from assets.paths import DataPaths
from assets.publication.store import schema
from assets.publication.store.database import Database
from pipelines.checks import checks, run_checks
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES
from tests.pipelines.conftest import District, History, copy_database, failures

YESTERDAY, TODAY = SNAPSHOT_DATES[1], SNAPSHOT_DATES[2]
VERSION = 3
OURS = f"staging_version = {VERSION}"
# A value that no count looks like: it must not come out of a check.
MARK = "canary-of-a-row"


def one(table: str, assignment: str, more: str = "") -> str:
    """A statement that spoils the first line to be inserted."""
    lines = f"from {table} where {OURS} and operation = 'insert'{more}"
    return f"update {table} set {assignment} where {OURS} and line = (select min(line) {lines})"


def added(table: str, **values: object) -> str:
    """A statement that adds a line to be inserted."""
    texts = (str(value) if isinstance(value, bool | int) else f"'{value}'" for value in values.values())
    return (
        f"insert into {table} (staging_version, line, operation, {', '.join(values)})"
        f" values ({VERSION}, 900000, 'insert', {', '.join(texts)})"
    )


ASSIGNMENT, RESIDENT, CASE = "staged_tag_assignment", "staged_resident", "staged_problem_case"
CHANGE, STATISTIC = "staged_tag_change", "staged_tag_statistic"
UNDECIDED, UNDECIDED_SET = "staged_undecided_subject", "staged_undecided_set"
DIVISION, CASE_LABEL, ALARM = "staged_division", "staged_problem_case_label", "staged_problem_alarm"
DEFECTS = {
    "assignment_columns_exact": f"alter table {ASSIGNMENT} add column phone text",
    "assignment_subject_known": one(ASSIGNMENT, f"subject = '{MARK}'"),
    "assignment_subject_id_present": one(ASSIGNMENT, "subject_id = null"),
    "assignment_status_known": one(ASSIGNMENT, f"status = '{MARK}'"),
    "assignment_origin_known": one(ASSIGNMENT, f"origin = '{MARK}'"),
    "assignment_interval_forward": one(ASSIGNMENT, "valid_to = valid_from", " and valid_to is not null"),
    "assignment_tag_in_catalogue": one(ASSIGNMENT, f"tag_code = '{MARK}'"),
    # The row that makes room for the new one is not taken away, so both hold at once.
    "assignment_no_overlap": f"update {ASSIGNMENT} set operation = 'kept' where {OURS}"
    " and operation = 'delete' and (subject, subject_id, tag_code) in (select subject, subject_id, tag_code"
    f" from {ASSIGNMENT} where {OURS} and operation = 'insert' and valid_to is null)",
    # A number that nobody has, on a tag that goes on; the feed and the totals stay as they were.
    "assignment_subject_published": one(
        ASSIGNMENT, "subject_id = 99999999", " and valid_to is null and subject = 'resident'"
    ),
    "assignment_balance": f"update staged_version set rows_added = rows_added + 1 where {OURS}",
    "resident_columns_exact": f"alter table {RESIDENT} add column phone text",
    "resident_tier_present": one(RESIDENT, "is_under_14 = null"),
    "resident_key_is_pseudonym": one(RESIDENT, f"resident_key = '{MARK}'"),
    "resident_no_overlap": f"update {RESIDENT} set operation = 'kept' where {OURS} and operation = 'delete'"
    f" and resident_id in (select resident_id from {RESIDENT} where {OURS} and operation = 'insert')",
    "resident_gone_without_tags": f"insert into {RESIDENT} (staging_version, line, operation, resident_id,"
    f" valid_from) select {VERSION}, 200000, 'delete', r.resident_id, r.valid_from from resident r join"
    " tag_assignment t on t.subject = 'resident' and t.subject_id = r.resident_id where t.valid_to is null"
    f" and r.valid_to is null and not exists (select 1 from {ASSIGNMENT} e where e.{OURS}"
    " and e.subject = 'resident' and e.subject_id = r.resident_id)"
    f" and r.resident_id not in (select resident_id from {RESIDENT} where {OURS}) limit 1",
    "resident_placed": f"update {RESIDENT} set committee_code = null where {OURS}",
    "case_subject_is_place": one(CASE, f"subject = '{MARK}'"),
    "case_label_in_catalogue": one(CASE, f"label_code = '{MARK}'"),
    "change_kind_known": one(CHANGE, f"change = '{MARK}'"),
    "change_cause_known": one(CHANGE, f"cause = '{MARK}'"),
    "change_sequence_unique": f"update {CHANGE} set sequence = 1 where {OURS} and line <= 2",
    "change_within_tolerance": f"insert into {CHANGE} (staging_version, line, operation, sequence, subject,"
    " subject_id, tag_code, change, effective_from, origin, status, cause)"
    f" select {VERSION}, 100000 + subject_id, 'insert', 100000 + subject_id, subject, subject_id, tag_code,"
    f" 'removed', date('{TODAY}'), origin, status, 'data' from tag_assignment"
    " where valid_to is null and tag_code = 'M005' and subject = 'resident'",
    "residents_within_tolerance": f"insert into {RESIDENT} (staging_version, line, operation, resident_id,"
    f" valid_from) select {VERSION}, 100000 + resident_id, 'delete', -resident_id, valid_from from resident"
    " where valid_to is null",
    "statistic_no_small_count": one(STATISTIC, "count = 3", " and not suppressed and subject = 'resident'"),
    "statistic_not_by_subtraction": f"update {STATISTIC} set suppressed = (area_code = (select min(area_code)"
    f" from {STATISTIC} where {OURS} and area_level = 'committee' and tag_code = 'M005')), count = null"
    f" where {OURS} and area_level = 'committee' and tag_code = 'M005'",
    "statistic_suppressed_hidden": one(STATISTIC, "count = 17", " and suppressed"),
    "division_columns_exact": f"alter table {DIVISION} add column phone text",
    "division_level_known": added(DIVISION, division_code="310106x", level=MARK, valid_from=TODAY),
    "committees_have_a_division": one(RESIDENT, "committee_code = '310106006999'"),
    "code_list_columns_exact": "alter table staged_code_list add column phone text",
    "case_label_columns_exact": f"alter table {CASE_LABEL} add column phone text",
    "case_labels_in_catalogue": one(CASE_LABEL, f"label_code = '{MARK}'"),
    "undecided_columns_exact": f"alter table {UNDECIDED} add column phone text",
    "undecided_set_columns_exact": f"alter table {UNDECIDED_SET} add column phone text",
    "undecided_set_known": one(UNDECIDED, "set_number = 99999999"),
    "undecided_tag_in_catalogue": added(UNDECIDED_SET, set_number=99999999, tag_code=MARK),
    "routed_out_no_small_count": added(
        "staged_routed_out", snapshot_date=TODAY, topic="self_harm", count=3, suppressed=False
    ),
    "problem_alarm_no_small_count": added(
        ALARM,
        snapshot_date=TODAY,
        week_start=TODAY,
        area_level="district",
        area_code="310106",
        label_code="P0201",
        cases=4,
        usual=1,
        unusual_from=3,
    ),
}


# A street with two hidden counts and two that are shown, as it was and in two corrections. Only what differs
# is staged: in the first one more is hidden, in the second the hidden ones add up to 2, so they are 1 and 1.
STREET = "310106099"
LIVE = {f"{STREET}001": None, f"{STREET}002": None, f"{STREET}003": 7, f"{STREET}004": 40, STREET: 56}
CORRECTIONS: dict[str, tuple[dict[str, int | None], bool]] = {
    "still_hidden": ({f"{STREET}003": None, STREET: 53}, True),
    "found_out": ({STREET: 49}, False),
    "nobody_is_left": ({STREET: 47}, True),
}
# Two lines of one tag over the same days, neither of which is live: an interval that ended is there twice.
TWICE = (
    f"insert into {ASSIGNMENT} (staging_version, line, operation, subject, subject_id, tag_code, value,"
    " origin, status, rule_version, valid_from, valid_to) select staging_version, 900000, operation, subject,"
    f" subject_id, tag_code, value, origin, status, rule_version, valid_from, valid_to from {ASSIGNMENT}"
    f" where {OURS} and operation = 'insert' and valid_to is not null order by line limit 1"
)


def loaded(source: Database, target_url: str) -> None:
    """Every row of every table of one database into another, empty one."""
    target = Database(target_url)
    with source.transaction() as before, target.transaction() as after:
        for table in schema.METADATA.sorted_tables:
            target.insert(after, table, source.read(before, sa.select(*table.columns)))
        if not target.is_sqlite:
            after.execute(
                sa.text(
                    "select setval(pg_get_serial_sequence('staged_version', 'staging_version'),"
                    " (select max(staging_version) from staged_version))"
                )
            )
    target.close()


@pytest.fixture(scope="module")
def staged_urls() -> dict[str, str]:
    return {}


@pytest.fixture(params=["sqlite", "postgresql"])
def staged(
    request: pytest.FixtureRequest,
    staged_urls: dict[str, str],
    sqlite_history: History,
    empty_database: Callable[[str, Path], str],
    instance: dg.DagsterInstance,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Any:
    """A database in which today is staged on yesterday and nothing was decided; each test has its own."""
    kind = request.param
    if kind not in staged_urls:
        root = tmp_path_factory.mktemp("staged") / "data"
        shutil.copytree(sqlite_history.folders[TODAY], root)
        shutil.copy(sqlite_history.folders[YESTERDAY] / "published.db", root / "published.db")
        url = f"sqlite:///{root / 'published.db'}"
        if kind == "postgresql":
            yesterday = Database(url)
            url = empty_database(kind, tmp_path)
            loaded(yesterday, url)
            yesterday.close()
        district = District(Settings.below(DataPaths(root), database_url=url), instance)
        result = district.materialise(TODAY, lambda table: table == "staged")
        assert result.success, failures(result)
        district.database.close()
        staged_urls[kind] = url
    made = Database(copy_database(staged_urls[kind], tmp_path / "copy"))
    yield made
    made.close()


def test_a_healthy_version_passes_every_check(staged: Database) -> None:
    results = run_checks(staged, VERSION)
    assert [(result.table_name, result.check_name, result.severity) for result in results] == [
        (check.table, check.name, check.severity) for check in checks()
    ]
    assert [(result.check_name, result.observed_value) for result in results if not result.passed] == []


@pytest.mark.parametrize("check", [check.name for check in checks()])
def test_a_defect_fails_its_check_and_no_other(staged: Database, check: str) -> None:
    with staged.transaction() as connection:
        connection.execute(sa.text(DEFECTS[check]))
    results = run_checks(staged, VERSION)
    assert [result.check_name for result in results if not result.passed] == [check]
    assert not [result for result in results if MARK in str(result)]


def test_lines_that_overlap_each_other_fail(staged: Database) -> None:
    with staged.transaction() as connection:
        assert connection.execute(sa.text(TWICE)).rowcount == 1
    results = run_checks(staged, VERSION)
    assert [result.check_name for result in results if not result.passed] == ["assignment_no_overlap"]


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_a_corrected_statistic_is_judged_as_it_will_be(staged: Database, correction: str) -> None:
    """What stays of the date counts too: by the staged lines alone nobody could tell."""
    lines, passes = CORRECTIONS[correction]
    with staged.transaction() as connection:
        staged.insert(connection, schema.tag_statistic, _counts(LIVE))
        for operation, counts in (("delete", {name: LIVE[name] for name in lines}), ("insert", lines)):
            first = 700_000 if operation == "insert" else 800_000
            numbered = _counts(counts).with_columns(
                staging_version=pl.lit(VERSION, pl.Int64),
                line=pl.int_range(first, first + pl.len(), dtype=pl.Int64),
                operation=pl.lit(operation),
            )
            staged.insert(connection, schema.STAGED["tag_statistic"], numbered)
    failed = [result.check_name for result in run_checks(staged, VERSION) if not result.passed]
    assert failed == ([] if passes else ["statistic_not_by_subtraction"])


def _counts(by_area: Mapping[str, int | None]) -> pl.DataFrame:
    """Rows of tag_statistic of today; a null count is hidden."""
    return pl.DataFrame(
        {
            "snapshot_date": TODAY,
            "area_level": ["street" if len(area) == 9 else "committee" for area in by_area],
            "area_code": list(by_area),
            "tag_code": "M005",
            "subject": "resident",
            "count": list(by_area.values()),
            "suppressed": [count is None for count in by_area.values()],
        }
    )


@pytest.mark.parametrize(
    ("check", "shown"),
    [
        ("change_within_tolerance", r"tag_code M005 held \d{4} gained -\d{4}$"),
        ("residents_within_tolerance", r"held (\d+) gone \1$"),
    ],
)
def test_what_is_gone_is_told_in_numbers(staged: Database, check: str, shown: str) -> None:
    with staged.transaction() as connection:
        connection.execute(sa.text(DEFECTS[check]))
    (failed,) = [result for result in run_checks(staged, VERSION) if not result.passed]
    assert failed.observed_value is not None
    assert re.search(shown, failed.observed_value), failed.observed_value


def test_a_check_that_cannot_be_evaluated_fails(staged: Database) -> None:
    with staged.transaction() as connection:
        connection.execute(sa.text(f"alter table {STATISTIC} rename to elsewhere"))
    failed = [result.check_name for result in run_checks(staged, VERSION) if not result.passed]
    assert failed == [check.name for check in checks() if check.table == STATISTIC]


def test_every_check_has_a_title_and_a_known_severity() -> None:
    assert len({check.name for check in checks()}) == len(checks()) == len(DEFECTS)
    assert {check.severity for check in checks()} == {"critical", "warning"}
    assert [check.name for check in checks() if check.title.isascii()] == []
