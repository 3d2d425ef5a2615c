"""Values made comparable: width, case, script, punctuation, and the many ways to write "nothing".

Belongs here: one text to one comparable text. Does not belong here: names and dates, which have parts
(`names.py`, `dates.py`).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl

_NOTHING = {
    *("", "null", "none", "nan", "na", "n/a", "nil", "unknown", "not known", "missing", "-", "--", "?", "."),
    *("无", "未知", "不详", "不明", "暂无", "空", "未填", "无名", "未取名", "佚名", "没有", "待定", "未登记"),
}
_PUNCTUATION = r"[\p{P}\p{S}]+"
_LATIN = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) (?:DOTLESS )?([A-Z]{1,2})(?: WITH .*)?")
"""What Unicode calls a letter with a stroke, a tail or a bar, or two in one: ł, đ, ø, æ."""
_INVISIBLE = r"[\p{Cf}\p{Cc}]"
HAN = r"\p{Han}"

_SEXES = {
    **dict.fromkeys(("m", "male", "man", "boy", "男", "男性", "1"), "m"),
    **dict.fromkeys(("f", "female", "woman", "girl", "w", "女", "女性", "2"), "f"),
}


def tidied(values: pl.Series) -> pl.Series:
    """Return texts in one width, case and script (simplified), without punctuation; null for "nothing"."""
    plain = _changed(values.cast(pl.String), "[^0-9a-z ]", _in_one_form)
    bare = _changed(plain, "[^0-9a-z\u4e00-\u9fff]", _stripped)
    return bare.set(bare.is_in(sorted(_NOTHING)), None).alias(values.name)


def _changed(texts: pl.Series, having: str, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Return texts with those changed that have a sign of a kind: of a million numbers hardly one has."""
    at = texts.str.contains(having).fill_null(False).arg_true()
    return texts.clone().scatter(at, change(texts.gather(at))) if len(at) else texts


def sex(values: pl.Series) -> pl.Series:
    """Return m, f or null."""
    return tidied(values).replace_strict(_SEXES, default=None, return_dtype=pl.String)


def has_han(values: pl.Series) -> pl.Series:
    """Return where a value is written in Chinese characters; false where it is null."""
    return values.str.contains(HAN).fill_null(False)


def sorted_letters(texts: pl.Series) -> pl.Series:
    """Return the letters and digits of texts in order: equal where only their order was mistaken.

    Python sorts a short text thirty times as fast as Polars splits, sorts and joins one.
    """
    letters = [None if text is None else "".join(sorted(text.replace(" ", ""))) for text in texts]
    return pl.Series(texts.name, letters, dtype=pl.String)


def _stripped(texts: pl.Series) -> pl.Series:
    visible = pl.col("text").str.replace_all(_INVISIBLE, "").str.replace_all(r"['’`·•・]", "")
    bare = visible.str.replace_all(_PUNCTUATION, " ").str.replace_all(r"\s+", " ").str.strip_chars()
    # What holds nothing but punctuation is judged as it was written.
    judged = pl.when(bare == "").then(visible.str.strip_chars()).otherwise(bare)
    return texts.alias("text").to_frame().select(judged).to_series()


def _in_one_form(texts: pl.Series) -> pl.Series:
    """Return texts in one width, case and script: a table of the signs that occur, applied to all at once."""
    signs = texts.str.split("").explode().drop_nulls().unique()
    forms = {sign: form for sign in signs if (form := _one_form(sign)) != sign}
    return texts.str.replace_many(list(forms), list(forms.values())) if forms else texts


def _one_form(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign).casefold()
    return plain if plain.isascii() else _simplified(_without_accents(plain))


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(_base(sign) for sign in apart if unicodedata.category(sign) != "Mn")
    return unicodedata.normalize("NFC", bare)


def _base(sign: str) -> str:
    """The plain letter of one that no accent can be taken from: Đặng and Dang, Władysław and Wladyslaw."""
    named = _LATIN.fullmatch(unicodedata.name(sign, "")) if not sign.isascii() else None
    return named[1].lower() if named else sign


@cache
def _converter() -> Any:
    from opencc import OpenCC  # its tables are read when the first Chinese text is

    return OpenCC("t2s")


def _simplified(text: str) -> str:
    return str(_converter().convert(text))
