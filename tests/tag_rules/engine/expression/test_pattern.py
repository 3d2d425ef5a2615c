"""Regular expressions: what the subset takes, what it refuses, and that it means what Python's `re` means."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tag_rules.engine.expression.pattern import PatternError, matches, parse_pattern, portable
from tests.tag_rules.engine.expression.grammar import LETTERS, regular_expressions

REFUSED = {
    "": "empty",
    "a|": "empty",
    "()": "empty",
    "(a": "“(” without “)”",
    "a)": "“)” without “(”",
    "*a": "repeats nothing",
    "a**": "repetition of a repetition",
    "a+?": "repetition of a repetition",
    "(a|b)*": "only one character is repeated",
    "^*": "only one character is repeated",
    "(?i)a": "repeats nothing",
    r"\d": "differs between engines",
    r"\bа": "differs between engines",
    "a\\": "ends too early",
    "[]": "holds nothing",
    "[a": "ends too early",
    "[z-a]": "counts downwards",
    "[a&&b]": "differs between engines",
    "[[:alpha:]]": "differs between engines",
    "a{3,1}": "counts downwards",
    "a{,3}": "takes counts up to",
    "a{1000}": "takes counts up to",
    "a{2": "takes counts up to",
    "a" * 201: "longer than 200",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_refused_with_a_reason(text, reason):
    with pytest.raises(PatternError, match=re.escape(reason)):
        parse_pattern(text)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("静安", "上海市静安区", True),
        ("^静安", "上海市静安区", False),
        ("路$", "南京西路", True),
        ("路$", "南京西路\n", False),
        ("^.$", "𠮷", True),
        ("^.$", "\n", False),
        ("^[^a]$", "\n", True),
        ("^(a|bc)?d{2,}$", "bcddd", True),
        ("^(a|bc)?d{2,}$", "bcd", False),
        (r"^1\.5$", "1x5", False),
        ("a{0}", "", True),
    ],
)
def test_meaning(pattern, text, fits):
    assert matches(parse_pattern(pattern), text) is fits


@settings(database=None, max_examples=500)
@given(regular_expressions(), st.text(LETTERS, max_size=6))
def test_the_portable_form_means_the_same_to_another_engine(quoted, text):
    tree = parse_pattern(quoted[1:-1])
    in_python = portable(tree).replace(r"\z", r"\Z")
    assert matches(tree, text) == bool(re.search(in_python, text))
