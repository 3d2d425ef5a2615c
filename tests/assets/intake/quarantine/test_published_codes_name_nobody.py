"""A code that is published has the form of a code, and holds no name, phone or document number."""

import pytest

from tests.assets.intake.reading_rows import reasons, taken

NAMING = [
    "13800001234",
    "GD-13800001234",
    "张三",
    "310106195506010018",
    "X310106195506010018",
    "a b",
    "=1+1",
    "x" * 65,
]


@pytest.mark.parametrize("code", NAMING)
def test_a_ticket_or_grid_code_that_may_name_somebody_is_refused(code: str) -> None:
    assert reasons(taken("hotline_tickets", {"ticket_code": code})) == ["code_form:ticket_code"]
    assert reasons(taken("divisions", {"grid_code": code})) == ["code_form:grid_code"]


@pytest.mark.parametrize(
    "code", ["RX2024030100012345", "20240301-0001", "310106101036", "W01", "JA/03.2", "12345678901234567890"]
)
def test_an_ordinary_code_is_taken(code: str) -> None:
    assert taken("hotline_tickets", {"ticket_code": code}).accepted["ticket_code"].to_list() == [code]


def test_a_code_that_stays_in_the_register_may_be_a_document_number() -> None:
    found = taken("residents", {"person_code": "310106195506010018"})
    assert found.accepted["person_code"].to_list() == ["310106195506010018"]
