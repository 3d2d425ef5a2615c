"""No control character passes, in a code or in a text: a NUL stops a whole night in PostgreSQL's COPY."""

import pytest

from tests.assets.intake.reading_rows import reasons, taken


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9c"])
@pytest.mark.parametrize(
    ("source", "column", "text"),
    [
        ("residents", "person_code", "R{}1"),
        ("residents", "name", "王{}明"),
        ("residents", "phone", "1380{}0001234"),
        ("visits", "note", "平{}安"),
        ("divisions", "grid_code", "W{}01"),
        ("divisions", "name", "某{}区"),
    ],
)
def test_a_control_character_is_a_fault(source: str, column: str, text: str, character: str) -> None:
    assert reasons(taken(source, {column: text.format(character)})) == [f"control_character:{column}"]


def test_a_control_character_in_a_code_of_a_list_makes_no_value() -> None:
    assert reasons(taken("residents", {"sex": "1\0"})) == ["unknown_code:sex"]
    assert reasons(taken("residents", {"birth_date": "1955\x000601"})) == ["invalid_date:birth_date"]


def test_breaks_and_tabs_in_a_note_are_text() -> None:
    assert taken("visits", {"note": "一\n二\r\n三\t四"}).accepted.height == 1
