from datetime import date
from typing import Any

import polars as pl

from assets.tagging.city import City
from assets.tagging.outcome import outcomes
from assets.tagging.outcome_encoding import KEY, SCHEMAS, decode
from tag_rules.engine.model import RuleSet


def test_the_frames_are_those_of_the_data_model(
    rule_set: RuleSet, facts: Any, upstream: Any, manual: Any
) -> None:
    features = {
        "resident": facts("resident", {"birth_date": date(1940, 1, 1)}, {}),
        "household": facts("household", {"household_type": "family", "residents": 1}, {"on_cloud": False}),
    }
    by_hand = manual(("household", 1, "D042", "add", None))
    made = outcomes(
        rule_set,
        features,
        upstream((2, "M040", None)),
        by_hand,
        City(),
        date(2024, 3, 2),
    )
    assert {name: frame.schema for name, frame in made.items()} == SCHEMAS
    frame = decode(made)
    assert not frame.select(KEY).is_duplicated().any()
    assert set(frame["subject"]) == {"resident", "household"}
    d023 = frame.row(by_predicate=(pl.col("tag_code") == "D023") & (pl.col("subject_id") == 2), named=True)
    assert d023 == {
        "subject": "household", "subject_id": 2, "tag_code": "D023", "outcome": True, "value": None,
        "origin": "rule", "status": "active", "rule_version": 1, "keep_days": None, "publish_unknown": None,
        "street_code": "310106010000", "committee_code": "310106010001",
    }  # fmt: skip
    assert frame.filter(pl.col("street_code").is_null()).is_empty()


def test_only_the_subjects_given_are_tagged(
    rule_set: RuleSet, facts: Any, upstream: Any, manual: Any
) -> None:
    features = {"resident": facts("resident", {"birth_date": date(1940, 1, 1)})}
    by_hand = manual(("household", 1, "D042", "add", None))
    made = outcomes(rule_set, features, upstream(), by_hand, City(), date(2024, 3, 2))
    assert set(decode(made)["subject"]) == {"resident"}
