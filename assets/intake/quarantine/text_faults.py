"""What no text of a row may hold: control characters, a spreadsheet's error, a number it cut short, no code.

What belongs here: conditions on texts, one per reason code. What does not: tidying (`tidy_text`), what a
value means (`canonical`).
"""

from __future__ import annotations

import polars as pl

CONTROL = r"[\x00-\x1F\x7F-\x{9F}]"
CONTROL_BUT_BREAKS = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x{9F}]"
"""Texts as people write them have breaks of lines and tabs."""
ERROR_CELL = r"^#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|#+)$"  # noqa: E501
"""What a spreadsheet shows for a formula that failed, or for a value wider than its column."""
CUT_SHORT = r"^[+-]?[0-9]+(?:\.[0-9]+)?[eE](?:\+[0-9]{2,3}|1[5-9]|[2-9][0-9]|[1-9][0-9]{2})$"
"""A long number as a spreadsheet shows it (1.38E+10), or kept it as floating point: its digits are lost."""
CODE = r"^[A-Za-z0-9][A-Za-z0-9_.:/#-]{0,63}$"
ONLY_ZEROS = r"^0+$"
NAMES_SOMEONE = (
    r"(?:^|[^0-9])(?:1[3-9][0-9]{9}"
    r"|[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx])(?:[^0-9]|$)"
)
"""A mobile number, or a citizen number with its birth date, alone or within a code."""


def has_control_character(text: pl.Expr, prose: bool) -> pl.Expr:
    """Return whether a text has a control character; breaks and tabs count where it is no prose."""
    return text.str.contains(CONTROL_BUT_BREAKS if prose else CONTROL)


def is_error_cell(text: pl.Expr) -> pl.Expr:
    """Return whether a text is what a spreadsheet shows in place of a value."""
    return pl.when(text.str.starts_with("#")).then(text).str.contains(ERROR_CELL)


def is_cut_short(text: pl.Expr) -> pl.Expr:
    """Return whether a text is a long number in scientific notation, which tells only its first digits."""
    return text.str.contains(CUT_SHORT)


def is_no_code(text: pl.Expr, published: bool) -> pl.Expr:
    """Return whether a text is no code: letters, digits and ``_.:/#-``, at most 64, not zeros alone.

    What is ``published`` must not hold a phone or a citizen number either: nobody's may go out as a code.
    """
    wrong = ~text.str.contains(CODE) | text.str.contains(ONLY_ZEROS)
    return wrong | text.str.contains(NAMES_SOMEONE) if published else wrong


def shape(code: pl.Expr) -> pl.Expr:
    """Return what a code looks like: 9 for every digit, A for every letter, all else as it is."""
    return code.str.replace_all("[0-9]", "9").str.replace_all("[A-Za-z]", "A")
