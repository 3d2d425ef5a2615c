"""Generated rules over the whole language, and generated rows with everything that trips evaluators up.

What belongs here: strategies. The subject they speak of is in `conftest`; who must agree is in `evaluators`.
"""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

KINDS, SHADES = ("red", "green", "blue"), ("blue", "dark", "red")
LETTERS = "abß静安路%_. -#&~𠮷\n"
Text = st.SearchStrategy[str]

# Days close together around the ends of months and leap days, so that off-by-one meets its boundary.
NEAR = [
    date(y, m, d)
    for y in (1964, 2020, 2023)
    for m, d in ((1, 30), (1, 31), (2, 28), (3, 1), (4, 30), (5, 31))
]
LEAP_DAYS = [date(1964, 2, 29), date(2000, 2, 29), date(2020, 2, 29)]
EXTREME_DAYS = [date(1880, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2199, 12, 31)]
dates = st.sampled_from([*NEAR, *LEAP_DAYS, *EXTREME_DAYS]) | st.dates(date(1930, 1, 1), date(2026, 12, 31))
AS_OF_DATES = st.sampled_from([date(2024, 1, 30), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)])
EXTREME_DECIMALS = [0.0, -0.0, 5e-324, -1e300, 1e300, 0.1, 0.3, 2.5, 100.0, 1e6 + 0.1]
rows = st.fixed_dictionaries(
    {
        "birth": st.none() | dates,
        "seen_on": st.none() | dates,
        "small": st.none() | st.sampled_from([-(2**15), 2**15 - 1]) | st.integers(-3, 3),
        "count": st.none() | st.sampled_from([-(2**31), 2**31 - 1]) | st.integers(-3, 100),
        "area": st.none() | st.floats(-1e6, 1e6, allow_nan=False) | st.sampled_from(EXTREME_DECIMALS),
        "kind": st.none() | st.sampled_from(KINDS),
        "shade": st.none() | st.sampled_from(SHADES),
        "street": st.none() | st.just("") | st.text(LETTERS, max_size=4),
        "here": st.none() | st.booleans(),
        "known": st.none() | st.booleans(),
    }
)

CORNERS = {
    "birth": [*NEAR, *LEAP_DAYS, *EXTREME_DAYS, None, None],
    "seen_on": [*NEAR, *LEAP_DAYS, *EXTREME_DAYS, None, None],
    "small": [-(2**15), 2**15 - 1, -10, -3, -2, 0, 1, 2, 3, 11, 60, None],
    "count": [-(2**31), 2**31 - 1, -10, -3, 0, 1, 2, 3, 59, 60, 61, 100, None],
    "area": [*EXTREME_DECIMALS, 0.1 * 3, 2.5, -2.5, 99.0, None],
    "kind": [*KINDS, None],
    "shade": [*SHADES, None],
    "street": ["", "a", "b", "ß", "静安", "静安路", "a\n", "ab\n", "a\nb", "b\n", "\n", "aab", "𠮷", "𠮷a",
               "_.", "x.y", "%", "red", "it's", None],
    "here": [True, False, None],
    "known": [True, False, None],
}  # fmt: skip
digits = (st.sampled_from([0, 1, 4, 5, 59, 60, 61]) | st.integers(0, 200)).map(str)
integer_constants = digits | st.just(":limit") | digits.map(lambda n: f"-{n}") | st.just(":limit - 2")
decimal_constants = st.sampled_from(["0.1", "2.5", "-7.25", ":share", "100.0"])
text_constants = st.sampled_from(["'a'", "'静安'", "'red'", "'it''s'", "''", ":word", "'zz'"])
kind_constants = st.sampled_from(["'red'", "'blue'", ":word"])
day_literals = dates.map(lambda day: f"date '{day}'") | st.sampled_from([":as_of", ":start"])
maybe_not = st.sampled_from(["", "not "])
equality = st.sampled_from(["=", "<>", "!="])
compare = st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "!="])
intervals = st.tuples(
    st.sampled_from("+-"),
    st.sampled_from(
        ["'0' day", "'90' day", "'1' month", "'1' month", "'13' month", "'1' year", "(:days) day", "7 day"]
    ),
).map(lambda pair: f" {pair[0]} interval {pair[1]}")
like_patterns = st.text("ab静%_.* -#\n𠮷", max_size=4).map(lambda text: f"'{text}'")


def texts(pattern: str, **parts: Text) -> Text:
    """Strings from a pattern, each {name} drawn from its strategy."""
    return st.fixed_dictionaries(parts).map(lambda drawn: pattern.format(**drawn))


def regular_expressions() -> Text:
    """Quoted patterns of the subset."""
    characters = st.sampled_from(
        [*"ab静𠮷 -#&~_%", ".", r"\.", r"\\", "[ab]", "[^a静]", "[a-z]", "[路-静]", "\n"]
    )
    repeated = texts(
        "{c}{q}", c=characters, q=st.sampled_from(["", "", "*", "+", "?", "{2}", "{0,1}", "{1,}"])
    )
    inner = st.lists(repeated, min_size=1, max_size=3).map("".join)
    group = texts("({a}|{b}){q}", a=inner, b=inner, q=st.sampled_from(["", "?"]))
    middle = st.lists(repeated | group, min_size=1, max_size=3).map("".join)
    return texts(
        "'{a}{m}{z}'", a=st.sampled_from(["", "^"]), m=middle | texts("{x}|{y}", x=middle, y=middle),
        z=st.sampled_from(["", "$"]),
    )  # fmt: skip


def _integers(condition: Text) -> Text:
    plain = st.sampled_from(["small", "count", "age"])
    return st.one_of(
        st.sampled_from(["small", "count", "age", "age"]),
        texts("({a} {o} {b})", a=plain, o=st.sampled_from("+-"), b=plain),
        texts("{a} * {b}", a=plain, b=digits),
        texts("{b} * {a}", a=plain, b=digits),
        texts("{a} % {b}", a=plain, b=st.sampled_from(["2", "7", "-3", ":limit"])),
        texts("-{a}", a=plain),
        texts("coalesce({a}, {b})", a=plain, b=plain | digits),
        texts("case when {c} then {a} else {b} end", c=condition, a=plain, b=plain),
        texts("case {a} when {b} then {a} when 1 then 5 end", a=plain, b=digits),
    )


def _decimals(condition: Text) -> Text:
    simple = ["area", "area * 2.5", "area / 3", "count / 4", "area + count", "-area", "coalesce(area, count)"]
    return st.sampled_from(simple) | texts("case when {c} then area end", c=condition)


def _words(condition: Text) -> Text:
    return st.sampled_from(["street", "kind", "shade", "coalesce(street, kind)"]) | texts(
        "case when {c} then street when here then 'a' else {t} end", c=condition, t=text_constants
    )


def _closed_words(condition: Text) -> Text:
    """Texts of a closed list, `red` and `blue` among them."""
    return st.sampled_from(["kind", "coalesce(kind, 'none')", "coalesce(kind, shade)"]) | texts(
        "case when {c} then kind else {k} end", c=condition, k=kind_constants
    )


def _days() -> Text:
    plain = st.sampled_from(["birth", "seen_on", "coalesce(seen_on, birth)"])
    return texts("{d}{i}{j}", d=plain, i=st.just("") | intervals, j=st.just("") | intervals)


def _atoms() -> Text:
    """Conditions without and, or, not; a CASE inside one tests only facts and comparisons."""
    tested = st.sampled_from(["here", "known is null"]) | texts("age {o} {k}", o=compare, k=digits)
    integers, decimals = _integers(tested), _decimals(tested)
    words, closed, days = _words(tested), _closed_words(tested), _days()
    numbers = integers | decimals
    fixed_days = texts("{d}{i}", d=day_literals, i=st.just("") | intervals)
    return st.one_of(
        st.sampled_from(["here", "known"]),
        texts("age {o} {k}", o=compare, k=integer_constants),
        texts("{k} {o} age", o=compare, k=integer_constants),
        texts("age {n}between {a} and {b}", n=maybe_not, a=digits, b=digits),
        texts("{a} {o} {k}", a=numbers, o=compare, k=integer_constants | decimal_constants | numbers),
        texts("{a} {n}between {b} and {c}", a=numbers, n=maybe_not, b=digits, c=numbers),
        texts("{a} {n}in ({b}, {c})", a=integers, n=maybe_not, b=integer_constants, c=digits),
        texts("street {o} {k}", o=compare, k=text_constants),
        texts("street {n}between {a} and {b}", n=maybe_not, a=text_constants, b=text_constants),
        texts("{a} {o} {b}", a=words, o=equality, b=words | st.just("'red'")),
        texts("{a} {o} {b}", a=closed, o=equality, b=kind_constants),
        texts("{a} {n}in ('red', :word, 'blue')", a=closed, n=maybe_not),
        texts("{a} {n}like {p}", a=words, n=maybe_not, p=like_patterns),
        texts("{n}regexp_matches({a}, {p})", a=words, n=maybe_not, p=regular_expressions()),
        texts("{a} {o} {b}", a=days, o=compare, b=days | fixed_days),
        texts("{a} {n}between {b} and {c}", a=days, n=maybe_not, b=fixed_days, c=days),
        texts("{a} {n}in ({b}, {c})", a=days, n=maybe_not, b=fixed_days, c=day_literals),
        texts("{a} is {n}null", a=numbers | words | days, n=maybe_not),
        texts("here {o} {b}", o=equality, b=st.sampled_from(["known", "true", "false"])),
    )


def conditions() -> Text:
    """Conditions of the language."""
    return st.recursive(
        _atoms(),
        lambda inner: st.one_of(
            texts("{a} and {b}", a=inner, b=inner),
            texts("{a} or {b}", a=inner, b=inner),
            texts("({a} or {b})", a=inner, b=inner),
            texts("not {a}", a=inner),
            texts("({a}) is {n}{t}", a=inner, n=maybe_not, t=st.sampled_from(["true", "false", "null"])),
            texts("({a}) = ({b})", a=inner, b=inner),
            texts("coalesce({a}, here) = false", a=inner),
            texts("case when {a} then {b} else {c} end", a=inner, b=inner, c=inner),
        ),
        max_leaves=4,
    )


def values() -> Text:
    """Expressions of `value`: a text or an integer."""
    return _integers(_atoms()) | _words(_atoms()) | _closed_words(_atoms())
