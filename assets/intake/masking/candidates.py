"""Places of a whole column at which a name may begin or end, found for all characters at once.

What belongs here: tables by character and by pair of characters, and the comparisons over all texts joined.
What does not: weighing a place (`evidence`). Most places are left out here, because an ordinary word
begins there or nothing stands beside them, so that only few of a text's characters cost time in Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from string import ascii_uppercase, digits
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assets.intake.masking.evidence import SURE, markers, titles
from assets.intake.masking.forms import FORM_CHARACTERS
from assets.intake.masking.likelihood import TRANSLITERATED
from assets.intake.masking.word_costs import given_name_characters, surnames, words

Flags = npt.NDArray[np.bool_]
ORDINARY, MARKER_END, TITLE, COMMON, FAMILIAR, SURE_END = 1, 2, 4, 8, 16, 32
"""What a pair of characters may be."""
BEGINNER, SURNAME, GIVEN, HAN, BEFORE, SIGN, PARTICULAR = (1 << bit for bit in range(7))
SHORT_TITLE, SHORT_MARKER, FORM, CAPITAL, DIGIT, NEXT, YEARS = (1 << bit for bit in range(7, 14))
"""What a character may be."""
GIVEN_LIKE, COMMON_WORD = 6.6, 10.5
SIGNS = "：:（(【[“\"'‘「《— 　\t叫"
BEFORE_NAME = SIGNS + "是为"
BEFORE_PARTICULAR = "（(，,、/ 　［：:"
RARE_HAN = 0xD800
"""Stands for characters beyond the tables: rare ones of names."""
OF_PARTICULAR = "男女性身公证电手联汉现今系户家住已1［的 　（(：:，,0123456789"
BETWEEN = "\n\n"
"""Stands between two texts: no name reaches over it."""


class Tables(NamedTuple):
    """Numbers of characters; what each is; what each pair is, at first × width + second."""

    numbers: npt.NDArray[np.uint16]
    characters: npt.NDArray[np.uint16]
    pairs: npt.NDArray[np.uint8]
    width: int


@cache
def _tables() -> Tables:
    sure = [marker for marker, listed in markers().items() if listed.cost <= SURE]
    pairs = (
        (ORDINARY, (word for word in words() if len(word) == 2)),
        (COMMON, (word for word, cost in words().items() if len(word) == 2 and cost <= COMMON_WORD)),
        (MARKER_END, (marker[-2:] for marker in markers() if len(marker) > 1)),
        (SURE_END, (marker[-2:] for marker in sure if len(marker) > 1)),
        (FAMILIAR, (call + surname for call in "老小" for surname, cost in surnames().items() if cost < 5)),
        (TITLE, (title[:2] for title in titles() if len(title) > 1)),
    )
    kept = [(flag, list(those)) for flag, those in pairs]
    listed = sorted({character for _, those in kept for pair in those for character in pair})
    numbers = np.zeros(1 << 16, np.uint16)
    for place, character in enumerate(listed, 1):
        numbers[ord(character)] = place
    count = len(listed) + 1
    table = np.zeros(count * count, np.uint8)
    for flag, those in kept:
        for pair in those:
            table[int(numbers[ord(pair[0])]) * count + int(numbers[ord(pair[1])])] |= flag
    return Tables(numbers, _characters(), table, count)


def _characters() -> npt.NDArray[np.uint16]:
    table = np.zeros(1 << 16, np.uint16)
    table[0x3400:0x4DC0] |= HAN
    table[0x4E00:0xA000] |= HAN
    table[0xD800:0xE000] |= HAN
    flags: tuple[tuple[int, Iterable[str]], ...] = (
        (BEGINNER, [*(surname[0] for surname in surnames()), *TRANSLITERATED]),
        (SURNAME, "".join(surnames())),
        (GIVEN, (character for character, cost in given_name_characters().items() if cost <= GIVEN_LIKE)),
        (BEFORE, BEFORE_NAME),
        (SIGN, SIGNS),
        (PARTICULAR, BEFORE_PARTICULAR),
        (FORM, FORM_CHARACTERS),
        (DIGIT, digits),
        (NEXT, OF_PARTICULAR),
        (YEARS, "岁"),
        (CAPITAL, ascii_uppercase),
        (SHORT_TITLE, (title for title in titles() if len(title) == 1)),
        (SHORT_MARKER, (marker for marker in markers() if len(marker) == 1)),
    )
    for flag, those in flags:
        for character in set(those):
            table[ord(character)] |= flag
    # What is in no list at all is rare: likelier in a given name than anywhere else.
    known = {ord(character) for character in given_name_characters()}
    rare = np.ones(1 << 16, np.bool_)
    rare[list(known)] = False
    table[rare & ((table & HAN) > 0)] |= GIVEN
    return table


class Candidates(NamedTuple):
    """Places in the joined texts, in order: where names may begin, and where some may end."""

    after_markers: npt.NDArray[np.int64]
    beginnings: npt.NDArray[np.int64]
    before_titles: npt.NDArray[np.int64]
    forms: npt.NDArray[np.int64]
    before_particulars: npt.NDArray[np.int64]


def _shifted(flags: Flags, by: int) -> Flags:
    """Return what stands ``by`` places earlier (or later, if negative), for each place."""
    moved = np.zeros_like(flags)
    if by > 0:
        moved[by:] = flags[:-by]
    else:
        moved[:by] = flags[-by:]
    return moved


def candidates(joined: str) -> Candidates:
    """Return the places worth weighing in texts joined by ``BETWEEN``."""
    tables = _tables()
    points = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
    points = np.where(points > 0xFFFF, RARE_HAN, points)
    kinds = tables.characters[points]
    numbers = tables.numbers[points].astype(np.uint32)
    pairs = np.zeros(len(points), np.uint8)
    pairs[:-1] = tables.pairs[numbers[:-1] * tables.width + numbers[1:]]

    han, given = (kinds & HAN) > 0, (kinds & GIVEN) > 0
    ordinary, common = (pairs & ORDINARY) > 0, (pairs & COMMON) > 0
    second_han, third_given = _shifted(han, -1), _shifted(given, -2)
    word_here = common & ~third_given
    word_next = _shifted(common, -1) & ~_shifted(given, -1)
    starts = ((kinds & BEGINNER) > 0) & second_han & ~word_here & ~word_next
    first = han & ~_shifted(han, 1)

    after_marker = _shifted((pairs & MARKER_END) > 0, 2) | _shifted((kinds & (SHORT_MARKER | BEFORE)) > 0, 1)
    surname_or_no_word = ((kinds & BEGINNER) > 0) | ~ordinary
    after_sign = _shifted((kinds & SIGN) > 0, 1) & (
        han & second_han & surname_or_no_word | ((kinds & CAPITAL) > 0)
    )
    after_sure = ((kinds & BEGINNER) > 0) & second_han & _shifted((pairs & SURE_END) > 0, 2)
    ends = _shifted(starts, 2) | _shifted(starts, 3) | _shifted(starts, 4)
    alone = _shifted((kinds & SURNAME) > 0, 1)
    title = (((pairs & TITLE) > 0) | ((kinds & SHORT_TITLE) > 0)) & (ends | alone) & _shifted(han, 1)
    surname = (kinds & SURNAME) > 0
    near = _shifted(surname, 2) | _shifted(surname, 3) | _shifted(surname, 4)
    years = (kinds & YEARS) > 0
    age = ((kinds & DIGIT) > 0) & (_shifted(years, -1) | _shifted(years, -2) | _shifted(years, -3))
    beside = ((kinds & PARTICULAR) > 0) & ((kinds & DIGIT) == 0) & _shifted((kinds & NEXT) > 0, -1)
    particular = (age | beside) & near & _shifted(han, 1)
    familiar = (pairs & FAMILIAR) > 0
    return Candidates(
        np.flatnonzero(starts & after_marker | after_sign | after_sure),
        np.flatnonzero(starts & first),
        np.flatnonzero(title),
        np.flatnonzero(((kinds & FORM) > 0) | familiar),
        np.flatnonzero(particular),
    )
