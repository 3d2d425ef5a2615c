import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.intake.identity_documents import (
    CHECK_CHARACTERS,
    WEIGHTS,
    birth_date_of,
    check_character,
    document_state,
    normalised,
    number_state,
    sex_of,
)


def of(expression: pl.Expr) -> object:
    return pl.select(expression).item()


def text(value: str | None) -> pl.Expr:
    return pl.lit(value, dtype=pl.String)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("610104620927690", "610104196209276908"),  # GB 11643: 15 digits become 18
        ("11010519491231002x", "11010519491231002X"),
        (" 110105 19491231 002X", "11010519491231002X"),
        ("g1234567", "G1234567"),
        (None, None),
    ],
)
def test_numbers_are_normalised(written: str | None, expected: str | None) -> None:
    assert of(normalised(text(written))) == expected


@pytest.mark.parametrize(
    ("kind", "number", "state"),
    [
        ("citizen_id", "610104196209276908", "valid"),
        ("citizen_id", "11010519491231002X", "valid"),
        ("citizen_id", "110105194912310021", "bad_check_digit"),
        ("citizen_id", "110105194913310020", "bad_form"),  # month 13
        ("citizen_id", "1101051949123100", "bad_form"),
        ("citizen_id", "810000199408230021", "bad_form"),  # a residence permit under another type
        ("residence_permit", "810000199408230021", "valid"),
        ("residence_permit", "830000199201300022", "valid"),
        ("residence_permit", "840000199201300022", "bad_form"),
        ("foreign_permanent_id", "911124198108030024", "valid"),
        ("foreign_permanent_id", "911124198108030025", "bad_check_digit"),
        ("foreign_permanent_id", "USA310081030001", "valid"),  # the old form stays valid
        ("passport", "E12345678", "valid"),
        ("passport", "?", "bad_form"),
        ("citizen_id", None, "missing"),
        ("none", None, "missing"),
        ("none", "E12345678", "bad_form"),
    ],
)
def test_documents_are_judged(kind: str, number: str | None, state: str) -> None:
    assert of(document_state(text(kind), text(number))) == state


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("810000199408230021", "valid"),
        ("810000199408230022", "bad_check_digit"),
        ("E12345678", "valid"),
        ("3101?", "bad_form"),
    ],
)
def test_numbers_without_a_type_are_judged(number: str, state: str) -> None:
    assert of(number_state(text(number))) == state


def test_birth_date_and_sex_are_read() -> None:
    assert str(of(birth_date_of(text("810000199408230021")))) == "1994-08-23"
    assert of(sex_of(text("810000199408230021"))) == "female"
    assert of(sex_of(text("911124198108030024"))) == "female"
    assert of(sex_of(text("610104196209276908"))) == "female"
    assert of(sex_of(text("310106194001019913"))) == "male"
    assert of(birth_date_of(text("E12345678"))) is None
    assert of(sex_of(text("E12345678"))) is None


@given(st.text("0123456789", min_size=17, max_size=17))
def test_check_character_is_iso_7064(body: str) -> None:
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    expected = next(c for c in "0123456789X" if (total + (10 if c == "X" else int(c))) % 11 == 1)
    assert of(check_character(text(body))) == expected
    assert expected in CHECK_CHARACTERS
