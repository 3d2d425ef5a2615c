"""Facts that features.yaml declares: made of what is taken in, unknown where that is stale or in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.features.declared import known_features
from assets.features.subjects import REGISTRY, every_feature
from tag_rules.engine.model import RuleSet
from tests.assets.features.conftest import AS_OF, ROWS, SCHEMAS, status
from tests.tag_rules.engine.facts.small_district import with_facts

TEXT = """
household:
  - {name: ninety, any_of: resident, where: age >= 90}
  - {name: over_60, count_of: resident, where: age >= 60, unknown: at_least}
  - {name: visited, count_of: visit, where: "visited_on > :as_of - interval '30' day", unknown: at_least}
resident:
  - {name: visits, from: household.visited}
  - {name: dibao_since, roll: dibao, shows: valid_from}
building:
  - {name: poor, share_of: resident, where: "roll_dibao_level <> 'none'"}
committee:
  - {name: open_now, count_of: request, where: "status = 'open' and requested_on > :as_of - interval '7' day"}
"""


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    made, refused = with_facts(TEXT)
    assert not refused
    return replace(made, tags=(), earlier=())


def made(
    rules: RuleSet,
    named: tuple[tuple[str, str, int], ...] = (),
    state: dict[str, str] | None = None,
    **rows: list[dict[str, Any]],
) -> dict[str, list[dict[str, Any]]]:
    """Features by subject as rows, as the stage makes them."""
    schemas = {**SCHEMAS, "roll": {**SCHEMAS["roll"], "valid_from": pl.Date}}
    registry = {
        table: pl.DataFrame(rows.get(table, ROWS[table]), schema=schemas[table]) for table in REGISTRY
    }
    columns = {"source": pl.String, "subject": pl.String, "subject_id": pl.Int64}
    uncertain = pl.DataFrame(named, schema=columns, orient="row")
    frames = every_feature(registry, rules.features, AS_OF)
    found = known_features(rules, frames, registry, uncertain, status(state or {}, {}), AS_OF)
    return {name: each.to_dicts() for name, each in found.items()}


def test_they_stand_beside_what_is_taken_in(rules: RuleSet) -> None:
    found = made(
        rules, roll=[{"resident_id": 1, "roll": "dibao", "level": "full", "valid_from": date(2023, 5, 1)}]
    )
    (household,), (resident,), (building,) = (found[name] for name in ("household", "resident", "building"))
    assert (household["over_60"], household["ninety"], household["residents"]) == (1, False, 1)
    assert (resident["visits"], resident["dibao_since"]) == (household["visited"], date(2023, 5, 1))
    assert building["poor"] == 1.0
    assert found["committee"][0]["open_now"] == 0


def test_what_they_are_made_of_is_late(rules: RuleSet) -> None:
    found = made(rules, state={"visits": "late", "dibao": "damaged"})
    (household,), (resident,), (building,) = (found[name] for name in ("household", "resident", "building"))
    assert (household["visited"], household["visited_at_least"], resident["visits"]) == (None, None, None)
    assert (building["poor"], resident["dibao_since"]) == (None, None)
    assert household["over_60"] == 1


def test_a_doubt_about_who_lives_there_leaves_what_is_known_at_least(rules: RuleSet) -> None:
    elder = [{**ROWS["resident"][0], "birth_date": date(1930, 1, 1)}]
    (household,) = made(rules, (("residences", "household", 1),), resident=elder)["household"]
    assert (household["over_60"], household["over_60_at_least"], household["ninety"]) == (None, 1, True)
    (household,) = made(rules, (("residences", "household", 1),))["household"]
    assert household["ninety"] is None


def test_a_doubt_goes_down_to_who_has_the_fact_from_there(rules: RuleSet) -> None:
    found = made(rules, (("visits", "household", 1),))
    assert (found["household"][0]["visited"], found["resident"][0]["visits"]) == (None, None)
    assert found["household"][0]["over_60"] == 1
