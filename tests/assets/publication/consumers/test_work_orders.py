"""Open cases go out as orders under ids that stay; a platform's reports come back, in any order, again."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from assets.clock import SHANGHAI
from assets.intake.refusal import ExportRefused
from assets.publication.consumers.order_store import orders, take_reports
from assets.publication.consumers.work_orders import REPORT, latest
from assets.publication.store.database import Database
from tag_rules.engine.errors import RefusedError
from tag_rules.engine.model import WayBack
from tests.assets.publication.consumers.places import like_lists, provide
from tests.assets.publication.histories import Day
from tests.assets.publication.publishing import publish_day

PLATFORM = Path(__file__).parent / "stand_in_platform.py"
NAME = "work_orders"
CONTRACT = like_lists(
    name=NAME, purposes=("community_governance",), tags=(), labels="all", tables={"problem_case": "all"}
)
FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
AT = datetime(2024, 3, 6, tzinfo=SHANGHAI)


@pytest.fixture
def published(database, tmp_path):
    provide(database, CONTRACT)
    publish_day(database, tmp_path / "snapshots", FIRST, Day({}))
    return database


def _platform(folder: Path, name: str, orders_file: bytes, *resolved: str) -> Path:
    (folder / "orders.csv").write_bytes(orders_file)
    files = (folder / "orders.csv", folder / name, folder / "platform.db")
    subprocess.run([sys.executable, PLATFORM, *files, *resolved], check=True)
    return folder / name


def _changed(database: Database, reports: Path) -> int:
    return take_reports(database, NAME, reports, AT).changed


def test_the_loop_is_closed_with_a_platform_that_is_a_process_of_its_own(published, tmp_path) -> None:
    sent = orders(published, NAME)
    (order,) = sent["order_id"]
    older = _platform(tmp_path, "older.csv", sent.write_csv().encode())
    accepted = take_reports(published, NAME, older, AT)
    assert (accepted.rows, accepted.changed) == (2, 1)
    assert orders(published, NAME)["status"].to_list() == ["accepted"]
    reports = _platform(tmp_path, "newer.csv", sent.write_csv().encode(), order)
    assert _changed(published, reports) == 1
    assert orders(published, NAME).is_empty()
    assert _changed(published, reports) == 0
    assert _changed(published, older) == 0
    assert orders(published, NAME).is_empty()


def test_what_is_told_again_of_a_case_that_is_gone_is_no_fault(published, tmp_path) -> None:
    reports = _platform(tmp_path, "reports.csv", orders(published, NAME).write_csv().encode())
    assert _changed(published, reports) == 1
    publish_day(published, tmp_path / "snapshots", SECOND, Day({}))  # another case in its place
    assert _changed(published, reports) == 0


def test_an_order_says_in_words_what_and_where(published, tmp_path) -> None:
    way_back = WayBack(system="community_cloud", legal_basis="第三条")
    tables = {"problem_case": "all", "tag": ("title_zh",)}
    provide(published, CONTRACT.model_copy(update={"tables": tables, "way_back": way_back}))
    (order,) = orders(published, NAME).iter_rows(named=True)
    assert {"title_zh", "code"} <= set(order)


def test_an_order_keeps_its_id_and_a_new_case_is_a_new_one(published, tmp_path) -> None:
    before = set(orders(published, NAME)["order_id"])
    assert set(orders(published, NAME)["order_id"]) == before
    publish_day(published, tmp_path / "snapshots", SECOND, Day({}))
    assert not before & set(orders(published, NAME)["order_id"])


def test_nothing_is_taken_of_a_file_with_a_fault(published, tmp_path) -> None:
    (order,) = orders(published, NAME)["order_id"]
    spoilt = tmp_path / "reports.csv"
    spoilt.write_text(f"order_id,status,changed_at\n{order},accepted,2024-03-05\nx,resolve,soon\n")
    with pytest.raises(ExportRefused, match=r"reports\.csv:3"):
        take_reports(published, NAME, spoilt, AT)
    assert orders(published, NAME)["status"].to_list() == [None]


def test_who_is_given_no_cases_has_no_orders(published) -> None:
    with pytest.raises(RefusedError, match="nobody"):
        orders(published, "nobody")


def test_at_one_moment_the_report_that_is_further_on_holds() -> None:
    rows = [("a", "resolved", "2024-03-05T10:00:00+08:00"), ("a", "accepted", "2024-03-05T10:00:00+08:00")]
    reports = pl.DataFrame(rows, schema=REPORT, orient="row")
    assert latest(reports)["status"].to_list() == ["resolved"]
    assert latest(pl.concat([reports, latest(reports)])).equals(latest(reports))
