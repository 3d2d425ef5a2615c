"""What lint finds beyond what the loader refuses, where it points, and that it finds everything at once."""

from pathlib import Path

import pytest

from tag_rules.engine.lint import lint
from tag_rules.engine.lock import write

RULES = Path(__file__).parents[3] / "tag_rules"
ELDER, HOUSEHOLD, STAGE = (
    "municipal/elder_care.yaml",
    "municipal/household_structure.yaml",
    "municipal/age_stage.yaml",
)
M017 = "when: age >= :elder_age and household_residents = 1"
M052 = "when: household_type = 'family' and residents = 1"


def _words_of(code: str) -> str:
    """What housing.yaml writes between a label's definition and its cases."""
    text = (RULES / "problems" / "housing.yaml").read_text(encoding="utf-8").partition(f"code: {code}")[2]
    return text.partition("definition: ")[2].partition("\n")[2].partition("    cases:")[0]


FINDINGS = {
    # name: file, old text, new text, what is said, and the text the caret stands under
    "never true": (ELDER, M017, f"{M017} and household_residents > 3", "can never be true", "age >="),
    "never true by age": (
        STAGE,
        "when: age < 14",
        "when: age < 14 and birth_date < date '2000-01-01'",
        "can never be true",
        "age < 14",
    ),
    "never true of a list": (
        HOUSEHOLD,
        M052,
        f"{M052} and household_type <> 'family'",
        "can never be true",
        "household_type = 'family'",
    ),
    "range upside down": (
        STAGE,
        "age >= 3 and age < 6",
        "age between 5 and 3",
        "5 is above 3",
        "age between",
    ),
    "true of everyone": (
        STAGE,
        "when: age < 14",
        "when: age < 14 or age >= 14",
        "true of everyone",
        "age < 14",
    ),
    "no effect": (ELDER, M017, f"{M017} and age > 30", "“age > 30” makes no difference", "age > 30"),
    "no effect beside or": (
        ELDER,
        M017,
        "when: age >= :elder_age or age >= 80 and household_residents = 1",
        "makes no difference",
        "age >= 80",
    ),
    "branch never reached": (
        HOUSEHOLD,
        "value: residents_under_3",
        "value: case when residents_under_3 >= 1 then residents_under_3"
        " when residents_under_3 = 2 then 2 end",
        "= 2” is never reached",
        "residents_under_3 = 2",
    ),
    "constant first": (
        HOUSEHOLD,
        "when: residents_under_3 >= 1",
        "when: coalesce(residents_under_3, 0, 1) >= 1",
        "never gets beyond its constant",
        "coalesce",
    ),
    "listed twice": (
        HOUSEHOLD,
        M052,
        "when: household_type in ('family', 'family') and residents = 1",
        "“family” is listed twice",
        "household_type",
    ),
    "equal tags": (
        STAGE,
        "when: age >= :advanced_age",
        "when: age > 59",
        "M007 says the same of everyone as M005",
        "age > 59",
    ),
    "boundary": (
        HOUSEHOLD,
        "{household_type: family, residents: 0}",
        "{household_type: family, residents: 5}",
        "shows “residents = 1” at its boundary: residents 0",
        "residents = 1",
    ),
    "boundary of a parameter": (
        STAGE,
        "{age: 79, birth_date: 1944-01-02}",
        "{age: 78, birth_date: 1945-01-02}",
        "boundary: age 79",
        "age >= :advanced_age",
    ),
    "boundary of a decimal": (
        "municipal/housing_use.yaml",
        "area_per_resident: 15.0",
        "area_per_resident: 15.5",
        "boundary: area_per_resident 15.0",
        "area_per_resident <",
    ),
    "boundary of a date": (
        "district/visits_and_reach.yaml",
        "last_visit_on: 2023-12-02",
        "last_visit_on: 2023-12-03",
        "boundary: last_visit_on 2023-12-02",
        "coalesce(",
    ),
    "boundary not decided": (
        ELDER,
        "{age: 59, birth_date: 1964-01-02, household_type: family, household_residents: 1}",
        "{age: 59, birth_date: 1964-01-02, household_type: family, household_residents: 2}",
        "boundary: age 59",
        "age >=",
    ),
    "no unknown case": (
        HOUSEHOLD,
        "      - {given: {household_type: family, residents: null}, then: unknown}\n",
        "",
        "no case of M052 is unknown",
        "cases",
    ),
    "case does not hold": (
        ELDER,
        "household_residents: 2}, then: false",
        "household_residents: 2}, then: true",
        "M017, case 3: 例子与规则不符：例子写 true，规则得出 false expected true, the rule gives false",
        "given",
    ),
    "case of no feature": (
        ELDER,
        "{age: 60, household_type: family, household_residents: 2}",
        "{age: 60, household_type: family, household_residnts: 2}",
        "did you mean “household_residents”?",
        "2",
    ),
    "case outside the list": (
        "municipal/social_assistance.yaml",
        "roll_dibao_level: full}",
        "roll_dibao_level: ful}",
        "did you mean “full”?",
        "ful}",
    ),
    "case of a wrong type": (
        ELDER,
        "{age: 60, household_type: family, household_residents: 2}",
        "{age: sixty, household_type: family, household_residents: 2}",
        "age 没有这个取值 it is never 'sixty'",
        "sixty",
    ),
    "changed under its version": (ELDER, "zh: 独居老人", "zh: 独居长者", "M017 changed under version 1", "1"),
    "label case": (
        "problems/housing.yaml",
        "text: 下水道堵了, then: false",
        "text: 下水道漏水, then: false",
        "P0201, case 3: “下水道漏水” has this label",
        "text",
    ),
    "label word that never counts": (
        "problems/housing.yaml",
        "not: [加装电梯, 加梯, 装电梯, 消防电梯口堆, 无障碍, 维保公司签]",
        "not: [困人]",
        "“电梯困人” never counts",
        "电梯困人",
    ),
    "equal labels": (
        "problems/housing.yaml",
        _words_of("P0202"),
        _words_of("P0201"),
        "P0202 is given to the same texts as P0201",
        "any",
    ),
}


@pytest.fixture
def locked(rule_set, rules_folder):
    write(rule_set, rules_folder / "rules.lock")
    return rules_folder


def test_the_shipped_rules_are_clean(locked):
    report = lint(locked)
    assert [str(error) for error in report.errors] == []
    assert report.not_examined == ()


@pytest.mark.parametrize("name", FINDINGS)
def test_found_with_its_place(locked, spoil, name):
    file, old, new, said, under = FINDINGS[name]
    spoil(file, old, new)
    found = [error for error in lint(locked).errors if said in error.message + error.remedy]
    assert [error.file for error in found][:1] == [file]
    line = (locked / file).read_text(encoding="utf-8").splitlines()[found[0].line - 1]
    assert line[found[0].column - 1 :].lstrip("{").startswith(under)


def test_every_finding_of_every_file_at_once(locked, spoil):
    spoil(ELDER, "purpose: elder_visits", "porpose: elder_visits")
    spoil(ELDER, "when: age >= :allowance_age and", "when: aeg >= :allowance_age and")
    spoil(HOUSEHOLD, M052, f"{M052} and residents > 3")
    spoil(STAGE, "when: age >= 100", "when: age >= :elder_age")
    spoil("consumers.yaml", "[D021, D023]", "[D021, D024x]")
    spoil("problems/housing.yaml", "text: 下水道堵了, then: false", "text: 下水道漏水, then: false")
    (locked / "municipal" / "participation.yaml").write_text("group: [", encoding="utf-8")
    said = "\n".join(str(error) for error in lint(locked).errors)
    for part in (
        "unknown key “porpose”", "did you mean “age”?", "can never be true",
        "M008 says the same of everyone as M005", "there is no tag D024x", "P0201, case 3", "not YAML",
    ):  # fmt: skip
        assert part in said
    # M017 cannot be read, but its code is there: no consumer is told that it is not.
    assert "no tag M017" not in said and "M017 is gone" not in said


def test_a_code_that_is_gone_points_into_the_lock(locked):
    path = locked / "municipal" / "participation.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("  - code: M051")], encoding="utf-8")
    (error,) = lint(locked).errors
    assert (error.file, error.source.strip()) == ("rules.lock", '"M051": {')


def test_an_unreadable_feature_is_reported_once(locked, spoil):
    spoil(
        "features.yaml",
        "{name: household_residents, type: Int32",
        "{name: household_residents, type: Int33",
    )
    errors = lint(locked).errors
    assert [(error.file, "type" in error.message) for error in errors] == [("features.yaml", True)]


@pytest.mark.parametrize("name", ["features.yaml", "parameters.yaml", "purposes.yaml"])
def test_a_file_that_cannot_be_read_is_reported_once(locked, name):
    (locked / name).write_text("a: ]]{{\n- b: ]\n", encoding="utf-8")
    (error,) = lint(locked).errors
    assert (error.file, "not YAML" in error.message) == (name, True)


def test_a_rule_that_adds_two_features_is_cleared_by_its_cases_or_named(locked, spoil):
    """M055 compares a sum of two features with a third, which the combinations do not follow."""
    old = "      - {given: {residents: 1, residents_60_plus: 0, residents_under_18: 1}, then: false}\n"
    spoil(HOUSEHOLD, old, "")
    assert lint(locked).not_examined == ("M055",)  # nothing shows that it matters whether somebody is 60


def test_a_rule_with_too_many_combinations_is_named_and_not_judged(locked, spoil):
    many = " and ".join(
        f"{column} > 3 and {column} <> 7 and {column} <> 11"
        for column in (
            "residents",
            "residents_60_plus",
            "residents_80_plus",
            "visits_last_365_days",
            "residents_under_3",
            "area_m2",
        )
    )
    spoil(HOUSEHOLD, M052, f"when: {many} and residents < 2")
    report = lint(locked)
    assert report.not_examined == ("M052",)
    assert not any("can never be true" in error.message for error in report.errors)
