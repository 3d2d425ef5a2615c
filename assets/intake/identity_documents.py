"""Identity documents: forms, check digits, and the birth date and sex a number carries.

What belongs here: expressions over document types and numbers (GB 11643-1999 citizen numbers, the
residence permits of Hong Kong, Macau and Taiwan residents, foreign permanent resident cards).
What does not: which faults refuse a row (``canonical``), or turning numbers into pseudonyms (registry).
"""

from __future__ import annotations

import polars as pl

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999, ISO 7064 MOD 11-2."""
CHECK_CHARACTERS = "10X98765432"

DOCUMENT_TYPES = (
    "citizen_id",
    "residence_permit",
    "foreign_permanent_id",
    "passport",
    "travel_permit",
    "none",
)
DOCUMENT_STATES = ("valid", "missing", "bad_check_digit", "bad_form")

CITIZEN_NUMBER = r"^[1-7]\d{16}[\dX]$"
RESIDENCE_PERMIT_NUMBER = r"^8[123]0000\d{11}[\dX]$"
FOREIGN_PERMANENT_NUMBER = r"^9\d{16}[\dX]$"
OLD_FOREIGN_PERMANENT_NUMBER = r"^[A-Z]{3}\d{12}$"
TRAVEL_DOCUMENT_NUMBER = r"^[A-Z][A-Z0-9]{4,19}$|^\d{5,14}$"
CHECKED_NUMBER = r"^\d{17}[\dX]$"


def check_character(body: pl.Expr) -> pl.Expr:
    """Return the check character of the first 17 digits of ``body``; meaningless unless they are digits."""
    total = pl.sum_horizontal(
        body.str.slice(place, 1).cast(pl.Int32, strict=False) * weight for place, weight in enumerate(WEIGHTS)
    )
    return (total % len(CHECK_CHARACTERS)).replace_strict(
        dict(enumerate(CHECK_CHARACTERS)), return_dtype=pl.String
    )


def normalised(number: pl.Expr) -> pl.Expr:
    """Return the number upper-case, without blanks; 15 digits become 18 ("19" and check character added)."""
    plain = number.str.replace_all(r"[\s\u3000]", "").str.to_uppercase()
    lengthened = plain.str.slice(0, 6) + "19" + plain.str.slice(6)
    return (
        pl.when(plain.str.contains(r"^[1-7]\d{14}$"))
        .then(lengthened + check_character(lengthened))
        .otherwise(plain)
    )


def birth_date_of(number: pl.Expr) -> pl.Expr:
    """Return the birth date inside a normalised 18-character number, null where there is none."""
    return (
        pl.when(number.str.contains(CHECKED_NUMBER))
        .then(number.str.slice(6, 8))
        .str.to_date("%Y%m%d", strict=False)
    )


def sex_of(number: pl.Expr) -> pl.Expr:
    """Return "male" or "female" from the 17th digit of a normalised number (odd = male), else null."""
    odd = number.str.slice(16, 1).cast(pl.Int32, strict=False) % 2 == 1
    return (
        pl.when(number.str.contains(CHECKED_NUMBER))
        .then(pl.when(odd).then(pl.lit("male")).otherwise(pl.lit("female")))
        .otherwise(pl.lit(None, dtype=pl.String))
    )


def _checked(number: pl.Expr, form: str) -> pl.Expr:
    well_formed = number.str.contains(form) & birth_date_of(number).is_not_null()
    return (
        pl.when(~well_formed)
        .then(pl.lit("bad_form"))
        .when(number.str.slice(17, 1) != check_character(number))
        .then(pl.lit("bad_check_digit"))
        .otherwise(pl.lit("valid"))
    )


def _formed(number: pl.Expr, form: str) -> pl.Expr:
    return pl.when(number.str.contains(form)).then(pl.lit("valid")).otherwise(pl.lit("bad_form"))


def document_state(document_type: pl.Expr, number: pl.Expr) -> pl.Expr:
    """Return one of ``DOCUMENT_STATES`` for a document type and its normalised number.

    An address code is not judged: codes changed over the years, and 310108 (闸北, until 2015) is common here.
    A citizen number is "bad_form" under another document's type and the other way round.
    """
    kind = document_type.cast(pl.String)
    return (
        pl.when((kind == "none") & number.is_not_null())
        .then(pl.lit("bad_form"))
        .when(number.is_null())
        .then(pl.lit("missing"))
        .when(kind == "citizen_id")
        .then(_checked(number, CITIZEN_NUMBER))
        .when(kind == "residence_permit")
        .then(_checked(number, RESIDENCE_PERMIT_NUMBER))
        .when((kind == "foreign_permanent_id") & ~number.str.contains(OLD_FOREIGN_PERMANENT_NUMBER))
        .then(_checked(number, FOREIGN_PERMANENT_NUMBER))
        .when(kind == "foreign_permanent_id")
        .then(pl.lit("valid"))
        .otherwise(_formed(number, TRAVEL_DOCUMENT_NUMBER))
    )


def number_state(number: pl.Expr) -> pl.Expr:
    """Return the state of a normalised number that comes without its type (rolls of other departments)."""
    return (
        pl.when(number.is_null())
        .then(pl.lit("missing"))
        .when(number.str.contains(r"^\d") & (number.str.len_chars() > 14))
        .then(_checked(number, CHECKED_NUMBER))
        .otherwise(_formed(number, TRAVEL_DOCUMENT_NUMBER))
    )
