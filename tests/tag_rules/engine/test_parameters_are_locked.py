"""A parameter's past values stay; a new one comes with cases at its boundary, and titles say its number."""

import pytest

from tag_rules.engine.lint import lint
from tag_rules.engine.lock import write

PARAMETERS, VOLUNTEERS = "parameters.yaml", "municipal/participation.yaml"
OLD = "    - {from: 2024-01-01, value: 50.0, source: 项目拟定}"
NEW = f"{OLD}\n    - {{from: 2025-01-01, value: 40.0, source: 项目拟定}}"
D050 = "district/digital_and_participation.yaml"


@pytest.fixture
def locked(rule_set, rules_folder):
    write(rule_set, rules_folder / "rules.lock")
    return rules_folder


def said(folder):
    return [f"{error.file} {error.message} {error.remedy}" for error in lint(folder).errors]


def test_a_past_value_is_not_changed_in_place_even_with_its_cases(locked, spoil):
    spoil(PARAMETERS, OLD, OLD.replace("50.0", "40.0"))
    for old, new in (("365_days: 50.0}", "365_days: 40.0}"), ("365_days: 49.9}", "365_days: 39.9}")):
        path = locked / D050
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = said(locked)
    assert any(
        one.startswith("parameters.yaml 参数的既往取值被改") and "keep {from: 2024-01-01" in one
        for one in found
    )


def test_a_value_before_the_last_one_changes_the_past_too(locked, spoil):
    spoil(
        PARAMETERS,
        "{from: 1996-10-01, value: 80",
        "{from: 1980-01-01, value: 80, source: x}\n    - {from: 1996-10-01, value: 80",
    )
    assert not [one for one in said(locked) if "参数的既往" in one]  # before all others nobody was judged
    spoil(PARAMETERS, OLD, NEW)
    from tag_rules.engine.reading.loader import load_rules

    write(load_rules(locked), locked / "rules.lock")
    spoil(PARAMETERS, OLD, f"{OLD}\n    - {{from: 2024-06-01, value: 45.0, source: 项目拟定}}")
    assert [one for one in said(locked) if "新取值早于已有取值" in one]


def test_a_new_value_needs_cases_at_its_boundary_and_its_number_in_the_title(locked, spoil):
    spoil(PARAMETERS, OLD, NEW)
    found = said(locked)
    assert [one for one in found if "参数新取值未锁定" in one]
    wanted = [one for one in found if "as_of: 2025-01-01" in one]
    assert len(wanted) == 2 and "volunteer_hours_last_365_days: 40.0" in "".join(wanted)
    assert [one for one in found if "标题里的“50”与规则不符" in one]


@pytest.mark.parametrize(
    ("file", "old", "new", "number"),
    [
        ("municipal/age_stage.yaml", "zh: 60岁及以上老年人", "zh: 65岁及以上老年人", "65"),
        ("municipal/age_stage.yaml", "zh: 60岁及以上老年人", "zh: 六十五岁以上老年人", "六十五"),
        ("municipal/age_stage.yaml", "en: Aged 60 and over", "en: Aged 65 and over", "65"),
        ("municipal/residence_registration.yaml", "zh: 新迁入90日内", "zh: 新迁入30日内", "30"),
        ("municipal/residence_registration.yaml", "zh: 新迁入90日内", "zh: 新迁入三十天内", "三十"),
    ],
)
def test_a_number_in_a_title_is_that_of_the_rule(locked, spoil, file, old, new, number):
    spoil(file, old, new)
    assert [one for one in said(locked) if f"标题里的“{number}”与规则不符" in one]
