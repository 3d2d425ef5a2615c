"""Whether characters are a name or ordinary words: whichever reading costs less.

What belongs here: the two readings of a few characters, forward from where a name may begin and backward from
where it may end. What does not: the lists (`word_costs`), where to look (`evidence`).

The ordinary reading is the cheapest way to cut the characters into words. The name's reading is its surname
and given name, the cheapest cut of what is left, and ``evidence``: what it costs that a name stands here at
all, less than nothing where little else can stand. So 负责人态度恶劣 and 本人曾多次反映 hold no name,
本人曾强反映 does, and its end is where words begin again.
"""

from __future__ import annotations

from functools import lru_cache

from assets.intake.masking.word_costs import (
    GIVEN_BUT_RARE,
    UNKNOWN_CHARACTER,
    begun,
    given_name_characters,
    given_names_that_are_words,
    seldom_last,
    surnames,
    words,
)

ONE_CHARACTER, TWO_CHARACTERS, DOUBLE_SURNAME = 1.8, 0.3, 7.0
DOUBLED = 2.5
"""What a given name of one character twice (盈盈) costs beside that character."""
AFTER_TWO = (0.7, 0.7)
"""What a given name's length costs; two surnames in a row (married women's) are rare."""
LONGEST = 4
TRANSLITERATED = frozenset(
    "阿依古丽买提吐尔逊米热艾合卜杜拉曼卓玛扎西次仁央金巴特乌兰图雅斯伊万诺娃约翰史密努叶肯哈萨迪亚尼帕木江力克别汗沙"
    "娜孜玉素甫麦赛达洛桑旦增格顿珠德吉措才让多布其呼日勒根奥塔那苏和娅赫罗伯逊安东菲利普森威廉詹姆姬贝蒂琳丝莎莉朱"
    "妮鲁菲娅比里皮埃奇诺夫斯基耶娃祖农库西坎热孜肉铁佐加坚参平措旺堆嘎玛边巴马穆吾拜艾丁鲍勃伦迪"
)
TRANSLITERATION, TRANSLITERATED_CHARACTER = 7.0, 4.6
WINDOW = 8
"""So many characters are read beside a name."""


def ends(text: str) -> list[float]:
    """Cost of the cheapest cut of ``text[at:]`` into words, for each place; nothing beyond ``WINDOW``."""
    known, longer = words(), begun()
    count = len(text)
    costs = [0.0] * (count + 4)
    for at in range(min(count, WINDOW) - 1, -1, -1):
        best = known.get(text[at], UNKNOWN_CHARACTER) + costs[at + 1]
        pair = text[at : at + 2]
        if at + 2 <= count and pair in known:
            best = min(best, known[pair] + costs[at + 2])
        for length in (3, 4) if pair in longer else ():
            if at + length <= count and (word := text[at : at + length]) in known:
                best = min(best, known[word] + costs[at + length])
        costs[at] = best
    return costs


def _beginnings(text: str) -> list[float]:
    """Cost of the cheapest cut of ``text[:at]`` into words, for each place."""
    known = words()
    costs = [0.0]
    for at in range(1, len(text) + 1):
        best = known.get(text[at - 1], UNKNOWN_CHARACTER) + costs[at - 1]
        for length in (2, 3, 4):
            if length <= at:
                cost = known.get(text[at - length : at])
                if cost is not None and cost + costs[at - length] < best:
                    best = cost + costs[at - length]
        costs.append(best)
    return costs


def _given(characters: str, lengths: tuple[float, float] = (ONE_CHARACTER, TWO_CHARACTERS)) -> float:
    """What one or two characters cost as a given name."""
    known, last = given_name_characters(), seldom_last()
    cost = max(known.get(characters[-1], GIVEN_BUT_RARE), last.get(characters[-1], 0.0))
    if len(characters) == 1:
        return cost + lengths[0]
    first = known.get(characters[0], GIVEN_BUT_RARE)
    cost += DOUBLED if characters[0] == characters[1] else first
    return min(cost, given_names_that_are_words().get(characters, cost)) + lengths[1]


def name_cost(characters: str) -> float | None:
    """What these characters cost as one whole name, or None where they cannot be one."""
    found, options = surnames(), []
    length = len(characters)
    if 2 <= length <= 3 and characters[0] in found:
        options.append(found[characters[0]] + _given(characters[1:]))
    if 3 <= length <= LONGEST and characters[:2] in found:
        options.append(found[characters[:2]] + _given(characters[2:], AFTER_TWO))
    if length == LONGEST and found.get(characters[0], 9) < 5 and found.get(characters[1], 9) < 5:
        options.append(found[characters[0]] + found[characters[1]] + DOUBLE_SURNAME + _given(characters[2:]))
    if length >= 3 and TRANSLITERATED.issuperset(characters):
        options.append(TRANSLITERATION + TRANSLITERATED_CHARACTER * length)
    return min(options) if options else None


@lru_cache(2**16)
def name_at_start(text: str, evidence: float, whole: float = 0.0) -> int:
    """Return how many characters of ``text`` (Han only) are a name it begins with, or 0.

    ``whole`` is added where the name would be all of the text.
    """
    if text[0] not in surnames() and text[0] not in TRANSLITERATED and text[:2] not in surnames():
        return 0
    rest = ends(text)
    best, found = rest[0], 0
    for length in range(2, min(len(text), 7) + 1):
        cost = name_cost(text[:length])
        if cost is not None:
            cost += evidence + rest[length] + (whole if length == len(text) else 0.0)
            if cost < best:
                best, found = cost, length
    return found


@lru_cache(2**16)
def name_at_end(text: str, evidence: float, whole: float = 0.0, surname_alone: bool = False) -> int:
    """Return how many characters of ``text`` (Han only) are a name it ends with, or 0.

    ``surname_alone``: a title follows, so a surname is enough. ``whole`` as for ``name_at_start``.
    """
    before = _beginnings(text)
    best, found = before[-1], 0
    for length in range(1 if surname_alone else 2, min(len(text), 7) + 1):
        start = len(text) - length
        characters = text[start:]
        cost = name_cost(characters)
        if surname_alone and characters in surnames():
            alone = surnames()[characters]
            cost = alone if cost is None else min(cost, alone)
        if cost is not None:
            cost += evidence + before[start] + (whole if start == 0 else 0.0)
            if cost < best:
                best, found = cost, length
    return found


@lru_cache(2**14)
def is_no_word(text: str) -> bool:
    """Whether no part of the text is an ordinary word of two characters or more."""
    known = words()
    return not any(
        text[at : at + length] in known for length in (2, 3, 4) for at in range(len(text) - length + 1)
    )
