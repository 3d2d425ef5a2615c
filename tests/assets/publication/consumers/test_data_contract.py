"""Consumers' contracts, held against live tables by the standard's own command-line tool, as the consumer."""

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from assets.publication.consumers.contracts import data_contract
from assets.publication.consumers.roles import provide_roles
from assets.publication.store.database import Database
from tests.assets.publication.consumers.places import LISTS, RULES, TODAY, provide
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

ROOT = Path(__file__).parents[4]
TOOL = ROOT / ".venv" / "datacontract" / "bin" / "datacontract"
LOGIN, PLACE = "contract_reader", "consumer_elder_visit_lists"
DAY = Day({("resident", 1, "M005"): outcome(), ("resident", 1, "M040"): outcome()}, {1: {}})


def _contract(url: sa.URL) -> dict[str, object]:
    return data_contract(RULES, LISTS, url, TODAY)


def test_it_says_what_for_and_what_never() -> None:
    for consumer in RULES.consumers:
        url = sa.make_url("postgresql+psycopg://user:secret@there/tags")
        contract = data_contract(RULES, consumer, url, TODAY)
        purpose = RULES.purposes[consumer.purposes[0]]
        assert contract["description"]["purpose"].startswith(purpose.title.zh)
        assert "Never to decide against a person" in contract["description"]["limitations"]
        promised = {entry["property"]: entry["value"] for entry in contract["customProperties"]}
        assert promised["adverseUse"] is False
        assert promised["ranksWorkers"] is False
        assert "secret" not in yaml.safe_dump(contract)


def test_every_table_it_is_given_is_described_with_its_feed() -> None:
    tables = {table["name"]: table for table in _contract(sa.make_url("sqlite://"))["schema"]}
    assert {"tag_assignment", "tag_assignment_change", "delivery", "checksum"} <= set(tables)
    for table in tables.values():
        assert all(column["description"] for column in table["properties"])


def test_its_version_changes_with_the_contract_alone() -> None:
    here, there = sa.make_url("postgresql://a/x"), sa.make_url("postgresql://b/y")
    assert _contract(here)["version"] == _contract(there)["version"]
    narrower = LISTS.model_copy(update={"tags": ("M005",)})
    assert data_contract(RULES, narrower, here, TODAY)["version"] != _contract(here)["version"]


@pytest.fixture
def check(database: Database, tmp_path: Path) -> Callable[[], subprocess.CompletedProcess[str]]:
    """Runs the tool on the contract, logged in as the consumer; a day is published."""
    if not TOOL.exists():
        pytest.skip("the tool is not there: make test sets it up")
    publish_day(database, tmp_path, date(2024, 3, 1), DAY)
    provide(database, LISTS)
    provide_roles(database)
    with database.transaction() as connection:
        if not connection.scalar(sa.text(f"select count(*) from pg_roles where rolname = '{LOGIN}'")):
            connection.execute(sa.text(f"create role {LOGIN} login in role {PLACE}"))
    path = tmp_path / "contract.odcs.yaml"
    path.write_text(yaml.safe_dump(_contract(database.url), allow_unicode=True), encoding="utf-8")
    credentials = {"DATACONTRACT_POSTGRES_USERNAME": LOGIN, "DATACONTRACT_POSTGRES_PASSWORD": "not asked for"}

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [TOOL, "test", path], capture_output=True, text=True, env=os.environ | credentials, check=False
        )

    return run


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_standards_tool_finds_the_promise_kept_and_finds_it_broken(database, check) -> None:
    kept = check()
    assert kept.returncode == 0, kept.stdout + kept.stderr
    with database.transaction() as connection:
        connection.execute(sa.text(f"update {PLACE}.tag_assignment set tag_code = 'M040'"))
    broken = check()
    assert broken.returncode == 1
    assert "tag_code" in broken.stdout
