"""Chinese numerals of an address as digits: 二十三号 is 23号, 一〇二室 is 102室, 廿弄 is 20弄.

Belongs here: numerals that stand before the word of a unit, or close an address after one. Does not belong
here: numerals within names (文一西路, 曹杨三村), which stay as they are.
"""

from __future__ import annotations

from typing import Final

import polars as pl

DIGITS: Final = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "两": "2",
}
TENS: Final = {"十": 10, "百": 100, "千": 1000}
SHORT_TENS: Final = {"廿": "二十", "卅": "三十"}
NUMERAL: Final = "[〇零一二三四五六七八九十百千廿卅两]"
COUNTED: Final = "支弄|弄|号|幢|栋|座|单元|室|层|楼|组|房|户|铺|队"
"""Words of units that a numeral before them counts."""
_BEFORE_UNIT = rf"{NUMERAL}+(?:{COUNTED})"
_BEFORE_SECOND = rf"{NUMERAL}+[-、](?:[0-9]+|{NUMERAL}+)(?:{COUNTED})"
_LAST = rf"(?:{COUNTED})-?[〇零一二三四五六七八九]{{3,4}}$"


def as_digits(texts: pl.Series) -> pl.Series:
    """Return the texts with numerals before units written in digits; the length and order are kept.

    Each distinct numeral is read once, whatever the number of rows; no row is walked by Python.
    """
    for pattern in (_BEFORE_SECOND, _BEFORE_UNIT, _LAST):
        runs = texts.str.extract_all(pattern).explode().drop_nulls().unique().to_list()
        written = {run: _written(run) for run in sorted(runs, key=len, reverse=True)}
        if written:
            texts = texts.str.replace_many(list(written), list(written.values()), leftmost=True)
    return texts


def villages_in_words(texts: pl.Series) -> pl.Series:
    """Return the texts with the number of a village as its name has it: 曹杨6村 is 曹杨六村."""
    runs = texts.str.extract_all("[0-9]+村").explode().drop_nulls().unique().to_list()
    named = {
        run: f"{_in_words(int(run[:-1]))}村"
        for run in sorted(runs, key=len, reverse=True)
        if 0 < int(run[:-1]) < 100
    }
    return texts.str.replace_many(list(named), list(named.values()), leftmost=True) if named else texts


def _in_words(value: int) -> str:
    tens, ones = divmod(value, 10)
    names = "〇一二三四五六七八九"
    return (names[tens] if tens > 1 else "") + ("十" if tens else "") + (names[ones] if ones else "")


def _written(run: str) -> str:
    """Return a numeral with the words around it, its numeral in digits."""
    out, numeral = "", ""
    for character in [*run, ""]:
        if character and (character in DIGITS or character in TENS or character in SHORT_TENS):
            numeral += character
            continue
        out += (number(numeral) if numeral else "") + character
        numeral = ""
    return out


def number(numeral: str) -> str:
    """Return a Chinese numeral as digits: by value (一百零二) or digit by digit (一〇二).

    A row of characters that makes no number (十百) is given back as it is.
    """
    for short, long in SHORT_TENS.items():
        numeral = numeral.replace(short, long)
    if not any(ten in numeral for ten in TENS):
        return "".join(DIGITS[character] for character in numeral)
    total, count, below = 0, "", 10_000
    for character in numeral:
        if character in DIGITS:
            count += DIGITS[character]
            continue
        if TENS[character] >= below:
            return numeral
        below = TENS[character]
        total += int(count or "1") * below
        count = ""
    return str(total + int(count or "0"))
