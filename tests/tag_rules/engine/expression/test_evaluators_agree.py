"""The same rule text means the same in DuckDB, in the compiled form and in the reference, on generated
rules and rows.

DuckDB reads plain BIGINT, DOUBLE and VARCHAR copies; its text differs from ours only in that parameters
are written out; `age` is a column of its view, made by a macro.
"""

from __future__ import annotations

import re
from datetime import date

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tag_rules.engine.evaluate import evaluate, schema
from tag_rules.engine.reference import outcome

KINDS, SHADES = ("red", "green", "blue"), ("blue", "dark", "red")
PLAIN = {
    "birth": "date", "seen_on": "date", "small": "bigint", "count": "bigint", "area": "double",
    "kind": "varchar", "shade": "varchar", "street": "varchar", "here": "boolean", "known": "boolean",
}  # fmt: skip
FULL_YEARS = """create macro full_years(born, as_of) as year(as_of) - year(born)
    - case when month(as_of) < month(born) or (month(as_of) = month(born) and day(as_of) < day(born))
      then 1 else 0 end"""

# Days close together around the ends of months and leap days, so that off-by-one meets its boundary.
NEAR = [
    date(y, m, d)
    for y in (1964, 2020, 2023)
    for m, d in ((1, 30), (1, 31), (2, 28), (3, 1), (4, 30), (5, 31))
]
dates = st.sampled_from([*NEAR, date(1964, 2, 29), date(2020, 2, 29)]) | st.dates(
    date(1930, 1, 1), date(2026, 12, 31)
)
AS_OF_DATES = st.sampled_from([date(2024, 1, 30), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)])
rows = st.fixed_dictionaries(
    {
        "birth": st.none() | dates,
        "seen_on": st.none() | dates,
        "small": st.none() | st.integers(-(2**15), 2**15 - 1) | st.integers(-3, 3),
        "count": st.none() | st.integers(-(2**31), 2**31 - 1) | st.integers(-3, 100),
        "area": st.none()
        | st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: x + 0.0)
        | st.sampled_from([0.1, 2.5, 0.3]),
        "kind": st.none() | st.sampled_from(KINDS),
        "shade": st.none() | st.sampled_from(SHADES),
        "street": st.none() | st.text("abß静安路%_.\n", max_size=4),
        "here": st.none() | st.booleans(),
        "known": st.none() | st.booleans(),
    }
)

digits = (st.sampled_from([0, 1, 4, 5, 59, 60, 61]) | st.integers(0, 200)).map(str)
integer_constants = digits | st.just(":limit") | digits.map(lambda n: f"-{n}") | st.just(":limit - 2")
decimal_constants = st.sampled_from(["0.1", "2.5", "-7.25", ":share", "100.0"])
text_constants = st.sampled_from(["'a'", "'静安'", "'red'", "'it''s'", "''", ":word", "'zz'"])
date_literals = dates.map(lambda day: f"date '{day}'") | st.sampled_from([":as_of", ":start"])
intervals = st.tuples(
    st.sampled_from("+-"),
    st.sampled_from(
        ["'0' day", "'90' day", "'1' month", "'1' month", "'13' month", "'1' year", "(:days) day", "7 day"]
    ),
).map(lambda pair: f" {pair[0]} interval {pair[1]}")
patterns = st.text("ab静%_.*", max_size=4).map(lambda text: f"'{text}'")


def texts(pattern: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Strings from a pattern, each {name} drawn from its strategy."""
    return st.fixed_dictionaries(parts).map(lambda drawn: pattern.format(**drawn))


def expressions() -> st.SearchStrategy[str]:
    """Conditions of the language."""
    condition: st.SearchStrategy[str] = st.deferred(lambda: conditions)
    integers = st.deferred(
        lambda: (
            st.sampled_from(["small", "count", "age", "age"])
            | texts("({a} {o} {b})", a=integers_plain, o=st.sampled_from("+-"), b=integers_plain)
            | texts("{a} * {b}", a=st.sampled_from(["small", "count", "age"]), b=digits)
            | texts("{a} % {b}", a=integers_plain, b=st.sampled_from(["2", "7", "-3", ":limit"]))
            | texts("-{a}", a=integers_plain)
            | texts("coalesce({a}, {b})", a=integers_plain, b=integers_plain | digits)
            | texts("case when {c} then {a} else {b} end", c=condition, a=integers_plain, b=integers_plain)
            | texts("case {a} when {b} then {a} when 1 then 5 end", a=integers_plain, b=digits)
        )
    )
    integers_plain = st.sampled_from(["small", "count", "age"])
    decimals = st.sampled_from(
        ["area", "area * 2.5", "area / 3", "count / 4", "coalesce(area, count)"]
    ) | texts("case when {c} then area end", c=condition)
    numbers = integers | decimals
    words_ = st.sampled_from(["street", "kind", "shade", "coalesce(street, kind)"]) | texts(
        "case when {c} then street when here then 'a' else {t} end", c=condition, t=text_constants
    )
    days = texts(
        "{d}{i}",
        d=st.sampled_from(["birth", "seen_on", "coalesce(seen_on, birth)"]),
        i=st.just("") | intervals,
    )
    day_constants = texts("{d}{i}", d=date_literals, i=st.just("") | intervals)
    compare = st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "!="])
    simple = st.one_of(
        st.sampled_from(["here", "known"]),
        texts("age {o} {k}", o=compare, k=integer_constants),
        texts("{k} {o} age", o=compare, k=integer_constants),
        texts("age {n}between {a} and {b}", n=st.sampled_from(["", "not "]), a=digits, b=digits),
        texts("{a} {o} {k}", a=numbers, o=compare, k=integer_constants | decimal_constants | numbers),
        texts("{a} {n}between {b} and {c}", a=numbers, n=st.sampled_from(["", "not "]), b=digits, c=numbers),
        texts(
            "{a} {n}in ({b}, {c})", a=integers, n=st.sampled_from(["", "not "]), b=integer_constants, c=digits
        ),
        texts("street {o} {k}", o=compare, k=text_constants),
        texts("{a} {o} {b}", a=words_, o=st.sampled_from(["=", "<>"]), b=words_),
        texts(
            "kind {o} {k}", o=st.sampled_from(["=", "<>"]), k=st.sampled_from(["'red'", "'blue'", ":word"])
        ),
        texts("kind {n}in ('red', :word, 'blue')", n=st.sampled_from(["", "not "])),
        texts("{a} {n}like {p}", a=words_, n=st.sampled_from(["", "not "]), p=patterns),
        texts("{a} {o} {b}", a=days, o=compare, b=days | day_constants),
        texts("{a} between {b} and {c}", a=days, b=day_constants, c=days),
        texts("{a} is {n}null", a=numbers | words_ | days, n=st.sampled_from(["", "not "])),
        texts("here {o} {b}", o=st.sampled_from(["=", "<>"]), b=st.sampled_from(["known", "true", "false"])),
    )
    conditions = st.recursive(
        simple,
        lambda inner: st.one_of(
            texts("{a} and {b}", a=inner, b=inner),
            texts("{a} or {b}", a=inner, b=inner),
            texts("({a} or {b})", a=inner, b=inner),
            texts("not {a}", a=inner),
            texts(
                "({a}) is {n}{t}",
                a=inner,
                n=st.sampled_from(["", "not "]),
                t=st.sampled_from(["true", "false", "null"]),
            ),
            texts("({a}) = ({b})", a=inner, b=inner),
            texts("coalesce({a}, here) = false", a=inner),
            texts("case when {a} then {b} else {c} end", a=inner, b=inner, c=inner),
        ),
        max_leaves=4,
    )
    return conditions


def written_out(text: str, rule_set, as_of: date) -> str:
    """The rule's text with its parameters as literals."""

    def literal(match: re.Match[str]) -> str:
        value = rule_set.parameter_at(match.group(1), as_of)
        return {date: f"date '{value}'", str: f"'{value}'"}.get(type(value), str(value))

    return re.sub(r":([a-z_]+)", literal, text)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        connection.execute(FULL_YEARS)
        columns = ", ".join(f'"{name}" {type_}' for name, type_ in PLAIN.items())
        connection.execute(f"create table plain (subject_id bigint, {columns})")
        yield connection


def in_duckdb(connection, texts_, table, as_of) -> list[tuple[bool | None, ...]]:
    connection.execute("delete from plain")
    marks = ", ".join("?" * (len(PLAIN) + 1))
    numbered = [[number, *(row[name] for name in PLAIN)] for number, row in enumerate(table)]
    connection.executemany(f"insert into plain values ({marks})", numbered)
    chosen = ", ".join(f"({text})" for text in texts_)
    source = f"(select *, full_years(birth, date '{as_of}') as age from plain)"
    return connection.execute(f"select {chosen} from {source} order by subject_id").fetchall()


def assert_agree(connection, rule_set, table, as_of) -> None:
    """Fail on the first row and rule that the three see differently."""
    oracle_texts = [written_out(tag.when, rule_set, as_of) for tag in rule_set.tags]
    wanted = in_duckdb(connection, oracle_texts, table, as_of)
    frame = pl.DataFrame(
        [{"subject_id": number, **row} for number, row in enumerate(table)],
        schema={"subject_id": pl.Int64, **schema(rule_set, "resident")},
    )
    long = evaluate(rule_set, "resident", frame, as_of)
    found = {(row["subject_id"], row["tag_code"]): row["outcome"] for row in long.rows(named=True)}
    for number, row in enumerate(table):
        for position, tag in enumerate(rule_set.tags):
            expected = wanted[number][position]
            seen = found.get((number, tag.code), False), outcome(tag, row, rule_set, as_of).result
            assert seen == (expected, expected), (tag.when, row, as_of)


@settings(database=None, deadline=None, max_examples=120, suppress_health_check=list(HealthCheck))
@given(st.lists(expressions(), min_size=1, max_size=6), st.lists(rows, min_size=1, max_size=12), AS_OF_DATES)
def test_three_evaluators_agree_on_generated_rules(connection, rule_set_of, conditions, table, as_of):
    assert_agree(connection, rule_set_of(*conditions), table, as_of)


@pytest.mark.parametrize("as_of", [date(2024, 1, 30), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)])
def test_three_evaluators_agree_at_birthdays_and_ends_of_months(connection, rule_set_of, as_of):
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
    nothing = dict.fromkeys(PLAIN)
    table = [{**nothing, "birth": born, "seen_on": seen, "small": 0} for born in NEAR for seen in NEAR]
    assert_agree(connection, rule_set, table, as_of)
