from datetime import date
from typing import Any

import polars as pl

from assets.tagging.city import DOUBTED, City
from assets.tagging.disagreement import SCHEMA, disagreements
from tag_rules.engine.model import RuleSet

AS_OF = date(2024, 3, 2)
OLD = {"birth_date": date(1940, 1, 1), "registration_type": "local"}
YOUNG = {"birth_date": date(2000, 1, 1), "registration_type": "local"}
UNKNOWN = {"registration_type": "local"}


def test_only_known_differences_on_compared_tags_are_listed(
    rule_set: RuleSet, facts: Any, upstream: Any
) -> None:
    resident = facts("resident", OLD, OLD, YOUNG, YOUNG, UNKNOWN, UNKNOWN)
    city = upstream(*((at, "M021", None) for at in (1, 3, 5, 99)), (1, "M040", None), (4, "M005", None))
    found = disagreements(rule_set, resident, city, City(frozenset({"M021", "M005", "M040"})), AS_OF)
    assert found.schema == SCHEMA
    assert found.rows() == [
        (1, "M005", "only_rule"),
        (2, "M005", "only_rule"),
        (2, "M021", "only_rule"),
        (3, "M021", "only_source"),
        (4, "M005", "only_source"),
    ]


def test_a_stale_table_contradicts_nobody(rule_set: RuleSet, facts: Any, upstream: Any) -> None:
    found = disagreements(
        rule_set, facts("resident", OLD, YOUNG), upstream((2, "M021", None)), City(is_silent=True), AS_OF
    )
    assert found.is_empty()
    assert found.schema == SCHEMA


def test_whom_a_refused_row_of_the_city_may_name_differs_in_nothing(
    rule_set: RuleSet, facts: Any, upstream: Any
) -> None:
    doubted = pl.DataFrame([(1, "M021"), (2, None)], schema=DOUBTED, orient="row")
    city = City(frozenset({"M021", "M005"}), doubted=doubted)
    found = disagreements(rule_set, facts("resident", OLD, OLD), upstream(), city, AS_OF)
    assert found.rows() == [(1, "M005", "only_rule")]
