"""The reference's trace is the explanation: each condition, the values it saw, what it gave."""

from datetime import date

import pytest

from tag_rules.engine.reference import outcome

AS_OF = date(2024, 3, 1)


def test_each_condition_with_what_it_saw(rule_set):
    row = {"birth_date": date(1964, 3, 1), "household_residents": None, "household_type": "family"}
    trace = outcome(rule_set.tag("M017"), row, rule_set, AS_OF)
    assert trace.result is None
    assert [(c.text, c.facts, c.result) for c in trace.conditions] == [
        ("age >= :elder_age", (("age", 60), (":elder_age", 60)), True),
        ("household_residents = 1", (("household_residents", None),), None),
        ("household_type = 'family'", (("household_type", "family"),), True),
    ]
    assert str(trace).splitlines() == [
        "M017: unknown",
        "  true    age >= :elder_age    [age = 60, :elder_age = 60]",
        "  unknown household_residents = 1    [household_residents = unknown]",
        "  true    household_type = 'family'    [household_type = family]",
    ]


def test_negated_condition_shows_what_it_found(rule_set):
    trace = outcome(rule_set.tag("M010"), {"registered_here": True, "lives_here": True}, rule_set, AS_OF)
    assert (trace.result, [c.result for c in trace.conditions]) == (False, [True, True])


def test_value_comes_with_a_true_outcome(rule_set):
    assert str(outcome(rule_set.tag("M031"), {"roll_dibao_level": "full"}, rule_set, AS_OF)).startswith(
        "M031: true (full)"
    )


@pytest.mark.parametrize(
    ("code", "as_of", "note"),
    [
        ("M040", AS_OF, "it comes from upstream"),
        ("D042", date(2024, 1, 31), "it comes from manual"),
        ("M005", date(2023, 12, 31), "not in force"),
    ],
)
def test_why_no_rule_was_applied(rule_set, code, as_of, note):
    trace = outcome(rule_set.at(as_of).tag(code), {}, rule_set, as_of)
    assert trace.result is False and note in trace.note


def test_a_missing_column_is_not_unknown(rule_set):
    with pytest.raises(KeyError, match="roll_dibao_level"):
        outcome(rule_set.tag("M031"), {}, rule_set, AS_OF)
