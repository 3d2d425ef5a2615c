"""Two tags that say the same in other words are found; two that differ anywhere are not."""

from dataclasses import replace
from datetime import date

import pytest

from tag_rules.engine.analysis.decision_table import examine
from tag_rules.engine.analysis.equal_tags import equal_tags

DAY = date(2020, 3, 1)


def pairs(rule_set):
    return equal_tags(rule_set, [examine(rule_set, tag, DAY) for tag in rule_set.tags])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("count > 2", "count >= 3"),
        ("kind = 'red'", "not kind in ('green', 'blue')"),
        ("here and (known or here)", "here"),
        ("age between 3 and 5", "age >= 3 and age < 6"),
        ("not (here or known)", "not known and not here"),
        ("coalesce(count, 0) > 0", "count is not null and count > 0"),
        ("area * 2 > 5", "area > 2.5"),
        ("seen_on < :as_of - interval '1' year", "seen_on < :as_of - interval '12' month + interval '0' day"),
        ("case when here then known else false end", "here is true and known"),
    ],
)
def test_the_same_in_other_words(rule_set_of, one, other):
    assert pairs(rule_set_of(one, "small = 7", other)) == [("R0", "R2")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("count > 2", "count > 3"),
        ("here", "here is true"),
        ("here and known", "here or known"),
        ("kind <> 'red'", "kind in ('green', 'blue') and count > 0"),
        ("seen_on < :as_of - interval '1' year", "seen_on < :as_of - interval '365' day"),
        ("age >= 60", "birth < date '1960-03-01'"),
    ],
)
def test_different_somewhere(rule_set_of, one, other):
    assert pairs(rule_set_of(one, other)) == []


def test_the_same_condition_with_another_value_is_another_tag(rule_set_of):
    rule_set = rule_set_of(
        ("count > 2", "count"), ("count >= 3", "small"), ("count >= 3", "coalesce(count, 1)")
    )
    assert pairs(rule_set) == [("R0", "R2")]


def test_what_the_city_delivers_is_left_out(rule_set_of):
    rule_set = rule_set_of("count > 2", "count >= 3")
    examined = [examine(rule_set, tag, DAY) for tag in rule_set.tags]
    delivered = rule_set.tags[1].model_copy(update={"origin": "upstream"})
    examined[1] = replace(examined[1], tag=delivered)
    assert equal_tags(rule_set, examined) == []
