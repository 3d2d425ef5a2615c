"""docs/rule-language.md: every example is accepted, every refusal is refused, no kind of node is left out."""

import re
from pathlib import Path

import pytest

from tag_rules.engine.expression import nodes, parse_condition, parse_value
from tag_rules.engine.policy import vocabulary

PAGE = (Path(__file__).parents[2] / "docs" / "rule-language.md").read_text(encoding="utf-8")
ALLOWED, MEANING = PAGE.split("## What it means")[0], PAGE.split("## What it means")[1]
NOT_ALONE = {"feature", "number, text, date, yes/no", "parameter"}


def code(text):
    return [part.replace("\\|", "|") for part in re.findall(r"`([^`]+)`", text)]


def table(text):
    """The rows of the page's tables: first cell, second cell."""
    rows = (re.split(r"(?<!\\)\|", line)[1:3] for line in text.splitlines() if line.startswith("| "))
    return [(first.strip(), second.strip()) for first, second in rows]


CONDITIONS = [
    example
    for kind, cell in table(ALLOWED)
    if kind not in NOT_ALONE
    for example in code(cell)
    if re.search(r"[a-z_]{3,}.* |\(", example)
]
VALUES = code(ALLOWED.split("Expressions for `value`:")[1].split("**Regular")[0])
REFUSED = [
    example
    for refused, _ in table(MEANING)
    for example in code(refused)
    if "…" not in example and " " in example
]


@pytest.fixture(scope="module")
def words(rule_set):
    """All features of both subjects, so that the page may show any of them."""
    features = {**rule_set.features["resident"], **rule_set.features["household"]}
    return vocabulary(features, rule_set.parameters)


@pytest.mark.parametrize("text", CONDITIONS)
def test_an_example_is_accepted(words, text):
    assert parse_condition(text, words)[1] == []


@pytest.mark.parametrize("text", VALUES)
def test_an_example_of_a_value_is_accepted(words, text):
    assert parse_value(text, words)[1] == []


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_called_refused_is(words, text):
    if text.startswith("interval"):
        text = f"last_visit_on < :as_of - {text}"
    assert parse_condition(text, words)[1] != []


def test_every_kind_of_node_has_an_example(words):
    trees = [parse_condition(text, words)[0] for text in CONDITIONS] + [
        parse_value(text, words)[0] for text in VALUES
    ]
    shown = {type(part) for tree in trees for part in nodes.walk(tree)}
    every = {kind for kind in vars(nodes).values() if isinstance(kind, type) and issubclass(kind, nodes.Node)}
    assert every - shown <= {nodes.Node, nodes.Negative}


def test_there_are_examples():
    assert len(CONDITIONS) > 20 and len(VALUES) == 4 and len(REFUSED) > 8
