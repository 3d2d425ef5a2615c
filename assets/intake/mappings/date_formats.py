"""Dates exactly as a mapping says they are written, and the ends of what is valid.

What belongs here: the formats a mapping may name, reading them without leniency, and when an end means that
there is none. What does not: whether a date may lie ahead (`contracts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import polars as pl

DIRECTIVES = {
    "%Y": "[0-9]{4}",
    "%m": "(?:0[1-9]|1[0-2])",
    "%d": "(?:0[1-9]|[12][0-9]|3[01])",
    "%-m": "(?:1[0-2]|[1-9])",
    "%-d": "(?:[12][0-9]|3[01]|[1-9])",
    "%H": "(?:[01][0-9]|2[0-3])",
    "%M": "[0-5][0-9]",
    "%S": "[0-5][0-9]",
}
"""What a format may have, and the digits of each. Two digits of a year tell no century, so ``%y`` is none."""
OPEN_ENDED = ("长期", "长期有效", "永久", "终身", "无固定期限")
"""Words in the place of an end that mean that there is none."""
FAR_END = date(2099, 1, 1)
"""An end on or after this day stands for "none": 2099-12-31, 9999-12-31."""


def is_format(text: str) -> bool:
    """Return whether ``text`` is a format with one year, month and day, and nothing that is not known."""
    directives = re.findall(r"%-?.", text)
    once = all(
        sum(part in directives for part in parts) == 1 for parts in (["%Y"], ["%m", "%-m"], ["%d", "%-d"])
    )
    return once and len(directives) == len(set(directives)) and set(directives) <= set(DIRECTIVES)


def pattern_of(written: str) -> str:
    """Return the regular expression of all texts in a format."""
    parts = re.split(r"(%-?.)", written)
    return "^" + "".join(DIRECTIVES.get(part, re.escape(part)) for part in parts) + "$"


def read_date(text: pl.Expr, written: str) -> pl.Expr:
    """Return the date of a text in exactly this format, null of any other."""
    exact = pl.when(text.str.contains(pattern_of(written))).then(text)
    return exact.str.to_date(written.replace("%-", "%"), strict=False)


def without_open_end(text: pl.Expr, written: str, words: Sequence[str] = OPEN_ENDED) -> pl.Expr:
    """Return null for an end that means that there is none: one of ``words``, or no day before `FAR_END`."""
    far = (read_date(text, written) >= FAR_END).fill_null(False)
    return pl.when(~(far | text.is_in(list(words)).fill_null(False))).then(text)
