"""A tag of one's own: the next code of the district, or one of the range that is a district's for good."""

import json

import polars as pl
import pytest

from assets.publication.consumers.shown_rows import _CODE
from assets.publication.release.catalogue import catalogue
from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.evaluate import evaluate, schema
from tag_rules.engine.lint import lint
from tag_rules.engine.lock import load_locked_rules, write
from tag_rules.engine.reading.editor_schema import editor_schema
from tag_rules.engine.reading.loader import load_rules

TAG = """
  - code: {code}
    title: {{zh: {title}, en: Many at home}}
    subject: household
    when: household_type = 'family' and residents > {number}
    purpose: population_services
    sensitivity: general
    valid_from: 2024-01-01
    version: 1
    unknown: drop
    cases:
      - {{given: {{household_type: family, residents: {above}}}, then: true}}
      - {{given: {{household_type: family, residents: {number}}}, then: false}}
      - {{given: {{household_type: collective, residents: {above}}}, then: false}}
      - {{given: {{household_type: family, residents: null}}, then: unknown}}
      - {{given: {{household_type: null, residents: {above}}}, then: unknown}}
"""
CODES = {"D058": 7, "D999": 8, "D1000": 9, "D1001": 10, "M067": 11}


@pytest.fixture
def added(rule_set, rules_folder):
    write(rule_set, rules_folder / "rules.lock")
    for code, number in CODES.items():
        file = "district/visits_and_reach.yaml" if code[0] == "D" else "municipal/household_structure.yaml"
        with (rules_folder / file).open("a", encoding="utf-8") as out:
            out.write(TAG.format(code=code, title=f"多人户{code}".replace(code, "甲乙丙丁戊"[number - 7]),
                                 number=number, above=number + 1))  # fmt: skip
    return rules_folder


def test_from_lint_and_lock_to_the_catalogue_and_outcomes(added):
    assert {error.message for error in lint(added).errors} == {
        error.message for error in lint(added).errors if "is not locked" in error.message
    }
    rules = load_rules(added)
    write(rules, added / "rules.lock")
    assert lint(added).errors == ()
    assert [code for code in rules.codes if code in CODES] == ["M067", "D058", "D999", "D1000", "D1001"]
    day = rules.tag("D058").valid_from
    assert set(CODES) <= set(catalogue(load_locked_rules(added), day)["tag_code"])
    frame = pl.DataFrame(
        [{"subject_id": 1, "household_type": "family", "residents": 11}],
        schema={"subject_id": pl.Int64(), **schema(rules, "household")},
    )
    found = evaluate(rules, "household", frame, day, list(CODES))
    assert sorted(found.filter(pl.col("outcome"))["tag_code"]) == ["D058", "D1000", "D1001", "D999"]
    assert pl.Series([*CODES]).str.contains(_CODE).all()
    pattern = json.dumps(editor_schema())
    assert "[1-9]\\\\d{2,5}" in pattern


@pytest.mark.parametrize("code", ["D58", "D000", "D0058", "X001", "d058"])
def test_what_is_no_code_is_told_with_the_form(added, code):
    path = added / "district" / "visits_and_reach.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("code: D058", f"code: {code}"), encoding="utf-8")
    with pytest.raises(RuleErrors, match="格式不符"):
        load_rules(added)
