"""Every example of every tag and problem label holds, in the fast evaluator and in the reference."""

import pytest

from tag_rules.engine.cases import broken_cases, check_case
from tag_rules.engine.labels.matching import labels_of
from tag_rules.engine.reading.loader import load_rules
from tests.shipped import shipped_rules

RULE_SET = shipped_rules()
TAG_CASES = [
    pytest.param(tag, case, id=f"{tag.code}-{number}-{case.then}")
    for tag in RULE_SET.tags
    for number, case in enumerate(tag.cases, start=1)
]
LABEL_CASES = [
    pytest.param(label, case, id=f"{label.code}-{number}-{case.then}")
    for label in RULE_SET.problem_labels
    for number, case in enumerate(label.cases, start=1)
]


@pytest.mark.parametrize(("tag", "case"), TAG_CASES)
def test_case_of_a_tag_holds(tag, case):
    assert check_case(RULE_SET, tag, case) == []


@pytest.mark.parametrize(("label", "case"), LABEL_CASES)
def test_case_of_a_label_holds(label, case):
    assert (label.code in labels_of(RULE_SET.labelling, case.text)) == case.then


@pytest.mark.parametrize("tag", [tag for tag in RULE_SET.tags if tag.condition], ids=lambda tag: tag.code)
def test_every_rule_shows_true_false_and_unknown(tag):
    assert {case.then for case in tag.cases} == {True, False, "unknown"}


@pytest.mark.parametrize("label", RULE_SET.problem_labels, ids=lambda label: label.code)
def test_every_label_shows_a_text_with_and_one_without(label):
    assert {case.then for case in label.cases} == {True, False}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "{household_type: family, residents: 1, residents_60_plus: 1}, then: true",
            "{household_type: family, residents: 1, residents_60_plus: 1}, then: false",
            ["M054, case 1: 例子与规则不符：例子写 false，规则得出 true expected false, the rule gives true"],
        ),
        (
            "{household_type: family, residents: 1, residents_60_plus: 1}",
            "{household_type: family, residents: 1}",
            ["M054, case 1: 没有给出 residents_60_plus it is not given"],
        ),
        (
            "{household_type: family, residents: 1, residents_60_plus: 1}",
            "{household_type: family, residents: 1, residents_60_plus: 1, on_cloud: true}",
            ["M054, case 1: 规则没有用到 on_cloud the rule does not read it"],
        ),
    ],
)
def test_a_case_that_does_not_hold_is_reported(spoil, old, new, said):
    assert broken_cases(load_rules(spoil("municipal/household_structure.yaml", old, new))) == said


def test_an_age_that_contradicts_the_birth_date_is_reported(spoil):
    folder = spoil(
        "municipal/age_stage.yaml", "{age: 60, birth_date: 1964-01-01}", "{age: 60, birth_date: 1964-01-02}"
    )
    assert broken_cases(load_rules(folder)) == [
        "M005, case 1: age 60 与 birth_date 1964-01-02 对不上 the two do not agree on 2024-01-01"
    ]
