"""Problem labels are rules like tags: locked under their version, dated, bumped, of a purpose."""

from datetime import date
from pathlib import Path

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.labels.matching import labels_of
from tag_rules.engine.lint import lint
from tag_rules.engine.lock import load_locked_rules, write
from tag_rules.engine.reading.bump import bumped
from tag_rules.engine.reading.loader import load_rules, read_rules

FILE, CODE, START = "problems/property.yaml", "P0102", date(2025, 3, 1)
TEXT = "住宅修缮钱袋子什么时候能用"
WORDS = "about: [维修资金,"


def changed(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def bump(folder: Path) -> None:
    reading = read_rules(folder)
    label = next(label for label in reading.rule_set.problem_labels if label.code == CODE)
    path = folder / FILE
    path.write_text(bumped(path.read_text(encoding="utf-8"), label, START), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (FILE, WORDS, "about: [修缮钱袋子, 维修资金,", f"{CODE} changed under version 1"),
        (FILE, "zh: 维修资金,", "zh: 维修基金,", f"{CODE} changed under version 1"),
        (
            "label_language.yaml",
            "kept: [申请,",
            "kept: [申领, 申请,",
            "@label_language changed under version 1",
        ),
        ("routed_out.yaml", "words: [家暴,", "words: [家中施暴, 家暴,", "@domestic_violence changed under"),
    ],
)
def test_no_label_changes_under_its_version(
    rules_folder: Path, name: str, old: str, new: str, message: str
) -> None:
    changed(rules_folder, name, old, new)
    with pytest.raises(RuleErrors, match=message):
        load_locked_rules(rules_folder)
    assert any(message in error.message for error in lint(rules_folder).errors)


def test_a_further_case_changes_no_label(rules_folder: Path) -> None:
    changed(
        rules_folder,
        FILE,
        "- {text: 楼道灯要维修,",
        "- {text: 楼道灯坏了, then: false}\n      - {text: 楼道灯要维修,",
    )
    load_locked_rules(rules_folder)


def test_each_day_is_labelled_with_the_version_of_that_day(rules_folder: Path) -> None:
    bump(rules_folder)
    changed(rules_folder, FILE, WORDS, "about: [修缮钱袋子, 维修资金,")
    errors = lint(rules_folder).errors
    assert [error.message for error in errors] == [f"新版本未锁定 {CODE} version 2 is not locked"]
    assert write(load_rules(rules_folder), rules_folder / "rules.lock") == [f"{CODE} 第 2 版 version 2"]
    rule_set = load_locked_rules(rules_folder)
    before, after = (rule_set.labelling_on(day).labelling for day in (date(2025, 2, 28), START))
    assert CODE not in labels_of(before, TEXT)
    assert labels_of(after, TEXT)[0] == CODE


def test_a_label_that_is_retired_is_given_until_its_last_day(rules_folder: Path) -> None:
    ends = "valid_to: 2025-01-01\n    retired_because: {zh: 并入其他小类, en: Merged}"
    changed(rules_folder, FILE, WORDS, f"{ends}\n    {WORDS}")
    write(load_rules(rules_folder), rules_folder / "rules.lock")
    rule_set = load_locked_rules(rules_folder)
    text = "维修资金余额不足"
    assert labels_of(rule_set.labelling_on(date(2024, 12, 31)).labelling, text)[0] == CODE
    assert CODE not in labels_of(rule_set.labelling_on(date(2025, 1, 1)).labelling, text)


def test_labels_are_of_a_purpose_there_is(rules_folder: Path) -> None:
    changed(rules_folder, FILE, "purpose: community_governance", "purpose: community_government")
    with pytest.raises(RuleErrors, match="there is no purpose “community_government”"):
        load_rules(rules_folder)
