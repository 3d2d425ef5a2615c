"""Every shipped tag gives the same for every subject of the sample district in all four: by hash."""

from __future__ import annotations

import hashlib

import polars as pl
import pytest

from tag_rules.engine.model import SUBJECTS
from tests.one_date import DAY
from tests.tag_rules.engine.expression.evaluators import by_all_four, connect, tables


@pytest.fixture(scope="module")
def features(one_date, rule_set) -> dict[str, pl.DataFrame]:
    """The features of the sample district's subjects."""
    # The text on DuckDB knows nothing of what a count is at least: bounds have a test of their own.
    return {
        subject: one_date.frames[f"features/{subject}"].with_columns(
            pl.lit(None, one_date.frames[f"features/{subject}"].schema[fact.bound]).alias(fact.bound)
            for fact in rule_set.features[subject].values()
            if fact.bound
        )
        for subject in rule_set.features
    }


def with_a_rule(rule_set, as_of, subject) -> list:
    """The tags of a subject that have a rule on a day, in their version of that day."""
    then = rule_set.at(as_of).tags
    return [tag for tag in then if tag.subject == subject and tag.when and tag.in_force(as_of)]


def digest(outcomes: dict) -> str:
    """The hash of every outcome and value, in one order."""
    lines = sorted(
        f"{code} {number} {result} {value}" for (number, code), (result, value) in outcomes.items()
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_tag_by_hash(rule_set, features, subject):
    tags = with_a_rule(rule_set, DAY, subject)
    with connect() as connection:
        tables(connection, rule_set, subject, features[subject])
        seen = by_all_four(connection, rule_set, subject, tags, features[subject], DAY)
    assert len({digest(outcomes) for outcomes in seen.values()}) == 1, {
        who: digest(outcomes) for who, outcomes in seen.items()
    }
    compared = seen["plain Python"]
    assert len(compared) == features[subject].height * len(tags)
    assert {True, False} <= {result for result, _ in compared.values()}


def test_no_tag_is_left_out(rule_set):
    """All 123 but the one that only the city knows."""
    compared = {tag.code for subject in SUBJECTS for tag in with_a_rule(rule_set, DAY, subject)}
    assert set(rule_set.codes) - compared == {"M040"}
