"""What the language refuses, with the reason a rule owner reads."""

import pytest

from tag_rules.engine.expression import parse_condition, parse_value

REFUSED = {
    "aeg >= 60": "there is no feature “aeg”",
    "age >= :limt": "there is no parameter “:limt”",
    "age >= 60; drop table tag": "exactly one expression",
    "age >= 60 -- and here": "a comment",
    "age in (select 1)": "in takes a list of constants",
    "exists (select 1)": "is not allowed",
    "sleep(10)": "is not allowed",
    "upper(street) = 'A'": "is not allowed",
    "select 1": "is not allowed",
    "drop table tag": "is not allowed",
    "age > 1 as older": "nothing is renamed",
    "older: age > 1": "nothing is renamed",
    "age >=": "not an SQL expression",
    "": "exactly one expression",
    "age": "gives integer, not a condition",
    "here and age": "is integer, not a condition",
    "true": "reads no feature",
    "1 < 2": "reads no feature",
    "r.age > 1": "named plainly",
    '"age" > 1': "named plainly",
    "age > '60'": "cannot be compared",
    "birth < '2020-01-01'": "birth < date '2020-01-01'",
    "birth < date '2020-02-30'": "not a day of the calendar",
    "cast(street as integer) > 1": "types are not converted",
    "here = 1": "cannot be compared",
    "here < known": "have no order",
    "kind = 'purple'": "“kind” is never 'purple'",
    "kind in ('red', 'gren')": "“kind” is never 'gren'",
    "kind <> 'Red'": "“kind” is never 'Red'",
    "kind >= 'red'": "have no order",
    "kind between 'blue' and 'red'": "have no order",
    "age = null": "never true",
    "age in (60, null)": "never true",
    "count / small > 1": "may be zero",
    "count / 0 > 1": "may be zero",
    "count % (1 - 1) = 0": "may be zero",
    "count * small > 1": "a product of two features",
    "count * 1.5 > 1": "exact in some engines",
    "count + :share > 1": "exact in some engines",
    "area % 2 = 1": "remainder of decimals",
    "count * 1000000000 * 1000000000 > 1": "grow beyond",
    "99999999999 < count": "no number a rule can hold",
    "count < 1e5": "no number a rule can hold",
    "birth + 1 < seen_on": "is a date",
    "birth - seen_on > 1": "is a date",
    "birth - interval '90' hour < seen_on": "an interval of",
    "birth - interval (count) day < seen_on": "how long",
    "birth - interval '900000' day < seen_on": "an interval of",
    "street like street": "without backslash",
    "street like 'a\\_'": "without backslash",
    "age like '6%'": "not text",
    "age between 1 and 2 = here": "parentheses",
    "here = age > 1": "parentheses",
    "here is distinct from known": "is not allowed",
    "case when here then 1 else 'x' end = 1": "different types",
    "coalesce(count, 1.5) > 1": "integers and decimal literals",
    "small in (count)": "is not a constant",
    "street ~ 'a'": "is not allowed",
    "street similar to 'a'": "is not allowed",
    "street ilike 'a'": "is not allowed",
    "street like 'a' escape '!'": "is not allowed",
    "street glob 'a'": "is not allowed",
    "regexp_full_match(street, 'a')": "is not allowed",
    "regexp_like(street, 'a')": "is not allowed",
    "regexp_matches(street, 'a', 'i')": "is not allowed",
    "regexp_matches(street, street)": "is a literal",
    "regexp_matches(street, '(a')": "a “(” without “)”",
    "regexp_matches(street, '[[:alpha:]]')": "allowed are characters",
    "regexp_matches(age, '6')": "not text",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_refused_with_a_reason(text, reason, words):
    _, findings = parse_condition(text, words)
    assert any(reason in finding.message + finding.remedy for finding in findings), findings


def test_every_fault_of_one_text_is_reported(words):
    _, findings = parse_condition("aeg >= 60 and kind = 'gren' and hear", words)
    assert [finding.remedy for finding in findings] == [
        "您是否指 did you mean “age”?",
        "您是否指 did you mean “green”?",
        "您是否指 did you mean “here”?",
    ]
    assert [finding.offset for finding in findings] == [0, 14, 32]


@pytest.mark.parametrize(
    ("text", "at"), [("age >= 60 and and here", "and here"), ("here and\n(age > 1", "1")]
)
def test_where_a_text_stops_being_an_expression(text, at, words):
    _, (finding,) = parse_condition(text, words)
    assert text[finding.offset :].startswith(at)


@pytest.mark.parametrize("text", ["area", "birth", "here", "'fixed'"])
def test_a_value_is_a_text_or_an_integer_of_the_subject(text, words):
    assert parse_value(text, words)[1]
