"""rules.lock: no rule changes under its version, no code disappears."""

from pathlib import Path

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.loader import load_rules
from tag_rules.engine.lock import check, write

FILE = "municipal/elder_care.yaml"


@pytest.fixture
def lock(rule_set, tmp_path) -> Path:
    path = tmp_path / "rules.lock"
    write(rule_set, path)
    return path


def test_the_shipped_lock_holds(rule_set):
    check(rule_set, Path(__file__).parents[3] / "tag_rules" / "rules.lock")


def test_writing_twice_changes_nothing(rule_set, lock):
    before = lock.read_bytes()
    write(rule_set, lock)
    assert lock.read_bytes() == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (FILE, "household_residents = 1", "household_residents <= 1"),
        (FILE, "zh: 独居老人", "zh: 独居长者"),
        (FILE, "unknown: {keep_days: 30}", "unknown: drop"),
        (FILE, "value: roll_care_level", "value: null"),
    ],
)
@pytest.mark.parametrize("act", [check, write])
def test_a_change_needs_a_new_version(spoil, lock, act, file, old, new):
    changed = load_rules(spoil(file, old, new))
    with pytest.raises(RuleErrors, match=r"changed under version 1\n    give it version 2"):
        act(changed, lock)


def test_a_new_version_must_be_locked_and_then_holds(spoil, lock):
    spoil(FILE, "household_residents = 1", "household_residents <= 1")
    changed = load_rules(spoil(FILE, "version: 1", "version: 2"))
    with pytest.raises(RuleErrors, match="M017 version 2 is not locked"):
        check(changed, lock)
    write(changed, lock)
    check(changed, lock)


def test_no_way_back_to_an_older_version(rule_set, spoil, lock):
    write(load_rules(spoil(FILE, "version: 1", "version: 2")), lock)
    with pytest.raises(RuleErrors, match="M017 goes back to version 1"):
        check(rule_set, lock)


def test_a_code_does_not_disappear(rules_folder, lock):
    (rules_folder / "municipal" / "participation.yaml").unlink()
    with pytest.raises(RuleErrors, match="M040 is gone from the rule files"):
        check(load_rules(rules_folder), lock)


def test_cases_are_no_part_of_a_version(spoil, lock):
    check(
        load_rules(spoil(FILE, "      - {given: {age: 60, household_residents: 2}, then: false}\n", "")), lock
    )
