"""Characters of an address: one form for each, so that two ways of typing an address are one text.

Belongs here: full-width forms, traditional characters, dashes, blanks, placeholders. Does
not belong here: what the words mean (`grammar`), remarks around an address (`noise`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

import polars as pl

from assets.registry.addresses.noise import without_noise
from assets.registry.addresses.numerals import NUMERAL, as_digits, villages_in_words

ONE_FORM: Final = {
    # dashes, and the marks people write for "to"
    **dict.fromkeys("‐‑‒–—―−﹣－~～〜﹘_", "-"),
    **dict.fromkeys(("#", "№"), "号"),
    "○": "〇",
    "衖": "弄",
    # invisible characters, and the one the lexer uses for itself
    **dict.fromkeys(("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\x1f"), ""),
}  # fmt: skip
_AS_NAMED: Final = "於乾"
"""Characters that stand in official names (於潜, 乾县), though elsewhere they are traditional ones."""
_COMPOSED = r"[^\x00-\x7f\p{Han}，。、；：（）“”·]"
"""What has other forms than its own; everyday Han and marks are looked at no further."""
_PLACEHOLDER = r"NULL|N/A|\b(?:NONE|NAN)\b|\(空\)|空白|[*?×]+|X{2,}"
_MARKS = r"[\s,，。;；:：|\\'\"“”‘’!！.<>《》\[\]【】{}=+^&%$@·]+"
_PARTED = r"([0-9])/([0-9]+)/([0-9])"
_RANGE = r"([0-9](?:号|弄|室)?)[至到]([0-9])"
_ROUNDS: Final = 20


def tidy(addresses: pl.Series) -> pl.Series:
    """Return the addresses in one form of characters, without remarks before and after.

    Tidying twice changes nothing. Null stays null. Only rows that changed are gone over again, until none
    does.
    """
    texts = addresses.cast(pl.String)
    done = _once(texts)
    for _ in range(_ROUNDS):
        changed = (done != texts).fill_null(False).arg_true()
        if not len(changed):
            break
        # Scattering changes a series itself: what it was is kept to be compared with.
        texts, done = done, done.clone().scatter(changed, _once(done.gather(changed)))
    return done


def _once(texts: pl.Series) -> pl.Series:
    texts = _where(texts, _COMPOSED, lambda rows: rows.str.normalize("NFKC"))
    texts = _where(texts, "[a-zà-ÿ]", lambda rows: rows.str.to_uppercase())
    texts = texts.str.replace_many(ONE_FORM)
    traditional, simplified = _traditional()
    texts = _where(texts, traditional, lambda rows: rows.str.replace_many(simplified))
    texts = _where(texts, _PLACEHOLDER, lambda rows: rows.str.replace_all(_PLACEHOLDER, ""))
    texts = without_noise(texts)
    texts = _where(texts, _MARKS, _without_blanks)
    texts = _where(texts, NUMERAL, as_digits)
    texts = _where(texts, "[0-9]村", villages_in_words)
    texts = _where(texts, _PARTED, lambda rows: rows.str.replace_all(_PARTED, "${1}-${2}-${3}"))
    texts = _where(texts, "[至到]", lambda rows: rows.str.replace_all(_RANGE, "${1}-${2}"))
    return _where(texts, "^-|-$|--", lambda rows: rows.str.replace_all("-+", "-").str.strip_chars("-"))


@cache
def _traditional() -> tuple[str, dict[str, str]]:
    """Return a pattern of traditional characters, and each with its simplified form (OpenCC, one for one)."""
    from opencc import OpenCC  # its tables are read when the first address is

    every = [chr(code) for code in range(0x3400, 0xA000) if chr(code) not in _AS_NAMED]
    written = OpenCC("t2s").convert("\n".join(every)).split("\n")
    simplified = {one: other for one, other in zip(every, written, strict=True) if one != other}
    return f"[{''.join(simplified)}]", simplified


def _without_blanks(texts: pl.Series) -> pl.Series:
    """Blanks and marks between two numbers part them; all others say nothing."""
    return (
        texts.str.strip_chars()
        .str.replace_all(rf"([0-9]){_MARKS}([0-9])", "${1}-${2}")
        .str.replace_all(rf"([0-9]){_MARKS}([0-9])", "${1}-${2}")
        .str.replace_all(_MARKS, "")
    )


def _where(texts: pl.Series, pattern: str, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Change the rows that match; a look is cheap where a change is not."""
    places = texts.str.contains(pattern).fill_null(False).arg_true()
    return texts.scatter(places, change(texts.gather(places))) if len(places) else texts
