import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.intake.documents.identity_documents import (
    CHECK_CHARACTERS,
    WEIGHTS,
    check_character,
    judged,
    normalised,
    number_state,
)


def of(expression: pl.Expr) -> object:
    return pl.select(expression).item()


def text(value: str | None) -> pl.Expr:
    return pl.lit(value, dtype=pl.String)


def facts(kind: str, number: str | None) -> tuple[object, ...]:
    """State, birth date and sex."""
    return judged(pl.Series([kind]), pl.Series([number], dtype=pl.String)).row(0)


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
        # The two specimens of GB 11643-1999; the older was born on the first day a birth date may be.
        ("citizen_id", "440524188001010014", "valid"),
        ("citizen_id", "610104196209276908", "valid"),
        ("citizen_id", "11010519491231002X", "valid"),
        ("citizen_id", "110105194912310021", "bad_check_digit"),
        ("citizen_id", "110105194913310020", "bad_form"),  # month 13
        ("citizen_id", "310106190002290013", "bad_form"),  # 1900 was no leap year
        ("citizen_id", "310106200002290017", "valid"),
        ("citizen_id", "440524187912310014", "bad_form"),  # nobody is that old
        ("citizen_id", "1101051949123100", "bad_form"),
        ("citizen_id", "１1010519491231002X", "bad_form"),  # a full-width digit is no digit
        ("citizen_id", "1101051949123１002X", "bad_form"),
        ("citizen_id", "011105194912310029", "bad_form"),  # no province begins with 0
        ("citizen_id", "810000199408230021", "bad_form"),  # a residence permit under another type
        ("residence_permit", "810000199408230021", "valid"),
        ("residence_permit", "830000199201300022", "valid"),
        ("residence_permit", "820000199001010010", "valid"),
        ("residence_permit", "840000199201300022", "bad_form"),
        ("residence_permit", "810100199408230021", "bad_form"),
        ("foreign_permanent_id", "911124198108030024", "valid"),
        ("foreign_permanent_id", "911124198108030025", "bad_check_digit"),
        ("foreign_permanent_id", "USA310081030001", "valid"),  # the old form stays valid
        ("passport", "E12345678", "valid"),
        ("passport", "EJ1234567", "valid"),
        ("passport", "123456789", "valid"),
        ("passport", "ABCDEFGHJ", "bad_form"),  # no state issues numbers without a digit
        ("passport", "11010519491231002X", "bad_form"),
        ("passport", "?", "bad_form"),
        ("hong_kong_macau_travel_permit", "H12345678", "valid"),
        ("hong_kong_macau_travel_permit", "M1234567801", "valid"),  # issued for the second time, old form
        ("hong_kong_macau_travel_permit", "K12345678", "bad_form"),
        ("hong_kong_macau_travel_permit", "12345678", "bad_form"),
        ("taiwan_travel_permit", "12345678", "valid"),
        ("taiwan_travel_permit", "0123456701B", "valid"),
        ("taiwan_travel_permit", "H12345678", "bad_form"),
        ("citizen_id", None, "missing"),
        ("none", None, "missing"),
        ("none", "E12345678", "bad_form"),
    ],
)
def test_documents_are_judged(kind: str, number: str | None, state: str) -> None:
    assert facts(kind, number)[0] == state


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


@pytest.mark.parametrize("area", ["810101", "820001", "830100", "840000", "890101"])
def test_a_permit_of_a_place_that_does_not_exist_is_none_anywhere(area: str) -> None:
    body = area + "19940823002"
    number = body + of(check_character(text(body)))
    assert of(number_state(text(number))) == "bad_form"
    for kind in ("residence_permit", "citizen_id", "foreign_permanent_id"):
        assert facts(kind, number)[0] == "bad_form"


def test_a_whole_column_is_judged_row_by_row() -> None:
    rows = [("citizen_id", "11010519491231002X"), ("none", None), ("residence_permit", "810000199408230021"),
            ("citizen_id", "810000199408230021"), ("foreign_permanent_id", "USA310081030001")]  # fmt: skip
    kinds, numbers = zip(*rows, strict=True)
    assert judged(pl.Series(kinds), pl.Series(numbers))["state"].to_list() == [
        "valid",
        "missing",
        "valid",
        "bad_form",
        "valid",
    ]


@pytest.mark.parametrize(
    ("kind", "number", "born", "sex"),
    [
        ("residence_permit", "810000199408230021", "1994-08-23", "female"),
        ("foreign_permanent_id", "911124198108030024", "1981-08-03", "female"),
        ("citizen_id", "610104196209276908", "1962-09-27", "female"),
        ("citizen_id", "440524188001010014", "1880-01-01", "male"),
        ("citizen_id", "440524188001010015", "None", None),  # no number of anybody
        ("foreign_permanent_id", "USA310081030001", "None", None),
        ("passport", "E12345678", "None", None),
        ("none", None, "None", None),
    ],
)
def test_birth_date_and_sex_are_read(kind: str, number: str | None, born: str, sex: str | None) -> None:
    assert (str(facts(kind, number)[1]), facts(kind, number)[2]) == (born, sex)


@given(st.from_regex("[1-9][0-9]{16}", fullmatch=True))
def test_check_character_is_iso_7064(body: str) -> None:
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    expected = next(c for c in "0123456789X" if (total + (10 if c == "X" else int(c))) % 11 == 1)
    assert of(check_character(text(body))) == expected
    assert expected in CHECK_CHARACTERS
