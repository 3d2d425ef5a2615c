"""The loader reports every error of every file at once, with place and remedy."""

import shutil

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.reading.loader import load_rules

SPOILS = {
    "unknown key": (
        "municipal/elder_care.yaml",
        "purpose: elder_visits",
        "porpose: elder_visits",
        "did you mean “purpose”?",
    ),
    "missing key": (
        "municipal/elder_care.yaml",
        "    purpose: elder_visits\n",
        "",
        "the key “purpose” is missing",
    ),
    "wrong type": ("municipal/elder_care.yaml", "version: 1", "version: one", "tags.0.version"),
    "not YAML": ("municipal/elder_care.yaml", "group: elder_care", "group: [elder_care", "not YAML"),
    "key twice": (
        "municipal/elder_care.yaml",
        "group: elder_care",
        "group: a\ngroup: elder_care",
        "duplicate key",
    ),
    "group is not the stem": (
        "municipal/elder_care.yaml",
        "group: elder_care",
        "group: elders",
        "write group: elder_care",
    ),
    "code of the other level": (
        "municipal/elder_care.yaml",
        "code: M017",
        "code: D017",
        "municipal codes begin with M",
    ),
    "code out of range": ("municipal/elder_care.yaml", "code: M017", "code: M67", "tags.0.code"),
    "code twice": ("municipal/elder_care.yaml", "code: M019", "code: M005", "M005 is used already"),
    "unknown feature": (
        "municipal/elder_care.yaml",
        "age >= :elder_age",
        "aeg >= :elder_age",
        "did you mean “age”?",
    ),
    "unknown parameter": (
        "municipal/elder_care.yaml",
        "age >= :elder_age",
        "age >= :elder_aeg",
        "did you mean “elder_age”?",
    ),
    "feature of another subject": (
        "municipal/elder_care.yaml",
        "household_residents = 1",
        "residents = 1",
        "no feature “residents”",
    ),
    "literal outside an Enum": (
        "municipal/elder_care.yaml",
        "roll_care_level <> 'none'",
        "roll_care_level <> 'nil'",
        "“roll_care_level” is never 'nil'",
    ),
    "unknown purpose": (
        "municipal/elder_care.yaml",
        "purpose: elder_visits",
        "purpose: elder_visit",
        "did you mean “elder_visits”?",
    ),
    "sensitivity below inputs": (
        "municipal/social_assistance.yaml",
        "sensitivity: sensitive",
        "sensitivity: general",
        "write: sensitivity: sensitive",
    ),
    "rule without when": (
        "municipal/elder_care.yaml",
        "    when: age >= :elder_age and household_residents = 1 and household_type = 'family'\n",
        "",
        "M017 has no when",
    ),
    "hand-set with when": (
        "district/service_needs.yaml",
        "origin: manual",
        "origin: manual\n        when: age > 1",
        "has no rule",
    ),
    "roll that reads no roll": (
        "municipal/elder_care.yaml",
        "origin: upstream",
        "origin: roll",
        "no roll is read",
    ),
    "valid_to before valid_from": (
        "municipal/elder_care.yaml",
        "version: 1",
        "version: 1\n    valid_to: 2024-01-01\n    retired_because: {zh: 无, en: none}",
        "not after valid_from",
    ),
    "parameter too young": (
        "parameters.yaml",
        "{from: 2016-05-01, value: 65",
        "{from: 2024-05-01, value: 65",
        "has no value before 2024-05-01",
    ),
    "parameter values out of order": (
        "parameters.yaml",
        "    - {from: 2024-01-01, value: 90",
        "    - {from: 2025-01-01, value: 80, source: x}\n    - {from: 2024-01-01, value: 90",
        "oldest first",
    ),
    "age of no date": (
        "features.yaml",
        "full_years_of: birth_date",
        "full_years_of: birth",
        "there is no date “birth”",
    ),
    "members of a number": (
        "features.yaml",
        "type: Int32,",
        "type: Int32, members: [a],",
        "only for an Enum",
    ),
    "feature twice": ("features.yaml", "- {name: sex,", "- {name: lives_here,", "listed twice"),
    "label of another category": (
        "problems/housing.yaml",
        "code: P0201",
        "code: P0301",
        "not a label of P02",
    ),
    "consumer of an unknown tag": (
        "consumers.yaml",
        "[M005, M007, M017]",
        "[M005, M007, M018x]",
        "there is no tag M018x",
    ),
    "consumer with adverse use": ("consumers.yaml", "adverse_use: false", "adverse_use: true", "adverse_use"),
    "consumer silent on adverse use": (
        "consumers.yaml",
        "  adverse_use: false\n",
        "",
        "the key “adverse_use” is missing",
    ),
    "consumer that ranks workers": (
        "consumers.yaml",
        "ranks_workers: false",
        "ranks_workers: true",
        "ranks_workers",
    ),
    "consumer without a purpose": (
        "consumers.yaml",
        "purposes: [elder_visits]",
        "purposes: [elders]",
        "there is no purpose “elders”",
    ),
}


@pytest.mark.parametrize("name", SPOILS)
def test_a_spoilt_file_is_refused_with_a_remedy(spoil, name):
    file, old, new, said = SPOILS[name]
    with pytest.raises(RuleErrors) as caught:
        load_rules(spoil(file, old, new))
    assert said in str(caught.value)
    assert any(error.file == file or name == "parameter too young" for error in caught.value.errors)


def test_errors_of_all_files_come_at_once_with_line_and_column(spoil):
    spoil("municipal/elder_care.yaml", "age >= :elder_age", "aeg >= :elder_age")
    spoil("consumers.yaml", "M017]", "M018x]")
    folder = spoil("district/visits_and_reach.yaml", "on_cloud = false", "on_clod = false and residnts = 1")
    with pytest.raises(RuleErrors) as caught:
        load_rules(folder)
    places = [(error.file, error.line, error.column) for error in caught.value.errors]
    lines = {file: (folder / file).read_text(encoding="utf-8").splitlines() for file, _, _ in places}
    assert [lines[file][line - 1][column - 1 :].split()[0].rstrip("]") for file, line, column in places] == [
        "M018x",
        "on_clod",
        "residnts",
        "aeg",
    ]
    assert str(caught.value).startswith("规则文件有 4 处错误 4 errors in the rule files\n")


def test_a_missing_file_is_an_error(rules_folder):
    (rules_folder / "purposes.yaml").unlink()
    with pytest.raises(RuleErrors, match=r"purposes\.yaml:1:1: 缺少该文件 the file is missing"):
        load_rules(rules_folder)


def test_version_follows_content_and_not_layout(rules_folder, rule_set):
    assert load_rules(rules_folder).version == rule_set.version
    path = rules_folder / "parameters.yaml"
    path.write_text("# a comment\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_rules(rules_folder).version == rule_set.version
    path.write_text(path.read_text(encoding="utf-8").replace("value: 90", "value: 91"), encoding="utf-8")
    assert load_rules(rules_folder).version != rule_set.version


def test_a_file_that_is_not_utf_8_is_an_error(rules_folder):
    path = rules_folder / "purposes.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(RuleErrors, match="not UTF-8"):
        load_rules(rules_folder)


def test_a_tag_without_cases_is_an_error(rules_folder):
    path = rules_folder / "municipal" / "social_assistance.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("    cases:")], encoding="utf-8")
    with pytest.raises(RuleErrors, match="M030 has no cases"):
        load_rules(rules_folder)


def test_a_folder_without_tags_is_no_rule_set_with_consumers(rules_folder):
    shutil.rmtree(rules_folder / "municipal")
    with pytest.raises(RuleErrors, match="there is no tag M005"):
        load_rules(rules_folder)
