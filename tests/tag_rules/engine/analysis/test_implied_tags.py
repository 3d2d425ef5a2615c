"""What two rules say of each other: who has one tag has the other, or has it not, or nobody can tell both."""

from datetime import date

import pytest

from tag_rules.engine.analysis.implied_tags import Relations, relations
from tests.one_date import DAY


def said(rule_set) -> Relations:
    return relations(rule_set, date(2024, 3, 2))


@pytest.mark.parametrize(
    ("narrower", "wider"),
    [
        ("age >= 65", "age >= 60"),
        ("age >= 80", "birth < date '1950-01-01'"),
        ("kind = 'red'", "kind <> 'blue'"),
        ("here and count > 2", "here"),
        ("here and (known or age >= 60)", "here"),
        ("seen_on > :as_of - interval '10' day", "seen_on > :as_of - interval '3' month"),
    ],
)
def test_everybody_with_the_narrower_tag_has_the_wider_one(rule_set_of, narrower, wider):
    assert ("R0", "R1") in said(rule_set_of(narrower, wider)).within


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("age < 14", "age >= 60"),
        ("kind = 'red'", "kind in ('green', 'blue')"),
        ("here and known", "here and not known"),
        ("count between 1 and 3", "count > 3 and here"),
    ],
)
def test_nobody_has_both_of_two_that_exclude_each_other(rule_set_of, one, other):
    assert ("R0", "R1") in said(rule_set_of(one, other)).apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("age >= 60", "here"),  # nothing in common
        ("age >= 60", "age < 61"),
        ("here or known", "here"),
    ],
)
def test_of_rules_that_leave_both_open_nothing_is_said_of_who_has_them(rule_set_of, one, other):
    found = said(rule_set_of(one, other))
    assert not {("R0", "R1")} & {*found.within, *found.apart}


def test_it_is_unknown_of_the_same_people_where_both_lack_one_fact(rule_set_of):
    found = said(rule_set_of("age < 14", "age >= 60"))
    assert {("?R0", "?R1"), ("?R1", "?R0")} <= set(found.within)


def test_of_shipped_rules_these_are_within_each_other(rule_set):
    within = relations(rule_set, DAY).within
    assert {
        ("M008", "M007"), ("M007", "M006"), ("M006", "M005"),  # 100, 80, 65, 60 and over
        ("M001", "M004"), ("M002", "M004"),  # under 3 and 3 to 6 are under 14
        ("M021", "M006"),  # the allowance is for people of 65 and over
        ("M017", "M005"), ("D040", "M005"), ("D045", "M005"),  # elders, of one kind or another
        ("M025", "M024"),  # severely disabled people are disabled
    } <= set(within)  # fmt: skip
    assert ("M003", "M004") not in within  # of school age is up to 15


def test_of_shipped_rules_these_exclude_each_other(rule_set):
    apart = relations(rule_set, DAY).apart
    assert {
        ("M001", "M002"), ("M004", "M005"),  # ages
        ("M009", "M010"), ("M009", "M011"), ("M010", "M011"),  # who lives and is registered where
        ("M013", "M014"),  # from Hong Kong, Macau or Taiwan, or from abroad
        ("M015", "M017"),  # in a collective household, alone in a family household
        ("D023", "D024"),  # not on the cloud, on the cloud and not active
        ("M058", "M059"),  # owners, tenants
    } <= set(apart)  # fmt: skip
    assert ("M010", "M015") not in apart


def test_what_a_bound_decides_is_taken_for_a_fact_of_its_own(rule_set):
    # Of a household with at least two people one rule is decided and another one is not.
    found = relations(rule_set, DAY)
    assert not any({"?M052", "?M054"} == {*pair} for pair in found.within)
