"""Any day is computed with the rules of that day."""

from datetime import date

import polars as pl
import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.evaluate import evaluate, schema
from tag_rules.engine.reading.loader import load_rules

FILE = "municipal/residence_registration.yaml"


@pytest.fixture(scope="module")
def people(rule_set):
    """1: from another province without a permit; 2: on the roll of permits, recorded as local."""
    rows = [
        {"registration_type": "non_local", "lives_here": True, "roll_residence_permit_holders": "none"},
        {
            "registration_type": "local",
            "lives_here": True,
            "roll_residence_permit_holders": "points_permit",
        },
    ]
    frame = pl.DataFrame(rows, schema=schema(rule_set, "resident"))
    return frame.with_columns(subject_id=pl.Series([1, 2], dtype=pl.Int64))


@pytest.mark.parametrize(
    ("as_of", "holders"),
    [
        (date(2023, 12, 31), []),
        (date(2024, 1, 1), [(1, None)]),
        (date(2024, 1, 31), [(1, None)]),
        (date(2024, 2, 1), [(2, "points_permit")]),
        (date(2026, 1, 1), [(2, "points_permit")]),
    ],
)
def test_a_day_is_computed_with_its_version(rule_set, people, as_of, holders):
    found = evaluate(rule_set, "resident", people, as_of, ["M012"])
    assert found.select("subject_id", "value").rows() == holders


@pytest.mark.parametrize(
    ("as_of", "version", "title"),
    [
        (date(2020, 1, 1), 1, "来沪人员"),
        (date(2024, 1, 31), 1, "来沪人员"),
        (date(2024, 2, 1), 2, "来沪人员（持居住证）"),
    ],
)
def test_the_rules_of_a_day(rule_set, as_of, version, title):
    then = rule_set.at(as_of)
    assert (then.tag("M012").version, then.tag("M012").title.zh) == (version, title)
    assert then.codes == rule_set.codes


def test_between_two_versions_a_tag_is_not_in_force(spoil, people):
    paused = load_rules(spoil(FILE, "valid_to: 2024-02-01", "valid_to: 2024-01-20"))
    day = date(2024, 1, 25)
    assert paused.at(day).tag("M012").version == 1
    assert evaluate(paused, "resident", people, day, ["M012"]).is_empty()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "valid_to: 2024-02-01",
            "valid_to: 2024-02-02",
            "versions 1 and 2 of M012 overlap",
        ),
        ("      - version: 1", "      - version: 2", "version 2 of M012 stands before version 2"),
        ("        valid_to: 2024-02-01\n", "", "the key “valid_to” is missing"),
        (
            "when: registration_type = 'non_local'",
            "when: registration = 'non_local'",
            "no feature “registration”",
        ),
    ],
)
def test_an_earlier_version_is_checked_like_any(spoil, old, new, said):
    with pytest.raises(RuleErrors) as refused:
        load_rules(spoil(FILE, old, new))
    (error,) = refused.value.errors
    assert said in error.message
    assert error.source


def test_an_end_needs_a_reason(spoil):
    with pytest.raises(RuleErrors, match="retired_because"):
        load_rules(spoil(FILE, "    version: 2\n", "    version: 2\n    valid_to: 2025-01-01\n"))
