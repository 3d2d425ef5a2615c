"""A value is written by its title, a feature in pinyin, a 没有 as not: no remedy says something else."""

import pytest

from tag_rules.engine.expression import parse_condition

RESIDENT = "resident"


def told(words_of, text: str) -> str:
    """What is said of a text, with the remedy."""
    findings = parse_condition(text, words_of(RESIDENT))[1]
    return " ".join(f"{one.message} {one.remedy}" for one in findings)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sex = 女", "sex = 'female'"),
        ("sex = '女性'", "sex = 'female'"),
        ("性别不是男", "sex <> 'male'"),
        ("registration_type = 本市户籍", "registration_type = 'local'"),
        ("户籍类别 = 本市", "registration_type = 'local'"),
        ("roll_disability in (视力一级, '视力二级')", "roll_disability in ('visual_1', 'visual_2')"),
        ("低保名册 = 全额", "roll_dibao_level = 'full'"),
        ("roll_veterans 不是 不在册", "roll_veterans <> 'none'"),
        ("在最低生活保障名册", "roll_dibao_level <> 'none'"),
        ("没有应急联系人 and age >= 80", "not emergency_contact and age >= 80"),
        ("无应急联系人", "not emergency_contact"),
        ("未匹配到户", "not matched_to_household"),
        ("resident_since <= :as_of - 6个月", "resident_since <= :as_of - interval '6' month"),
        ("resident_since <= :as_of - 2年", "resident_since <= :as_of - interval '2' year"),
        ("nianling >= 60", "age >= 60"),
        ("yingjilianxiren", "emergency_contact"),
    ],
)
def test_it_is_written_as_it_was_meant(words_of, written, meant):
    assert told(words_of, written).endswith(f"写成 write: {meant}")


@pytest.mark.parametrize("written", ["registration_type = '外地'", "sex = 1", "sex = '老'"])
def test_a_value_that_may_be_two_is_listed_and_not_guessed(words_of, written):
    said = told(words_of, written)
    assert "写成" not in said
    assert "取值为 it is one of: '" in said


def test_of_a_place_above_the_line_is_told_that_makes_it_ones_own(words_of):
    said = told(words_of, "age >= 80 and residents_60_plus = 1")
    assert "- {name: household_residents_60_plus, title: {zh: 60岁及以上人数," in said
    assert "from: household.residents_60_plus}" in said
