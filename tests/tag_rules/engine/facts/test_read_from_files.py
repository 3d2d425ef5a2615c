"""Declared facts as they stand in features.yaml: read with the rules, what is wrong at its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assets.features.unmade import unmade
from tag_rules.engine.analysis.ordered_domain import ordered_domain
from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.reading.loader import load_rules
from tests.tag_rules.engine.facts.small_district import RULES

TITLE = "title: {zh: 试, en: test}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RULES, tmp_path / "rules"))


def add(folder: Path, *entries: str) -> int:
    """Add facts of households; returns the line of the first."""
    path = folder / "features.yaml"
    before, after = path.read_text(encoding="utf-8").split("\nhousehold:\n", 1)
    more = "".join(f"  - {{{entry}}}\n" for entry in entries)
    path.write_text(f"{before}\nhousehold:\n{more}{after}", encoding="utf-8")
    return before.count("\n") + 3


def test_a_declared_fact_is_read_made_by_nobodys_code_and_within_its_range(folder: Path) -> None:
    add(
        folder,
        f"name: elders_share, {TITLE}, share_of: resident, where: age >= 60, range: {{least: 0, most: 1}}",
    )
    rule_set = load_rules(folder)
    fact = rule_set.features["household"]["elders_share"]
    assert (fact.type, fact.sensitivity) == ("Float64", "general")
    assert unmade(rule_set.features) == []
    line = ordered_domain(fact)
    assert line is not None
    assert [line.value(place) for place in (line.low, line.high)] == [0.0, 1.0]


def test_what_is_wrong_is_said_at_its_line(folder: Path) -> None:
    line = add(
        folder,
        f"name: first, {TITLE}, any_of: resident, where: agee >= 60",
        f"name: second, {TITLE}, count_of: dwelling",
        f"name: third, {TITLE}",
    )
    with pytest.raises(RuleErrors) as refused:
        load_rules(folder)
    text = str(refused.value)
    assert f"features.yaml:{line}:" in text
    assert "agee" in text
    assert f"features.yaml:{line + 1}:" in text
    assert "there is no dwelling to count in a household" in text
    assert f"features.yaml:{line + 2}:" in text
