"""rules.lock: no rule changes under its version, no code disappears."""

import json
from pathlib import Path

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.lock import check, load_locked_rules, write
from tag_rules.engine.reading.loader import load_rules

FILE = "municipal/elder_care.yaml"
NEWEST = """    valid_from: 2024-01-01
    version: 1
    unknown: {keep_days: 30}
"""
BEFORE = """    earlier:
      - version: 1
        title: {zh: 独居老人, en: Older person living alone}
        when: age >= :elder_age and household_residents = 1 and household_type = 'family'
        purpose: elder_visits
        sensitivity: general
        valid_from: 2024-01-01
        valid_to: 2024-02-01
        unknown: {keep_days: 30}
        cases:
          - {given: {age: 60, household_residents: 1, household_type: family}, then: true}
"""
CHANGED = f"""    valid_from: 2024-02-01
    version: 2
    unknown: {{keep_days: 30}}
{BEFORE}"""
RETIRED = """    version: 1
    valid_to: 2025-01-01
    retired_because: {zh: 并入其他标签, en: Merged into another}
"""


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
    with pytest.raises(RuleErrors, match=r"changed under version 1\n    版本写 give it version 2"):
        act(changed, lock)


def test_a_new_version_must_be_locked_and_then_holds(spoil, lock):
    spoil(FILE, "household_residents = 1", "household_residents <= 1")
    changed = load_rules(spoil(FILE, NEWEST, CHANGED))
    with pytest.raises(RuleErrors, match="M017 version 2 is not locked"):
        check(changed, lock)
    write(changed, lock)
    check(changed, lock)


def test_no_way_back_to_an_older_version(rule_set, spoil, lock):
    write(load_rules(spoil(FILE, NEWEST, CHANGED)), lock)
    with pytest.raises(RuleErrors, match="M017 goes back to version 1"):
        check(rule_set, lock)


def test_a_code_does_not_disappear(rules_folder, lock):
    (rules_folder / "municipal" / "participation.yaml").unlink()
    with pytest.raises(RuleErrors, match="M040 is gone from the rule files"):
        check(load_rules(rules_folder), lock)


def test_cases_are_no_part_of_a_version(spoil, lock):
    case = "      - {given: {age: 60, household_type: family, household_residents: 2}, then: false}\n"
    check(load_rules(spoil(FILE, case, "")), lock)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (BEFORE, "", "M017: earlier version 1 不见了 is gone\n    留在 earlier 里 keep it under earlier"),
        (
            "'family'\n        purpose",
            "'collective'\n        purpose",
            "M017: earlier version 1 被改动 is not what it was\n    照原样写回 write it as it was",
        ),
    ],
)
@pytest.mark.parametrize("act", [check, write])
def test_an_earlier_version_stays_as_it_was(spoil, lock, act, old, new, said):
    write(load_rules(spoil(FILE, NEWEST, CHANGED)), lock)
    changed = load_rules(spoil(FILE, old, new))
    with pytest.raises(RuleErrors, match=said):
        act(changed, lock)


def test_a_retired_code_stays_with_its_date_and_reason(spoil, lock):
    retired = load_rules(spoil(FILE, "    version: 1\n", RETIRED))
    with pytest.raises(RuleErrors, match="that M017 is retired is not locked"):
        check(retired, lock)
    write(retired, lock)
    check(retired, lock)
    assert json.loads(lock.read_text(encoding="utf-8"))["M017"]["retired"] == "2025-01-01 并入其他标签"


@pytest.mark.parametrize("act", [check, write])
def test_a_retired_code_does_not_come_back(rule_set, spoil, lock, act):
    write(load_rules(spoil(FILE, "    version: 1\n", RETIRED)), lock)
    with pytest.raises(RuleErrors, match="M017 was retired for good: 2025-01-01 并入其他标签"):
        act(rule_set, lock)


def test_what_runs_on_data_refuses_a_rule_changed_under_its_version(spoil):
    folder = spoil(FILE, "household_residents = 1", "household_residents <= 1")
    with pytest.raises(RuleErrors, match="M017 changed under version 1"):
        load_locked_rules(folder)
