"""What each character and each pair of characters may be, as arrays that whole columns are looked up in.

What belongs here: the lists of this folder as tables by code point and by pair. What does not: which places
of a text they single out (`candidates`), what the lists hold (`word_costs`, `evidence`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from string import ascii_letters, ascii_uppercase, digits
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assets.intake.masking.evidence import DOTS, GAP_CHARACTERS, NAME_ENDS, SURE, markers, titles
from assets.intake.masking.forms import is_familiar_surname
from assets.intake.masking.likelihood import TRANSLITERATED
from assets.intake.masking.word_costs import (
    GIVEN_BUT_RARE,
    UNKNOWN_CHARACTER,
    given_name_characters,
    given_names_that_are_words,
    seldom_last,
    surnames,
    words,
)

ORDINARY, MARKER_END, TITLE, COMMON, FAMILIAR, SURE_END, COMPOUND, GIVEN_WORD = (1 << bit for bit in range(8))
"""What a pair of characters may be."""
BEGINNER, SURNAME, GIVEN, HAN, BEFORE, SIGN, PARTICULAR, SHORT_TITLE, SHORT_MARKER = (
    1 << bit for bit in range(9)
)
CAPITAL, LETTER, DIGIT, NEXT, YEARS, GAP, NAMED, FOREIGN, DOT, FORM, JOINING, ENDS_NAME = (
    1 << bit for bit in range(9, 21)
)
"""What a character may be."""
GIVEN_LIKE, COMMON_WORD, COMMON_SURNAME = 6.6, 10.5, 5.0
SIGNS = "：:（(【[“\"'‘「《— 　\t叫"
BEFORE_NAME = SIGNS + "是为"
BEFORE_PARTICULAR = "（(，,、/ 　［：:男女"
NAMED_ENDS = "叫为做名字"
JOINS = "、和与及同跟以 　，,"
"""Between a masked detail and the name after it."""
FORM_CHARACTERS = "某姓*＊×○〇xX］是"
"""Each begins, ends or stands in names that show by their form."""
RARE_HAN = 0xD800
"""Stands for characters beyond the tables: rare ones of names."""
OF_PARTICULAR = "男女性身公证电手联汉现今系户家住已1［的 　（(：:，,0123456789"
GIVEN_WORD_COST = 8.3
"""No given name that is a word costs less."""
NEVER = 99.0
"""Costs more than anything."""
POINTS = 1 << 16


class Tables(NamedTuple):
    """By code point: number in the pairs, kinds, costs; by first × width + second: a pair's kinds, costs."""

    numbers: npt.NDArray[np.uint16]
    kinds: npt.NDArray[np.uint32]
    word: npt.NDArray[np.float32]
    surname: npt.NDArray[np.float32]
    given: npt.NDArray[np.float32]
    given_last: npt.NDArray[np.float32]
    pair_kinds: npt.NDArray[np.uint8]
    pair_words: npt.NDArray[np.uint8]
    pair_costs: npt.NDArray[np.float32]
    width: int


@cache
def tables() -> Tables:
    """Return the tables, made once."""
    kept = [(flag, list(those)) for flag, those in _pair_kinds()]
    listed = sorted({character for _, those in kept for pair in those for character in pair})
    numbers = np.zeros(POINTS, np.uint16)
    numbers[[ord(character) for character in listed]] = np.arange(1, len(listed) + 1)
    width = len(listed) + 1
    pair_kinds, pair_words = (np.zeros(width * width, np.uint8) for _ in range(2))

    def places(pairs: Iterable[str]) -> list[int]:
        return [int(numbers[ord(pair[0])]) * width + int(numbers[ord(pair[1])]) for pair in pairs]

    for flag, those in kept:
        pair_kinds[places(those)] |= flag
    costs = sorted({cost for word, cost in words().items() if len(word) == 2})
    for number, cost in enumerate(costs, 1):
        pair_words[places(word for word, its in words().items() if len(word) == 2 and its == cost)] = number
    given = _costs(given_name_characters(), GIVEN_BUT_RARE)
    return Tables(
        numbers,
        _kinds(),
        _costs(words(), UNKNOWN_CHARACTER),
        _costs(surnames(), NEVER),
        given,
        np.maximum(given, _costs(seldom_last(), 0.0)),
        pair_kinds,
        pair_words,
        np.array([NEVER, *costs], np.float32),
        width,
    )


def _pair_kinds() -> Iterable[tuple[int, Iterable[str]]]:
    sure = [marker for marker, listed in markers().items() if listed.cost <= SURE]
    common = [surname for surname, cost in surnames().items() if cost < COMMON_SURNAME]
    return (
        (ORDINARY, (word for word in words() if len(word) == 2)),
        (COMMON, (word for word, cost in words().items() if len(word) == 2 and cost <= COMMON_WORD)),
        (MARKER_END, (marker[-2:] for marker in markers() if len(marker) > 1)),
        (SURE_END, (marker[-2:] for marker in sure if len(marker) > 1)),
        (
            FAMILIAR,
            (call + surname for call in "老小" for surname in filter(is_familiar_surname, surnames())),
        ),
        (TITLE, (title[:2] for title in titles() if len(title) > 1)),
        (COMPOUND, (surname[:2] for surname in surnames() if len(surname) > 1)),
        (COMPOUND, (first + second for first in common for second in common)),
        (GIVEN_WORD, given_names_that_are_words()),
    )


def _costs(known: dict[str, float], otherwise: float) -> npt.NDArray[np.float32]:
    table = np.full(POINTS, otherwise, np.float32)
    for characters, cost in known.items():
        if len(characters) == 1 and ord(characters) < POINTS:
            table[ord(characters)] = cost
    return table


def _kinds() -> npt.NDArray[np.uint32]:
    table = np.zeros(POINTS, np.uint32)
    table[0x3400:0x4DC0] |= HAN
    table[0x4E00:0xA000] |= HAN
    table[0xD800:0xE000] |= HAN
    known = given_name_characters()
    kinds: tuple[tuple[int, Iterable[str]], ...] = (
        (BEGINNER, [*(surname[0] for surname in surnames()), *TRANSLITERATED]),
        (SURNAME, "".join(surnames())),
        (GIVEN, (character for character, cost in known.items() if cost <= GIVEN_LIKE)),
        (BEFORE, BEFORE_NAME),
        (SIGN, SIGNS),
        (PARTICULAR, BEFORE_PARTICULAR),
        (DIGIT, digits),
        (NEXT, OF_PARTICULAR),
        (YEARS, "岁"),
        (CAPITAL, ascii_uppercase),
        (LETTER, ascii_letters),
        (SHORT_TITLE, (title for title in titles() if len(title) == 1)),
        (SHORT_MARKER, (marker for marker in markers() if len(marker) == 1)),
        (GAP, GAP_CHARACTERS),
        (NAMED, NAMED_ENDS),
        (FOREIGN, TRANSLITERATED),
        (DOT, DOTS),
        (FORM, FORM_CHARACTERS),
        (JOINING, JOINS),
        (ENDS_NAME, (word[0] for word in NAME_ENDS)),
    )
    for flag, those in kinds:
        for character in set(those):
            table[ord(character)] |= flag
    # What is in no list at all is rare: likelier in a given name than anywhere else.
    rare = np.ones(POINTS, np.bool_)
    rare[[ord(character) for character in known]] = False
    table[rare & ((table & HAN) > 0)] |= GIVEN
    return table
