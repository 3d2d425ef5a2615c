"""Dates exactly as a mapping says they are written, and the ends of what is valid.

What belongs here: the formats a mapping may name, reading them without leniency, and when an end means that
there is none. What does not: whether a date may lie ahead (`contracts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import polars as pl

from assets.clock import TIMEZONE

DIRECTIVES = {
    "%Y": "[0-9]{4}",
    "%m": "(?:0[1-9]|1[0-2])",
    "%d": "(?:0[1-9]|[12][0-9]|3[01])",
    "%-m": "(?:1[0-2]|[1-9])",
    "%-d": "(?:[12][0-9]|3[01]|[1-9])",
    "%H": "(?:[01][0-9]|2[0-3])",
    "%-H": "(?:1[0-9]|2[0-3]|[0-9])",
    "%M": "[0-5][0-9]",
    "%S": "[0-5][0-9]",
    "%z": "(?:Z|[+-][0-9]{2}:?[0-9]{2})",
}
"""What a format may have, and the digits of each. Two digits of a year tell no century, so ``%y`` is none."""
OPEN_ENDED = ("长期", "长期有效", "永久", "终身", "无固定期限")
"""Words in the place of an end that mean that there is none."""
FAR_END = date(2099, 1, 1)
"""An end on or after this day stands for "none": 2099-12-31, 9999-12-31."""
ZERO_DATES = (date(1, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1))
"""Day 0 or 1 of .NET, of spreadsheets and of SQL Server: written where there is no date."""
END_OF_TIME = date(2999, 1, 1)
"""From here on a day is no mistyped one: 2999-12-31, 9999-12-31 stand for "none"."""


def is_format(text: str) -> bool:
    """Return whether ``text`` is a format with one year, month and day, and nothing that is not known.

    A zone (``%z``) stands at the end, after the minutes; a literal Z would be one that nobody reads.
    """
    directives = re.findall(r"%-?.", text)
    once = all(
        sum(part in directives for part in parts) == 1 for parts in (["%Y"], ["%m", "%-m"], ["%d", "%-d"])
    )
    zone = "%z" not in directives or (text.endswith("%z") and "%M" in directives)
    known = len(directives) == len(set(directives)) and set(directives) <= set(DIRECTIVES)
    return once and zone and known and "Z" not in text


def pattern_of(written: str) -> str:
    """Return the regular expression of all texts in a format."""
    parts = re.split(r"(%-?.)", written)
    return "^" + "".join(DIRECTIVES.get(part, re.escape(part)) for part in parts) + "$"


def read_date(text: pl.Expr, *formats: str) -> pl.Expr:
    """Return the date of a text in exactly one of the formats, null of any other.

    Null too where two formats find different days in it (1/2/2024): nobody can tell which is meant.
    """
    if len(formats) == 1:
        return _in_format(text, formats[0])
    days = [_in_format(text, written) for written in formats]
    return pl.when(pl.min_horizontal(days) == pl.max_horizontal(days)).then(pl.min_horizontal(days))


def _in_format(text: pl.Expr, written: str) -> pl.Expr:
    exact = pl.when(text.str.contains(pattern_of(written))).then(text)
    strict = written.replace("%-", "%")
    if "%z" not in written:
        return exact.str.to_date(strict, strict=False)
    moment = exact.str.replace("Z$", "+0000").str.replace(r"([+-][0-9]{2}):([0-9]{2})$", "${1}${2}")
    return moment.str.to_datetime(strict, strict=False).dt.convert_time_zone(TIMEZONE).dt.date()


def is_no_date(text: pl.Expr, day: pl.Expr, formats: Sequence[str]) -> pl.Expr:
    """Return whether a date is what a system writes where there is none: its first day, zeros, 9999-12-31."""
    zeros = {re.sub("%-?.", lambda part: _ZERO[part[0].replace("-", "")], written) for written in formats}
    return (day.is_in(list(ZERO_DATES)) | (day >= END_OF_TIME) | text.is_in(sorted(zeros))).fill_null(False)


_ZERO = {"%Y": "0000", **dict.fromkeys(("%m", "%d", "%H", "%M", "%S"), "00"), "%z": "Z"}


def without_open_end(text: pl.Expr, formats: Sequence[str], words: Sequence[str] = OPEN_ENDED) -> pl.Expr:
    """Return null for an end that means that there is none: one of ``words``, or no day before `FAR_END`."""
    far = (read_date(text, *formats) >= FAR_END).fill_null(False)
    return pl.when(~(far | text.is_in(list(words)).fill_null(False))).then(text)
