"""The contract that docs/contracts.md shows passes lint, and its first query runs in its place."""

import re
from dataclasses import replace
from datetime import date

import pytest

from assets.publication.consumers.provision import provide_contracts
from tag_rules.engine.model import Consumer
from tag_rules.engine.reading.loader import load_rules
from tests.assets.publication.consumers.example_contracts import ROOT, example_rules
from tests.assets.publication.consumers.places import NOW, RULES, TODAY, read
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

TEXT = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    found = re.search(rf"^ *```{language}\n(.*?)^ *```", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def contract(tmp_path) -> Consumer:
    example_rules(tmp_path)
    folder = tmp_path / "tag_rules"
    (folder / "consumers.yaml").write_text(_block("yaml"), encoding="utf-8")
    (read_back,) = load_rules(folder).consumers
    return read_back


def test_its_first_query_runs(database, tmp_path, contract) -> None:
    provide_contracts(database, replace(RULES, consumers=(contract,)), TODAY, NOW)
    rows = {("resident", 1, "M017"): outcome(street_code="310106013", committee_code="310106013002")}
    publish_day(database, tmp_path / "snapshots", date(2024, 3, 1), Day(rows, {1: {}}))
    query = _block("sql").rstrip().removesuffix(";")
    assert read(database, contract.name, query) == []  # nobody has brought codes yet
    without = query.replace("join crosswalk", "left join crosswalk")
    assert len(read(database, contract.name, without)) == 1


def test_every_field_of_a_contract_is_told() -> None:
    for page in ("contracts.md", "zh/写契约.md"):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        assert [name for name in Consumer.model_fields if f"`{name}" not in text] == []
