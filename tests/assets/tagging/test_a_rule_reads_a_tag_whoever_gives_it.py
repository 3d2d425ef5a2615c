"""D040 (高温关爱) reads M017 (独居老人): as the city, people and rules have it together."""

from datetime import date
from typing import Any

import polars as pl

from assets.tagging.city import City
from assets.tagging.outcome import outcomes
from assets.tagging.outcome_encoding import decode
from tag_rules.engine.model import RuleSet

AS_OF = date(2024, 3, 2)
WITH_A_DAUGHTER = {
    "birth_date": date(1960, 1, 1), "household_residents": 2, "household_type": "family", "lives_here": True,
}  # fmt: skip
ALONE = {**WITH_A_DAUGHTER, "household_residents": 1}


def test_by_rule_it_is_what_the_rule_says(facts: Any, upstream: Any, manual: Any, tag: Any) -> None:
    assert tag("D040", facts("resident", WITH_A_DAUGHTER), upstream(), manual()) is None
    assert tag("D040", facts("resident", ALONE), upstream(), manual())["outcome"] is True


def test_who_lives_alone_by_the_city_is_cared_for(facts: Any, upstream: Any, manual: Any, tag: Any) -> None:
    row = tag("D040", facts("resident", WITH_A_DAUGHTER), upstream((1, "M017", None)), manual())
    assert (row["outcome"], row["origin"]) == (True, "rule")


def test_who_lives_alone_by_a_decision_is_cared_for(facts: Any, upstream: Any, manual: Any, tag: Any) -> None:
    added = manual(("resident", 1, "M017", "add", None))
    assert tag("D040", facts("resident", WITH_A_DAUGHTER), upstream(), added)["outcome"] is True
    suppressed = manual(("resident", 1, "M017", "suppress", None))
    assert tag("D040", facts("resident", ALONE), upstream(), suppressed) is None


def test_what_is_disputed_is_unknown_to_who_reads_it(
    facts: Any, upstream: Any, manual: Any, tag: Any
) -> None:
    disputed = manual(("resident", 1, "M017", "dispute", None))
    assert tag("D040", facts("resident", ALONE), upstream(), disputed)["outcome"] is None


def test_while_the_city_is_silent_nobody_knows(facts: Any, upstream: Any, manual: Any, tag: Any) -> None:
    silent = {"gives": frozenset({"M017"}), "is_silent": True}
    row = tag("D040", facts("resident", WITH_A_DAUGHTER), upstream(), manual(), **silent)
    assert row["outcome"] is None


def test_everybody_is_decided_once_in_the_order_of_the_data_model(
    rule_set: RuleSet, facts: Any, upstream: Any, manual: Any
) -> None:
    frames = {"resident": facts("resident", ALONE, WITH_A_DAUGHTER)}
    made = outcomes(rule_set, frames, upstream((2, "M017", None)), manual(), City(), AS_OF)
    keys = made["true_outcome"].select("subject_id", "tag_code")
    assert keys.rows() == sorted(keys.rows())
    found = decode(made).filter(pl.col("tag_code").is_in(["D040", "M017"]))
    assert sorted(found.select("subject_id", "tag_code").rows()) == [
        (at, code) for at in (1, 2) for code in ("D040", "M017")
    ]
