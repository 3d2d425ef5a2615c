"""What words and names cost: the lists of this folder read into tables, once, at first use.

What belongs here: reading `surnames.txt`, `given_name_characters.txt` and `ordinary_words.txt`. What does
not: comparing costs (`likelihood`), which words announce a name (`evidence`).
A cost is minus the natural logarithm of a share, so costs of words in a row add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

ALSO_WORDS = ("东方", "西门", "南门", "长孙", "百里", "太史", "司空")
"""Surnames of two characters that are common as words."""
FOLDER = Path(__file__).parent
UNKNOWN_CHARACTER = 9.5
"""A character by itself that is no common word."""
GIVEN_BUT_ORDINARY, GIVEN_BUT_RARE = 11.5, 8.0
"""A given name's character that is not on the list: one of ordinary words, and one of none (赟, 燊)."""


def _sections(file: str) -> Iterator[tuple[float, str, str]]:
    """Yield cost, what the section holds, and line."""
    cost, holds = 0.0, ""
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            number, _, rest = line.strip("[]").partition(" ")
            cost, holds = float(number), rest.partition(":")[0]
        elif line and not line.startswith("#"):
            yield cost, holds, line


@cache
def surnames() -> dict[str, float]:
    """Cost by surname, of one character and of several."""
    found: dict[str, float] = {}
    for cost, _, line in _sections("surnames.txt"):
        for surname in line.split() if " " in line else line:
            found.setdefault(surname, cost)
    return found


@cache
def words() -> dict[str, float]:
    """Cost by ordinary word of one to four characters."""
    found: dict[str, float] = {}
    for cost, holds, line in _sections("ordinary_words.txt"):
        if holds == "characters":
            listed = list(line)
        elif holds == "pairs":
            listed = [line[0] + second for second in line[2:]]
        else:
            listed = line.split()
        for word in listed:
            found.setdefault(word, cost)
    for surname in surnames():
        if len(surname) > 1 and surname not in ALSO_WORDS:
            found.pop(surname, None)
    return found


@cache
def begun() -> frozenset[str]:
    """First two characters of the words that are longer."""
    return frozenset(word[:2] for word in words() if len(word) > 2)


@cache
def given_name_characters() -> dict[str, float]:
    """Cost by character of given names; those not listed are looked up in ``given``."""
    found: dict[str, float] = {}
    for cost, holds, line in _sections("given_name_characters.txt"):
        for character in line if not holds else "":
            found.setdefault(character, cost)
    for character in {character for word in words() for character in word}:
        found.setdefault(character, GIVEN_BUT_ORDINARY)
    return found


@cache
def seldom_last() -> dict[str, float]:
    """Cost by character that seldom ends a given name, because it often follows one (张强去, 彭敏家)."""
    return {
        character: cost
        for cost, holds, line in _sections("given_name_characters.txt")
        if holds == "last"
        for character in line
    }


@cache
def given_names_that_are_words() -> dict[str, float]:
    """Cost by given name that is an ordinary word too (建国, 和平)."""
    return {
        word: cost
        for cost, holds, line in _sections("given_name_characters.txt")
        if holds == "words"
        for word in line.split()
    }
