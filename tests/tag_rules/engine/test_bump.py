"""`bump` begins a tag's next version: what it said stays under earlier, word for word, and its past stays."""

from datetime import date

import pytest

from tag_rules.engine.lint import lint
from tag_rules.engine.lock import check, write
from tag_rules.engine.reading.bump import CannotBumpError, bumped
from tag_rules.engine.reading.loader import load_rules, read_rules

START = date(2025, 3, 1)
CODES = ["M001", "M017", "M053", "M066", "D021", "D050", "D057", "D004", "M040"]


@pytest.fixture
def locked(rule_set, rules_folder):
    write(rule_set, rules_folder / "rules.lock")
    return rules_folder


def bump(folder, code, start=START):
    reading = read_rules(folder)
    tag = reading.rule_set.tag(code)
    file, _ = reading.places[code, tag.version]
    path = folder / file.name
    path.write_text(bumped(path.read_text(encoding="utf-8"), tag, start), encoding="utf-8")


def test_the_next_version_asks_only_to_be_locked(locked):
    for code in CODES:
        bump(locked, code)
    assert sorted(error.message for error in lint(locked).errors) == sorted(
        f"新版本未锁定 {code} version {load_rules(locked).tag(code).version} is not locked" for code in CODES
    )
    added = write(load_rules(locked), locked / "rules.lock")
    assert len(added) == len(CODES) and any("D050 第 2 版 version 2" in one for one in added)
    check(load_rules(locked), locked / "rules.lock")
    assert write(load_rules(locked), locked / "rules.lock") == []


def test_the_past_is_as_it_was(locked, rule_set):
    bump(locked, "D050")
    after = load_rules(locked).at(date(2025, 2, 28)).tag("D050")
    before = rule_set.tag("D050")
    same = {"title", "when", "value", "purpose", "sensitivity", "valid_from", "version", "unknown", "cases"}
    assert after.model_dump(include=same) == before.model_dump(include=same)
    assert load_rules(locked).at(START).tag("D050").version == before.version + 1


def test_a_version_may_follow_the_next(locked):
    bump(locked, "M017")
    bump(locked, "M017", date(2026, 1, 1))
    versions = [tag.version for tag in load_rules(locked).earlier if tag.code == "M017"]
    assert versions == sorted(versions) and len(versions) >= 2


def test_comments_and_other_tags_stay(locked):
    path = locked / "municipal" / "elder_care.yaml"
    before = path.read_text(encoding="utf-8").splitlines()
    bump(locked, "M018")
    after = path.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(before) if "code: M018" in line)
    assert after[:at] == before[:at]
    rest = next(n for n, line in enumerate(before) if "code: M019" in line)
    assert after[-len(before[rest:]) :] == before[rest:]


def test_a_day_before_the_present_version_is_refused(rule_set):
    with pytest.raises(CannotBumpError, match="新版本须晚于"):
        bumped("", rule_set.tag("M017"), rule_set.tag("M017").valid_from)
