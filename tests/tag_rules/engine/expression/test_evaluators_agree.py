"""The same rule means the same in all four evaluators, on generated rules and rows.

`make agree` runs this file with HYPOTHESIS_PROFILE=long: at least ten thousand rules.
"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tag_rules.engine.expression.evaluators import assert_agree, connect, frame_of, tables
from tests.tag_rules.engine.expression.grammar import AS_OF_DATES, CORNERS, NEAR, conditions, rows, values

RULE = st.tuples(conditions(), st.none() | values())
DAYS = [date(2024, 1, 30), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)]
generated = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))


class Tally(dict):
    """What was compared so far; short in a report of a failure, which must name the rule that failed."""

    def __repr__(self) -> str:
        return f"<{len(self['rules'])} rules>"


def corner_rows(number: int) -> list[dict]:
    """Rows of every column's corners, drawn the same each time."""
    draw = Random(0)
    return [{name: draw.choice(values) for name, values in CORNERS.items()} for _ in range(number)]


@pytest.fixture(scope="module")
def connection():
    with connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def corners(rule_set_of):
    """A frame of corners, and a connection that has it."""
    rule_set = rule_set_of("here")
    frame = frame_of(rule_set, corner_rows(60))
    with connect() as loaded:
        tables(loaded, rule_set, "resident", frame)
        yield loaded, frame


@pytest.fixture(scope="module")
def tally():
    """What was compared, printed at the end."""
    compared = Tally(rules=set(), outcomes=0)
    yield compared
    print(f"\n{len(compared['rules']):,} different rules, {compared['outcomes']:,} outcomes, four evaluators")


# One rule an example and nothing else to draw: hypothesis repeats no example, so nearly all are new rules.
@settings(generated, max_examples=3 * settings.default.max_examples)
@given(RULE)
def test_four_evaluators_agree_on_generated_rules(corners, rule_set_of, tally, rule):
    connection, frame = corners
    as_of = DAYS[len(rule[0]) % len(DAYS)]
    tally["outcomes"] += assert_agree(connection, rule_set_of(rule), frame, as_of)
    tally["rules"].add(rule)


@settings(generated, max_examples=max(12, settings.default.max_examples // 10))
@given(
    st.lists(RULE, min_size=2, max_size=4, unique=True), st.lists(rows, min_size=2, max_size=8), AS_OF_DATES
)
def test_four_evaluators_agree_on_generated_rows(connection, rule_set_of, tally, rules, table, as_of):
    rule_set = rule_set_of(*rules)
    frame = frame_of(rule_set, table)
    tables(connection, rule_set, "resident", frame)
    tally["outcomes"] += assert_agree(connection, rule_set, frame, as_of)
    tally["rules"].update(rules)


@pytest.mark.parametrize("as_of", DAYS)
def test_four_evaluators_agree_at_birthdays_and_ends_of_months(connection, rule_set_of, as_of):
    rule_set = rule_set_of(
        *(
            f"age {operator} {years}"
            for operator in ("=", "<>", "<", "<=", ">", ">=")
            for years in (4, 5, 60, 61)
        ),
        *(f"age + small {operator} 60" for operator in ("=", "<", ">=")),
        *(f"{years} <= age" for years in (5, 60)),
        "age between 5 and 60",
        "age not in (4, 60)",
        *(
            f"seen_on {sign} interval {interval} {operator} birth"
            for sign in "+-"
            for interval in ("'1' month", "'13' month", "'1' year", "(:days) day")
            for operator in ("=", "<", ">=")
        ),
        "seen_on > :as_of - interval '1' month",
        "seen_on > :as_of - interval '1' year",
    )
    nothing = dict.fromkeys(("small", "count", "area", "kind", "shade", "street", "here", "known"))
    table = [{**nothing, "birth": born, "seen_on": seen, "small": 0} for born in NEAR for seen in NEAR]
    frame = frame_of(rule_set, table)
    tables(connection, rule_set, "resident", frame)
    assert_agree(connection, rule_set, frame, as_of)


TRAPS = (
    # the sign of a remainder; small integers that wrap; integers against fractions
    *("count % 7 = -3", "count % 7 = 4", "small % -3 = -2", "small + small > 40000", "small * 3 < -40000"),
    *(
        "small - count > 0",
        "-small > 0",
        "count / 4 > 0.5",
        "count > 2.5",
        "count = 2.5",
        "area + count > 100",
    ),
    *("area = 0", "area < 0.1", "area * 2.5 >= 6.25", "area / 3 = 0.1", "area in (0.1, 2.5)", "-area = 0"),
    # what is unknown
    *(
        "count in (1, 2) or here",
        "count not in (1, 2)",
        "here is not true",
        "not here is true",
        "here = known",
    ),
    *("here and known or here is null", "coalesce(here, known) = false", "(here and known) is false"),
    # text: order, wildcards, new lines, characters beyond the basic plane
    *("street < 'a'", "street >= 'ß'", "street > '静安'", "street = ''", "street like ''", "street like '%'"),
    *(
        "street like '_'",
        "street like '%_.%'",
        "street like 'a%b'",
        "street not like '静%'",
        "street like '𠮷_'",
    ),
    *("regexp_matches(street, 'b$')", "regexp_matches(street, '^.$')", "regexp_matches(street, '^b')"),
    *(
        "regexp_matches(street, 'a.b')",
        "regexp_matches(street, '[^a]b')",
        "regexp_matches(street, '^(a|静安)?$')",
    ),
    *(
        r"regexp_matches(street, '\.')",
        "regexp_matches(street, '^a{0,2}$')",
        "regexp_matches(street, '[a-ß]')",
    ),
    # closed lists whose members stand in another order than their texts
    *(
        "kind = shade",
        "kind <> shade",
        "coalesce(kind, shade) = 'red'",
        "kind like 'r%'",
        "kind in ('red', :word)",
    ),
    *("case kind when 'red' then here when 'blue' then known end", "regexp_matches(shade, 'e$')"),
)


def test_four_evaluators_agree_where_engines_differ(connection, rule_set_of):
    rule_set = rule_set_of(*TRAPS, *((text, "coalesce(street, kind, 'none')") for text in TRAPS[:5]))
    frame = frame_of(rule_set, corner_rows(250))
    tables(connection, rule_set, "resident", frame)
    assert_agree(connection, rule_set, frame, date(2024, 2, 29))
