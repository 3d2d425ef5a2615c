from datetime import date
from typing import Any

import polars as pl

from assets.tagging.city import City
from assets.tagging.outcome import outcomes
from assets.tagging.outcome_encoding import KEY, decode
from assets.tagging.stated_rows import ignored
from tag_rules.engine.model import RuleSet


def test_rows_without_effect_are_counted_by_reason(
    rule_set: RuleSet, facts: Any, upstream: Any, manual: Any
) -> None:
    features = {
        "resident": facts("resident", {"lives_here": False, "registered_here": False}),
        "household": facts("household", {"on_cloud": True}),
    }
    city = upstream((1, "M099", None), (1, "M040", None), (1, "M052", None), (9, "M040", None))
    hand = manual(("household", 1, "M040", "add", None), ("resident", 1, "D030", "add", None))
    as_of = date(2024, 3, 2)
    assert ignored(rule_set, features, city, hand, as_of).rows() == [
        ("manual", "other_subject", 1),
        ("upstream", "no_features", 1),
        ("upstream", "no_such_tag", 1),
        ("upstream", "other_subject", 1),
    ]
    made = outcomes(rule_set, features, city, hand, City(), as_of)
    given = decode(made).filter(pl.col("origin").is_in(["upstream", "manual"]))
    assert set(given.select(KEY).rows()) == {("resident", 1, "M040"), ("resident", 1, "D030")}


def test_no_tag_is_in_force_before_the_first_one(
    rule_set: RuleSet, facts: Any, upstream: Any, manual: Any
) -> None:
    features = {"resident": facts("resident", {})}
    counted = ignored(rule_set, features, upstream((1, "M040", None)), manual(), date(2023, 12, 31))
    assert counted.rows() == [("upstream", "not_in_force", 1)]
    made = outcomes(
        rule_set,
        features,
        upstream((1, "M040", None)),
        manual(),
        City(is_silent=True),
        date(2023, 12, 31),
    )
    assert decode(made).is_empty()
