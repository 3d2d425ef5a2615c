"""A condition is shown to people as it was written: parameters, dates and texts as rules have them."""

import pytest

from tag_rules.engine.expression import nodes, parse_condition

SHOWN = {
    "regexp_matches(street, '^a$')": "regexp_matches(street, '^a$')",
    "street = '$5'": "street = '$5'",
    "age >= :limit": "age >= :limit",
    "seen_on < date '2024-01-31'": "seen_on < date '2024-01-31'",
    "seen_on < :as_of - interval (:days) day": "seen_on < :as_of - INTERVAL (:days) DAY",
}


@pytest.mark.parametrize("text", SHOWN)
def test_it_is_shown_as_it_was_written(words, text):
    tree, findings = parse_condition(text, words)
    assert findings == []
    assert tree.text == SHOWN[text]


def test_every_part_of_it_is(words):
    tree, _ = parse_condition("seen_on in (date '2024-01-31', :start) or :limit = age", words)
    texts = {node.text for node in nodes.walk(tree)}
    assert {"date '2024-01-31'", ":start", ":limit", "age"} <= texts
    assert not [text for text in texts if "CAST" in text or "$" in text]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1879-12-31", "2201-01-01"])
def test_a_day_that_cannot_be_moved_is_refused(words, day):
    findings = parse_condition(f"seen_on < date '{day}'", words)[1]
    assert [finding.message for finding in findings] == [
        f"规则不能用这一天 “{day}” is no day a rule can hold"
    ]
