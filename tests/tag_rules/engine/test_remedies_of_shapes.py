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
