"""What a contract asks for and nobody is given is an error in its line, before any run refuses it."""

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.reading.loader import load_rules

TABLE = "tag_assignment: [value, committee_code]"
REFUSED = {
    "a column misspelt": (TABLE, "tag_assignment: [vaule]", "vaule", "did you mean “value”?"),
    "a column there is not": (TABLE, "tag_assignment: [phone]", "phone", "there are subject, "),
    "the pseudonym that all would share": (
        TABLE,
        "resident: [resident_key]",
        "resident_key",
        "“resident_key”",
    ),
    "numbers of publications": (TABLE, "tag_assignment: [changed_in]", "changed_in", "“changed_in”"),
    "a table misspelt": (TABLE, "tag_assigment: all", "all", "did you mean “tag_assignment”?"),
    "a table nobody is given": (TABLE, "tag_change: all", "all", "for contracts"),
    "an area of three digits": ("area: district", 'area: ["999"]', '"999"', "streets (9 digits)"),
    "a whole district by its code": ("area: district", 'area: ["310106"]', '"310106"', "area: district"),
    "a tag of another purpose": (
        "[M005, M007, M017]",
        "[M005, M031]",
        "M031",
        "neither declared nor approved",
    ),
    "a label that does not exist": (
        "purposes: [elder_visits]",
        "labels: [P9999]\n  purposes: [elder_visits, community_governance]",
        "P9999",
        "there is no label P9999",
    ),
    "a ledger that does not exist": ("area: district", "ledgers: [x]\n  area: district", "x", "no ledger"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_is_given_is_refused_where_it_stands(spoil, name):
    old, new, under, said = REFUSED[name]
    with pytest.raises(RuleErrors) as refused:
        load_rules(spoil("consumers.yaml", old, new))
    (error,) = refused.value.errors
    assert error.file == "consumers.yaml"
    assert error.source[error.column - 1 :].startswith(under)
    assert said in error.message + error.remedy


@pytest.mark.parametrize("area", ['["310106013"]', '["310106013", "310106006002"]'])
def test_streets_and_committees_are_areas(spoil, area):
    folder = spoil("consumers.yaml", "area: district", f"area: {area}")
    assert load_rules(folder).consumers[0].area != "district"


def test_problem_labels_need_the_purpose_of_governance(spoil):
    with pytest.raises(RuleErrors, match="problem labels are of the purpose community_governance"):
        load_rules(spoil("consumers.yaml", "area: district", "labels: all\n  area: district"))


def test_a_name_of_fifty_characters_is_one_and_a_longer_one_is_refused(spoil):
    fifty = "x" * 50
    folder = spoil("consumers.yaml", "name: elder_visit_lists", f"name: {fifty}")
    assert load_rules(folder).consumers[0].name == fifty
    with pytest.raises(RuleErrors, match="at most 50"):
        load_rules(spoil("consumers.yaml", f"name: {fifty}", f"name: {fifty}x"))
