"""Tidying at the door: one form for every code, number and date, however it was typed or saved.

What belongs here: what is taken off a text before it is judged, once and for all columns alike, and for the
codes of a mapping too. What does not: text as people write it (names, addresses, notes), which stays as it
is; what a tidy text must look like (`text_faults`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import polars as pl

BLANKS = " \t\r\n\u3000\ufeff\u00a0"
UNTIDY = r"[^!-~]|^'|\.0+$"
"""What a tidy text never has: anything but printable ASCII, an apostrophe before it, zeros of a float."""
INVISIBLE = r"[\p{Cf}\x{115F}\x{1160}\x{2800}\x{3164}\x{FE00}-\x{FE0F}\x{E0100}-\x{E01EF}]"
"""Zero-width characters, marks of direction, soft hyphens, fillers, selectors of variants."""
DASH = r"[\p{Pd}\x{2212}]"
WHOLE_AS_FLOAT = r"^([+-]?[0-9]+)\.0+$"


def tidied(text: pl.Expr) -> pl.Expr:
    """Return codes, numbers or dates in one form; null where nothing is left.

    Full-width letters and digits become narrow (NFKC), every dash "-", a run of blanks one blank; invisible
    characters, a leading apostrophe (Excel's mark of text) and the ``.0`` of a column once kept as floating
    point numbers go. Control characters stay: they are a fault, not untidiness.
    """
    odd = (
        pl.when(text.str.contains(UNTIDY))
        .then(text)
        .str.normalize("NFKC")
        .str.replace_all(INVISIBLE, "")
        .str.replace_all(DASH, "-")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(BLANKS)
        .str.replace(r"^['’‘]", "")
        .str.replace(WHOLE_AS_FLOAT, "${1}")
    )
    return pl.coalesce(odd, text).replace("", None)


def tidied_name(text: pl.Expr) -> pl.Expr:
    """Return tidy names in one form: no blank between Chinese characters, one dot between parts of a name."""
    odd: pl.Expr = pl.when(text.str.contains(_ODD_NAME)).then(text)
    for found, written in ((_BLANK_IN_NAME, "${1}${2}"), (_DOT_IN_NAME, "${1}·${2}")) * 2:
        odd = odd.str.replace_all(found, written)  # twice: a character is the end of one match only
    return pl.coalesce(odd, text)


_ODD_NAME = r"[\s·•・‧∙⋅․.●]"
_BLANK_IN_NAME = r"(\p{Han})\s+(\p{Han})"
_DOT_IN_NAME = r"(\p{Han})\s*[·•・‧∙⋅․.●]\s*(\p{Han})"


def untidy_columns(texts: pl.DataFrame) -> frozenset[str]:
    """Return the names of the columns with any untidy text: the others need no second look."""
    has_untidy = texts.select(pl.all().str.contains(UNTIDY).any()) if texts.width else texts
    return frozenset(name for name in texts.columns if has_untidy.height and has_untidy[name].item())


def tidied_words(words: Iterable[str]) -> list[str]:
    """Return words of a mapping in the form that the texts of its columns have."""
    return list(_tidied_words(tuple(words)))


@cache
def _tidied_words(words: tuple[str, ...]) -> tuple[str, ...]:
    if not any(re.search(UNTIDY, word) for word in words):
        return words
    texts = pl.DataFrame({"word": words}, schema={"word": pl.String})
    return tuple(texts.select(tidied(pl.col("word")).fill_null(""))["word"])


def without_empty(text: pl.Expr, words: Iterable[str]) -> pl.Expr:
    """Return null for texts that are one of ``words``, which mean nothing, in capitals or not."""
    written = {form for word in words for form in (word, word.lower(), word.upper(), word.capitalize())}
    return text.replace(sorted(written), [None] * len(written)) if written else text
