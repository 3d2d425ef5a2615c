"""What a consumer's contract asks for and no view has is an error in its line, before any run refuses it."""

import pytest

from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.reading.loader import load_rules

COLUMNS = "columns: [resident_id, tag_code, value, committee_code]"
REFUSED = {
    "a column misspelt": (COLUMNS, "columns: [resident_id, vaule]", "vaule", "did you mean “value”?"),
    "a column there is not": (COLUMNS, "columns: [resident_id, phone]", "phone", "there are resident_id, "),
    "an id of nothing": (COLUMNS, "columns: [resident_id, nonsense_id]", "nonsense_id", "“nonsense_id”"),
    "no id": (COLUMNS, "columns: [tag_code]", "columns", "add resident_id"),
    "an area of three digits": ("area: district", 'area: ["999"]', '"999"', "streets (9 digits)"),
    "a whole district by its code": ("area: district", 'area: ["310106"]', '"310106"', "area: district"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_view_has_is_refused_where_it_stands(spoil, name):
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
