"""Open cases go out as orders under ids that stay; a platform's reports come back, in any order, again."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.publication.consumers.order_store import orders, read_reports, take_reports
from assets.publication.consumers.work_orders import REPORT, latest
from tag_rules.engine.errors import RefusedError
from tests.assets.publication.consumers.places import like_lists, provide
from tests.assets.publication.histories import Day
from tests.assets.publication.publishing import publish_day

PLATFORM = Path(__file__).parent / "stand_in_platform.py"
NAME = "work_orders"
CONTRACT = like_lists(
    name=NAME, purposes=("community_governance",), tags=(), labels="all", tables={"problem_case": "all"}
)
FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)


@pytest.fixture
def published(database, tmp_path):
    provide(database, CONTRACT)
    publish_day(database, tmp_path / "snapshots", FIRST, Day({}))
    return database


def _platform(folder: Path, orders_file: bytes, *resolved: str) -> bytes:
    (folder / "orders.csv").write_bytes(orders_file)
    files = (folder / "orders.csv", folder / "reports.csv", folder / "platform.db")
    subprocess.run([sys.executable, PLATFORM, *files, *resolved], check=True)
    return (folder / "reports.csv").read_bytes()


def test_the_loop_is_closed_with_a_platform_that_is_a_process_of_its_own(published, tmp_path) -> None:
    sent = orders(published, NAME)
    (order,) = sent["order_id"]
    accepted = take_reports(published, NAME, _platform(tmp_path, sent.write_csv().encode()))
    assert (accepted.rows, accepted.changed) == (2, 1)
    assert orders(published, NAME)["status"].to_list() == ["accepted"]
    older = (tmp_path / "reports.csv").read_bytes()
    reports = _platform(tmp_path, sent.write_csv().encode(), order)
    assert take_reports(published, NAME, reports).changed == 1
    assert orders(published, NAME).is_empty()
    assert take_reports(published, NAME, reports).changed == 0
    assert take_reports(published, NAME, older).changed == 0
    assert orders(published, NAME).is_empty()


def test_an_order_keeps_its_id_and_a_new_case_is_a_new_one(published, tmp_path) -> None:
    before = set(orders(published, NAME)["order_id"])
    assert set(orders(published, NAME)["order_id"]) == before
    publish_day(published, tmp_path / "snapshots", SECOND, Day({}))
    assert not before & set(orders(published, NAME)["order_id"])


def test_nothing_is_taken_of_a_file_with_a_fault_and_every_fault_is_named(published) -> None:
    (order,) = orders(published, NAME)["order_id"]
    spoilt = f"order_id,status,changed_at\n{order},accepted,2024-03-05\nx,resolve,soon\n".encode()
    with pytest.raises(RefusedError) as refused:
        take_reports(published, NAME, spoilt)
    said = str(refused.value)
    assert said.count("line 3") == 3
    assert "did you mean “resolved”?" in said
    assert orders(published, NAME)["status"].to_list() == [None]


def test_who_is_given_no_cases_has_no_orders(published) -> None:
    with pytest.raises(RefusedError, match="nobody"):
        orders(published, "nobody")


def test_at_one_moment_the_report_that_is_further_on_holds_and_zones_are_one() -> None:
    rows = [
        "order_id,status,changed_at",
        "a,resolved,2024-03-05T10:00:00+08:00",
        "a,accepted,2024-03-05T02:00Z",
    ]
    reports = read_reports("\n".join(rows).encode(), {"a"})
    assert latest(reports)["status"].to_list() == ["resolved"]
    assert latest(pl.concat([reports, latest(reports)])).equals(latest(reports))
    assert reports.schema == REPORT
