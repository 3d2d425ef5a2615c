"""Identity documents: forms, check digits, and the birth date and sex a number carries.

What belongs here: expressions over document types and numbers, whole columns at a time. GB 11643-1999 citizen
numbers of 18 and of 15 digits; residence permits of Hong Kong, Macau and Taiwan residents (81, 82, 83);
foreign permanent resident cards in both forms (9 and 17 more since 2023-12-01, three letters and 12 digits
before); passports; travel permits. Having no document is legal: infants have none.
What does not: address codes (``address_codes``), how document and declaration are compared
(``resident_documents``), which faults refuse a row (``canonical``), pseudonyms (registry).

The first 17 digits are handled as one integer, and its check character and birth date are looked up in
tables: a sum over digits or a date parsed per number would cost several times as much.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import polars as pl

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999, ISO 7064 MOD 11-2."""
CHECK_CHARACTERS = "10X98765432"
EARLIEST_BIRTH = date(1880, 1, 1)

DOCUMENT_TYPES = (
    "citizen_id",  # 居民身份证
    "residence_permit",  # 港澳台居民居住证
    "foreign_permanent_id",  # 外国人永久居留身份证
    "passport",  # 护照
    "hong_kong_macau_travel_permit",  # 港澳居民来往内地通行证
    "taiwan_travel_permit",  # 台湾居民来往大陆通行证
    "none",  # 无证件
)
DOCUMENT_STATES = ("valid", "missing", "bad_check_digit", "bad_form")

# [0-9], not \d: that would take every digit of Unicode, full-width ones too.
FIFTEEN_DIGITS = r"^[1-7][0-9]{14}$"
PLAIN_FORMS = {
    "passport": r"^[A-Z]{1,3}[0-9][A-Z0-9]{3,10}$|^[0-9][A-Z0-9]{4,8}$",
    "hong_kong_macau_travel_permit": r"^[HM][0-9]{8}(?:[0-9]{2})?$",
    "taiwan_travel_permit": r"^[0-9]{8}(?:[0-9]{2}[A-Z]?)?$",
    "foreign_permanent_id": r"^[A-Z]{3}[0-9]{12}$",  # the old card; the new one carries a birth date
}
"""Numbers that say nothing about their holder; passports as loosely as the states of the world issue them."""
CARRIES_A_BIRTH_DATE = r"^(?:[1-7]|8[123]0000|9)"
"""How the 18 digits of a citizen, a permit of Hong Kong, Macau or Taiwan, and a foreign card begin."""
CHUNKS = (5, 4, 4, 4)
"""How many of the 17 digits are weighted with one look into a table."""


@cache
def _weighted() -> tuple[pl.Series, ...]:
    """Return, for each of ``CHUNKS``, the weighted sum mod 11 of every number of so many digits."""
    tables, place = [], 0
    for length in CHUNKS:
        numbers = np.arange(10**length)
        digits = [numbers // 10 ** (length - 1 - at) % 10 for at in range(length)]
        weighted = zip(digits, WEIGHTS[place : place + length], strict=True)
        total = np.sum([digit * weight for digit, weight in weighted], axis=0)
        tables.append(pl.Series((total % len(CHECK_CHARACTERS)).astype(np.uint8)))
        place += length
    return tuple(tables)


@cache
def _calendar() -> tuple[int, pl.Series]:
    """Return the first day as a number yyyymmdd, and the date (or null) of it and each number after it."""
    days = pl.date_range(EARLIEST_BIRTH, date(2199, 12, 31), eager=True)
    numbers = days.dt.strftime("%Y%m%d").cast(pl.Int32).to_numpy()
    table = np.full(numbers[-1] - numbers[0] + 1, np.datetime64("NaT"), dtype="datetime64[D]")
    table[numbers - numbers[0]] = days.to_numpy()
    return int(numbers[0]), pl.Series(table).cast(pl.Date)


def _last(number: pl.Expr) -> pl.Expr:
    return number.str.slice(17, 1)


def _body(number: pl.Expr) -> pl.Expr:
    """Return the first 17 digits of an 18-character number as an integer, null where it has another form."""
    formed = (number.str.len_bytes() == 18) & _last(number).is_in([*CHECK_CHARACTERS])
    digits = pl.when(formed).then(number.str.slice(0, 17)).cast(pl.Int64, strict=False)
    return pl.when(digits >= 10**16).then(digits)


def _check_character(body: pl.Expr) -> pl.Expr:
    left, total = 17, pl.lit(0, pl.UInt8)
    for length, table in zip(CHUNKS, _weighted(), strict=True):
        left -= length
        total = total + pl.lit(table).gather((body // 10**left % 10**length).cast(pl.UInt32))
    return pl.lit(pl.Series([*CHECK_CHARACTERS])).gather(total % len(CHECK_CHARACTERS))


def _birth_date(body: pl.Expr) -> pl.Expr:
    first, table = _calendar()
    place = body // 1000 % 10**8 - first
    return pl.lit(table).gather(pl.when(place.is_between(0, len(table) - 1)).then(place).cast(pl.UInt32))


def check_character(body: pl.Expr) -> pl.Expr:
    """Return the check character of a text of 17 digits, the first of which is not 0."""
    return _check_character(body.cast(pl.Int64, strict=False))


def normalised(number: pl.Expr) -> pl.Expr:
    """Return the number upper-case, without blanks and dashes; 15 digits become 18.

    Of 15 digits the century ("19") and the check character are added.
    """
    return number.map_batches(_normalised, return_dtype=pl.String)


def _normalised(numbers: pl.Series) -> pl.Series:
    """What most columns do not need is worked out for none of their rows: there are many small ones."""
    frame, number = numbers.to_frame("number"), pl.col("number")
    if numbers.str.contains("[^0-9X]").any():
        untidy = pl.when(number.str.contains("[^0-9X]")).then(number)
        plain = untidy.str.replace_all(r"[\s\u3000-]", "").str.to_uppercase()
        frame = frame.select(pl.coalesce(plain, number))
    if (frame["number"].str.len_bytes() == 15).any():
        short = pl.when(number.str.contains(FIFTEEN_DIGITS)).then(number)
        body = short.str.slice(0, 6) + "19" + short.str.slice(6)
        frame = frame.with_columns(body=body).select(
            number=pl.coalesce(pl.col("body") + check_character(pl.col("body")), number)
        )
    return frame["number"].alias(numbers.name)


def judged(document_type: pl.Series, number: pl.Series) -> pl.DataFrame:
    """Judge normalised numbers by their documents' types; one row per number, in order.

    Columns: state (one of ``DOCUMENT_STATES``), birth_date, sex (male or female; 17th digit odd = male); the
    last two are null unless the number is valid and carries them. A number of another document's form is
    "bad_form", and so is any number under type "none". The address code is not judged: codes changed over
    the years, and 310108 (闸北, until 2015) is common in Shanghai.
    """
    kind, body = pl.col("kind"), pl.col("body")
    checked = (
        ((kind == "citizen_id") & (body < 8 * 10**16))
        | ((kind == "residence_permit") & (body // 10**11).is_in([810000, 820000, 830000]))
        | ((kind == "foreign_permanent_id") & (body >= 9 * 10**16))
    )
    plain = pl.any_horizontal(
        pl.when(kind == name).then("number").str.contains(form) for name, form in PLAIN_FORMS.items()
    )
    return (
        pl.DataFrame({"kind": document_type, "number": number})
        .with_columns(body=_body(pl.col("number")))
        .with_columns(checked=checked.fill_null(False), plain=plain.fill_null(False))
        .with_columns(body=pl.when("checked").then("body"))
        .with_columns(birth_date=_birth_date(body), right=_last(pl.col("number")) == _check_character(body))
        .with_columns(state=_state(pl.col("number"), pl.col("plain"), pl.col("birth_date"), pl.col("right")))
        .with_columns(body=pl.when(pl.col("state") == "valid").then("body"))
        .select(
            "state",
            birth_date=pl.when(body.is_not_null()).then("birth_date"),
            sex=pl.when(body % 2 == 1).then(pl.lit("male")).when(body.is_not_null()).then(pl.lit("female")),
        )
    )


def number_state(number: pl.Expr) -> pl.Expr:
    """Return the state of a normalised number that comes without its type (rolls of other departments)."""
    return number.map_batches(_number_state, return_dtype=pl.String)


def _number_state(numbers: pl.Series) -> pl.Series:
    """Step by step on a frame: an expression would work the body out anew at each of its six mentions."""
    number, body = pl.col("number"), pl.col("body")
    plain = pl.any_horizontal(number.str.contains(form) for form in PLAIN_FORMS.values())
    return (
        numbers.to_frame("number")
        .with_columns(body=_body(pl.when(number.str.contains(CARRIES_A_BIRTH_DATE)).then(number)))
        .with_columns(
            plain=plain, birth_date=_birth_date(body), right=_last(number) == _check_character(body)
        )
        .select(_state(number, pl.col("plain"), pl.col("birth_date"), pl.col("right")))
        .to_series()
        .alias(numbers.name)
    )


def _state(number: pl.Expr, is_plain: pl.Expr, birth_date: pl.Expr, is_checked: pl.Expr) -> pl.Expr:
    """Return the state of a number.

    Args:
        is_plain: its form has neither a birth date nor a check digit.
    """
    return (
        pl.when(number.is_null())
        .then(pl.lit("missing"))
        .when(is_plain)
        .then(pl.lit("valid"))
        .when(birth_date.is_null())
        .then(pl.lit("bad_form"))
        .when(is_checked)
        .then(pl.lit("valid"))
        .otherwise(pl.lit("bad_check_digit"))
    )
