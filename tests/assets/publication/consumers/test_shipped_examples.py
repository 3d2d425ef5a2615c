"""The contracts that are shipped as examples pass lint, and a place is made and kept for each."""

from datetime import date

import pytest
import sqlalchemy as sa

from assets.publication.consumers.contracts import data_contract
from assets.publication.consumers.provision import provide_contracts
from tag_rules.engine.model import RuleSet
from tests.assets.publication.consumers.example_contracts import example_rules
from tests.assets.publication.consumers.places import NOW, TODAY, read
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

DAY = Day(
    {("resident", 1, "M031"): outcome(value="full"), ("resident", 2, "M024"): outcome(value="1")},
    {1: {}, 2: {}},
)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    return example_rules(tmp_path_factory.mktemp("rules"))


def test_there_are_eight_and_each_has_a_data_contract(rules) -> None:
    contracts = [data_contract(rules, each, sa.make_url("sqlite://"), TODAY) for each in rules.consumers]
    assert len({contract["id"] for contract in contracts}) == 8
    for contract in contracts:
        assert {"delivery", "checksum"} < {table["name"] for table in contract["schema"]}


def test_each_has_its_place_and_sees_what_is_its_own(database, tmp_path, rules) -> None:
    provide_contracts(database, rules, TODAY, NOW)
    publish_day(database, tmp_path, date(2024, 3, 1), DAY)
    seen = {
        consumer.name: [
            code for (code,) in read(database, consumer.name, "select tag_code from resident_tag")
        ]
        for consumer in rules.consumers
        if "tag_assignment" in consumer.tables
    }
    assert sorted(seen["all_elements_platform"]) == ["M024", "M031"]
    assert seen["civil_affairs_assistance"] == ["M031"]
    assert seen["disability_support"] == ["M024"]
    assert seen["flood_and_typhoon_control"] == seen["health_commission"] == []
    lines = read(database, "civil_affairs_assistance", "select tag_code, value from ledger_assistance")
    assert lines == [("M031", "full")]
    cases = read(database, "hotline_analysis", "select case_id, status from problem_case")
    assert [status for _, status in cases] == ["open"]
    assert cases[0][0] != "case-2024-03-01"
