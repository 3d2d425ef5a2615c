"""What people who do not program write for a rule: told in Chinese, with the whole rule to paste."""

import pytest

from tag_rules.engine.expression import parse_condition
from tag_rules.engine.policy import vocabulary

RESIDENT, HOUSEHOLD, COMMITTEE = "resident", "household", "committee"
SLIPS = [
    # subject, as somebody writes it, as the language has it
    (HOUSEHOLD, "last_visit_on < 90天前", "last_visit_on < :as_of - interval '90' day"),
    (HOUSEHOLD, "last_visit_on < 3个月以前", "last_visit_on < :as_of - interval '3' month"),
    (
        HOUSEHOLD,
        "last_visit_on < :as_of - interval (:visit_gap_days) 天",
        "last_visit_on < :as_of - interval (:visit_gap_days) day",
    ),
    (HOUSEHOLD, "last_visit_on < today()", "last_visit_on < :as_of"),
    (HOUSEHOLD, "last_visit_on < now() - 90", "last_visit_on < :as_of - interval '90' day"),
    (RESIDENT, "roll_dibao_level = true", "roll_dibao_level <> 'none'"),
    (RESIDENT, "age > 60 and roll_dibao_level is false", "age > 60 and roll_dibao_level = 'none'"),
    (RESIDENT, "age >= 60 or", "age >= 60"),
    (RESIDENT, "age ≥ 60", "age >= 60"),
    (RESIDENT, "age ≤ 60", "age <= 60"),
    (RESIDENT, "age => 60", "age >= 60"),
    (RESIDENT, "age =< 60", "age <= 60"),
    (RESIDENT, "age ≠ 60", "age <> 60"),
    (RESIDENT, "age >= ６０", "age >= 60"),
    (RESIDENT, "（age >= 60） and lives_here", "(age >= 60) and lives_here"),
    (RESIDENT, "age >= 60 且 lives_here", "age >= 60 and lives_here"),
    (RESIDENT, "age >= 60 并且 lives_here", "age >= 60 and lives_here"),
    (RESIDENT, "age >= 60 或 lives_here", "age >= 60 or lives_here"),
    (RESIDENT, "age >= 60 或者 lives_here", "age >= 60 or lives_here"),
    (RESIDENT, "age >= 60 && lives_here", "age >= 60 and lives_here"),
    (RESIDENT, "age >= 60 || lives_here", "age >= 60 or lives_here"),
    (RESIDENT, "非 lives_here", "not lives_here"),
    (RESIDENT, "age 大于 60", "age > 60"),
    (RESIDENT, "age 大于等于 60", "age >= 60"),
    (RESIDENT, "age 不小于 60岁", "age >= 60"),
    (RESIDENT, "age 小于 18", "age < 18"),
    (RESIDENT, "age 未满 18 周岁", "age < 18"),
    (RESIDENT, "age 等于 60", "age = 60"),
    (RESIDENT, "age >= 六十", "age >= 60"),
    (RESIDENT, "age >= 六十五岁", "age >= 65"),
    (RESIDENT, "age >= 60岁", "age >= 60"),
    (RESIDENT, "age 60岁以上", "age >= 60"),
    (RESIDENT, "年龄60岁及以上", "age >= 60"),
    (RESIDENT, "年龄大于60且是否在本居民区居住", "age > 60 and lives_here"),
    (RESIDENT, "周岁年龄 ≥ 60 且 同户居住人数 = 1", "age >= 60 and household_residents = 1"),
    (RESIDENT, "志愿时长 > 50", "volunteer_hours_last_365_days > 50"),
    (RESIDENT, "志愿服务时长 不低于 50 小时", "volunteer_hours_last_365_days >= 50"),
    (RESIDENT, "sex 是 “female”", "sex = 'female'"),
    (RESIDENT, "sex = “female”", "sex = 'female'"),
    (RESIDENT, "sex = ‘female’", "sex = 'female'"),
    (RESIDENT, 'sex = "female"', "sex = 'female'"),
    (RESIDENT, "sex = female", "sex = 'female'"),
    (RESIDENT, "sex = 'female", "sex = 'female'"),
    (RESIDENT, "sex 不是 'male'", "sex <> 'male'"),
    (RESIDENT, "sex is 'female'", "sex = 'female'"),
    (RESIDENT, "sex is not 'female'", "sex <> 'female'"),
    (RESIDENT, "sex = 'male' or 'unknown'", "sex in ('male', 'unknown')"),
    (RESIDENT, "sex in ('male'，'unknown')", "sex in ('male', 'unknown')"),
    (RESIDENT, "sex in ('male'、'unknown')", "sex in ('male', 'unknown')"),
    (RESIDENT, "sex in 'male', 'unknown'", "sex in ('male', 'unknown')"),
    (RESIDENT, "lives_here 是 是", "lives_here = true"),
    (RESIDENT, "lives_here = 是", "lives_here = true"),
    (RESIDENT, "lives_here = '是'", "lives_here = true"),
    (RESIDENT, "lives_here = 1", "lives_here = true"),
    (RESIDENT, "lives_here = 否", "lives_here = false"),
    (RESIDENT, "lives_here = 'no'", "lives_here = false"),
    (RESIDENT, "emergency_contact 为空", "emergency_contact is null"),
    (RESIDENT, "emergency_contact 不为空", "emergency_contact is not null"),
    (RESIDENT, "emergency_contact = null", "emergency_contact is null"),
    (RESIDENT, "birth_date < 1960年1月1日", "birth_date < date '1960-01-01'"),
    (RESIDENT, "birth_date < 1960-01-01", "birth_date < date '1960-01-01'"),
    (RESIDENT, "birth_date < 1960/1/1", "birth_date < date '1960-01-01'"),
    (RESIDENT, "birth_date < '1960-01-01'", "birth_date < date '1960-01-01'"),
    (RESIDENT, "birth_date < date '1961-02-29'", "birth_date < date '1961-02-28'"),
    (RESIDENT, "resident_since >= 今天 - 90", "resident_since >= :as_of - interval '90' day"),
    (RESIDENT, "resident_since >= :as_of - 90天", "resident_since >= :as_of - interval '90' day"),
    (RESIDENT, "age >= 60 household_residents = 1", "age >= 60 and household_residents = 1"),
    (RESIDENT, "age >= 60 not lives_here", "age >= 60 and not lives_here"),
    (RESIDENT, "60 <= age <= 80", "60 <= age and age <= 80"),
    (RESIDENT, "age >= 60 and <= 80", "age >= 60 and age <= 80"),
    (RESIDENT, "age between 60 to 80", "age between 60 and 80"),
    (RESIDENT, "age between 60, 80", "age between 60 and 80"),
    (RESIDENT, "age 介于 60 和 80 之间", "age between 60 and 80"),
    (RESIDENT, "AGE >= 60", "age >= 60"),
    (RESIDENT, "aeg >= 60", "age >= 60"),
    (RESIDENT, "age >= elder_age", "age >= :elder_age"),
    (RESIDENT, "age >= :eldr_age", "age >= :elder_age"),
    (RESIDENT, ":age >= 60", "age >= 60"),
    (RESIDENT, "age >= '60'", "age >= 60"),
    (RESIDENT, "(age >= 60 and lives_here", "(age >= 60 and lives_here)"),
    (RESIDENT, "age >= 60；", "age >= 60"),
    (RESIDENT, "age >= 60。", "age >= 60"),
    (RESIDENT, "when: age >= 60", "age >= 60"),
    (RESIDENT, "“age >= 60”", "age >= 60"),
    (RESIDENT, "floor >= 4", "dwelling_floor >= 4"),
    (RESIDENT, "on_cloud = false", "household_on_cloud = false"),
    (RESIDENT, "residents = 1", "household_residents = 1"),
    (COMMITTEE, "share_60_plus > 60%", "share_60_plus > 0.6"),
    (COMMITTEE, "share_60_plus > 百分之三十", "share_60_plus > 0.3"),
    (COMMITTEE, "户数 > 1万", "households > 10000"),
    (COMMITTEE, "residents_60_plus / residents > 0.2", "residents > 0 and residents_60_plus * 5 > residents"),
    (COMMITTEE, "(residents_60_plus/residents)>=20%", "residents > 0 and residents_60_plus * 5 >= residents"),
    (RESIDENT, "age >= 60 lives_here", "age >= 60 and lives_here"),
    (RESIDENT, "sex = 'male' age > 60", "sex = 'male' and age > 60"),
    (RESIDENT, "emergency_contact is null age > 60", "emergency_contact is null and age > 60"),
    (HOUSEHOLD, "residents = 一", "residents = 1"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "written", "right"), SLIPS)
def test_the_remedy_is_the_rule_that_was_meant(subject, written, right, words_of):
    _, findings = parse_condition(written, words_of(subject))
    assert [one.remedy.partition("写成 write: ")[2] for one in findings][-1:] == [right]
    assert any("\u4e00" <= character <= "\u9fff" for character in findings[0].message)
    assert parse_condition(right, words_of(subject))[1] == []


@pytest.mark.parametrize(("subject", "written", "right"), SLIPS)
def test_a_slip_brings_no_followers_and_no_words_of_a_library(subject, written, right, words_of):
    _, findings = parse_condition(written, words_of(subject))
    assert len(findings) <= 1 + ("60 <=" in written)  # two comparisons in a row are two findings
    assert not [w for w in ("sqlglot", "class", "Unexpected", "pydantic") if w in str(findings[0])]


@pytest.mark.parametrize(
    ("written", "said", "use"),
    [
        ("residents_80_plus > 1", "household", ""),
        ("has_lift", "building", "building_has_lift"),
        ("visits_last_365_days = 0", "household", ""),
    ],
)
def test_a_column_of_another_subject_is_told_as_such(written, said, use, words_of):
    _, findings = parse_condition(written, words_of(RESIDENT))
    assert said in findings[0].message
    assert use in findings[0].remedy


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("dwelling_floor = 40000", "never is 40000"),
        ("age > 12345678901", "no number a rule can hold"),
        ("sex = '老'", "it is one of: 'male'（男）, 'female'（女）, 'unknown'（未说明）"),
    ],
)
def test_a_literal_out_of_range_says_what_the_range_is(written, said, words_of):
    _, findings = parse_condition(written, words_of(RESIDENT))
    assert said in findings[0].message + findings[0].remedy


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        ("(" * 60 + "age > 1" + ")" * 60, "至多 20"),
        ("not " * 100 + "lives_here", "至多 20"),
        ("not (" * 50 + "lives_here" + ")" * 50, "至多 20"),
        (" or ".join(f"age = {n}" for n in range(201)), "至多 60"),
        (f"age in ({', '.join(map(str, range(100_000)))})", "至多 500"),
        ("age > " + "1 + " * 500 + "1", "至多 60"),
        ("sex = '" + "x" * 30_000 + "'", "至多 20000"),
    ],
)
def test_what_is_too_much_is_refused_by_a_stated_bound(written, bound, words_of):
    _, (finding,) = parse_condition(written, words_of(RESIDENT))
    assert bound in finding.message


def test_what_the_bounds_allow_is_read(words_of):
    most = "(" * 20 + " or ".join(f"age = {n}" for n in range(30)) + ")" * 20
    assert parse_condition(most, words_of(RESIDENT))[1] == []


def test_no_shipped_rule_is_changed(rule_set):
    """Every step leaves a rule as it is, so that a slip is told of nothing else."""
    from tag_rules.engine.expression.mending import mended

    for tag in (*rule_set.tags, *rule_set.earlier):
        words = vocabulary(rule_set.features[tag.subject], rule_set.parameters, rule_set.features)
        for text in filter(None, (tag.when, tag.value)):
            assert mended(text, words, [], lambda _: []) == []
