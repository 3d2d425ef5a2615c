"""A value or key of the wrong shape is one error, told with what to write instead."""

import pytest

from tag_rules.engine.reading.loader import read_rules

ELDERS = "municipal/elder_care.yaml"
FIRST = "  - code: M017\n"


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("subject: resident", "subject: 居民", "写成 write: subject: resident"),
        ("sensitivity: general", "sensitivity: 一般", "写成 write: sensitivity: general"),
        ("valid_from: 2024-01-01", "valid_from: 2024年1月1日", "写成 write: valid_from: 2024-01-01"),
        ("valid_from: 2024-01-01", "valid_from: 2024/1/1", "写成 write: valid_from: 2024-01-01"),
        ("version: 1", "version: 第1版", "写成 write: version: 1"),
        ("unknown: {keep_days: 30}", "unknown: 保留30天", "写成 write: unknown: {keep_days: 30}"),
        (
            "title: {zh: 独居老人, en: Older person living alone}",
            "title: 独居老人",
            "写成 write: title: {zh: 独居老人, en: …}",
        ),
        ("title: {zh: 独居", "标题: {zh: 独居", "写成 write: title"),
        ("purpose: elder", "purpos: elder", "您是否指 did you mean “purpose”?"),
        ("purpose: elder_visits", "purpose: 老年人探访关爱", "写成 write: purpose: elder_visits"),
        ("code: M017", "code: X1", "M 或 D 加三位以上数字 M or D and three digits or more: D1001"),
        ("then: true}", "then: 是}", "写成 write: then: true"),
        ("code: M017", "code: m017", "写成 write: code: M017"),
        ("code: M017", "code: \u200bM017", "写成 write: code: M017"),
        ("version: 1", "version: １", "写成 write: version: 1"),
        ("unknown: {keep_days: 30}", "unknown: {keep_days: 三十天}", "写成 write: keep_days: 30"),
        ("subject: resident", "subject: residents", "您是否指 did you mean “resident”?"),
        ("valid_from: 2024-01-01", "valid_from: 2024-02-30", "写成 write: 2024-02-29"),
        ("version: 1", "version: 310106012001", '代码要加引号 a code stands in quotes: "310106012001"'),
        ("then: unknown}", "then: 无法判定}", "写成 write: then: unknown"),
    ],
)
def test_it_is_one_error_with_the_line_to_write(spoil, old, new, remedy):
    errors = [error for error in read_rules(spoil(ELDERS, old, new)).errors if error.file == ELDERS]
    assert [error.remedy for error in errors] == [remedy]


def test_a_code_of_two_files_is_one_error_and_the_first_stays(spoil):
    reading = read_rules(spoil("district/data_quality.yaml", "code: D052", "code: M017"))
    said = [error.message for error in reading.errors if error.file == "district/data_quality.yaml"]
    assert any("代码已被使用 M017" in message for message in said)
    assert [tag.category_code for tag in reading.rule_set.tags if tag.code == "M017"] == ["elder_care"]


def test_what_is_wrong_with_a_life_is_said_at_the_life(spoil):
    acts = "{act: draft, on: 2024-01-01, by: 甲局}, {act: review, on: 2024-01-02, by: 甲局}"
    reading = read_rules(spoil(ELDERS, FIRST, f"{FIRST}    life: [{acts}]\n"))
    (error,) = (error for error in reading.errors if error.file == ELDERS)
    assert error.message.startswith("life：审核人须是起草人以外的人")
    line = (spoil(ELDERS, FIRST, f"{FIRST}    life: [{acts}]\n") / ELDERS).read_text(encoding="utf-8")
    assert "life:" in line.splitlines()[error.line - 1]


def test_a_tag_without_cases_is_told_which_to_write(spoil):
    from tag_rules.engine.lint import lint

    text = (
        "group: trial\ntitle: {zh: 试验, en: Trial}\ntags:\n"
        "  - code: D1001\n    title: {zh: 试, en: Trial}\n"
        "    subject: resident\n    when: age >= 61 and household_residents = 3\n"
        "    purpose: elder_visits\n"
        "    sensitivity: general\n    valid_from: 2025-01-01\n"
        "    version: 1\n    unknown: drop\n    cases: []\n"
    )
    folder = spoil(ELDERS, FIRST, FIRST)
    (folder / "district" / "trial.yaml").write_text(text, encoding="utf-8")
    remedies = [error.remedy for error in lint(folder).errors if error.file == "district/trial.yaml"]
    assert any("given: {" in remedy and "then: true" in remedy for remedy in remedies)
    assert any("then: unknown" in remedy for remedy in remedies)
