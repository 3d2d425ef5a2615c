"""Names that show by their form (王某, 老李, 姓张, 约翰·史密斯) or by the masked name or number before them.

What belongs here: patterns, each asked for only where its own character stands in the text. What does not:
words beside a name (`evidence`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assets.intake.masking.evidence import BESIDE_NUMBER, DOT, DOTTED, HAN, RUN, WHOLE, dotted_length
from assets.intake.masking.likelihood import (
    ONE_CHARACTER,
    TRANSLITERATED,
    WINDOW,
    ends,
    is_no_word,
    name_at_start,
)
from assets.intake.masking.word_costs import GIVEN_BUT_RARE, given_name_characters, surnames, words

IN_LIST, FAMILIAR, RARE_SURNAME = 0.5, 4.0, 6.0
LISTED = re.compile(rf"(?<=［姓名］)(?:[、和与及同跟]|以及|[，,][和与及])({HAN}{{2,{WINDOW}}})")
FAMILIAR_LISTED = re.compile(rf"(?<=［姓名］)[、和与及同跟][老小]({HAN})")
AFTER_NUMBER = re.compile(rf"［(?:电话|证件号)］[ 　，,、]?({HAN}{{2,{WINDOW}}})")
WHERE = re.compile(rf"我是[^，。；！？：\s]{{1,10}}?的({HAN}{{2,{WINDOW}}})")
FOREIGN = re.compile(
    f"[{''.join(sorted(TRANSLITERATED))}]{{2,7}}(?:{DOT}[{''.join(sorted(TRANSLITERATED))}]{{2,7}})+"
)
LATIN = re.compile(
    r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss)\b\.? ?([A-Z][a-z]+(?: [A-Z][a-z]+)?)"
    r"|([A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,2})(?=先生|女士|小姐)"
)
LATIN_LETTER = re.compile("[A-Z]")


def _starred(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out of a starred name the character after its stars that begins a word (王*来电)."""
    begins = not STARS.match(text[end - 1]) and text[end - 1 : end + 1] in words() and end < len(text)
    return start, end - begins


def is_familiar_surname(surname: str) -> bool:
    """Whether 老 or 小 before it makes a name: common as a surname, or at least no word by itself."""
    cost = surnames()[surname]
    return len(surname) == 1 and (cost < 5 or (cost < RARE_SURNAME and surname not in words()))


@cache
def _of_surname() -> dict[str, re.Pattern[str]]:
    """Patterns by the character that is looked for first."""
    known = words()
    several = "|".join(surname for surname in surnames() if len(surname) == 2)
    every = "".join(surname for surname in surnames() if len(surname) == 1)
    single = "".join(surname for surname in every if known.get(surname, 9) > 5)
    common = "".join(surname for surname in every if is_familiar_surname(surname))
    name = f"(?:{several}|[{single}])"
    return {
        "某": re.compile(
            rf"((?:{name}某{{1,2}}|[于向]某(?=某|\W|$|[离说称的与和因拒打把将])))(?![些种个年月日处地时项事市区县省路街])"
        ),
        "*": re.compile(rf"({name}(?:[*＊×○〇](?:[*＊×○〇]|{HAN})?|[xX]{{1,2}}(?![A-Za-z0-9])))"),
        "姓": re.compile(rf"(?<![百贵同])姓({several}|[{every}])(?![名氏])"),
        "老": re.compile(rf"[老小](?=[{common}])({HAN}{{1,{WINDOW - 1}}})"),
    }


STARS = re.compile(r"[*＊×○〇xX]")


def by_form(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each name that shows by its form or by what is masked before it."""
    patterns = _of_surname()
    if "某" in text:
        yield from (found.span(1) for found in patterns["某"].finditer(text))
    if "姓" in text:
        yield from (found.span(1) for found in patterns["姓"].finditer(text))
    if STARS.search(text):
        yield from (_starred(text, *found.span(1)) for found in patterns["*"].finditer(text))
    if "老" in text or "小" in text:
        for found in patterns["老"].finditer(text):
            in_word = text[max(0, found.start() - 1) : found.start() + 1] in words() and found.start() > 0
            if not in_word and not _is_given_name(text, found.start()) and _is_familiar(found[0]):
                yield found.start(1), found.start(1) + 1
    if "］" in text:
        yield from _beginning(LISTED, text, IN_LIST, 0.0)
        yield from (found.span(1) for found in FAMILIAR_LISTED.finditer(text) if found[1] in surnames())
        yield from _beginning(AFTER_NUMBER, text, BESIDE_NUMBER, WHOLE)
    if "我是" in text:
        yield from _beginning(WHERE, text, BESIDE_NUMBER, WHOLE)
    if "·" in text or "•" in text or "・" in text or "‧" in text:
        yield from (found.span() for found in FOREIGN.finditer(text))
        yield from _of_no_words(text)
    if LATIN_LETTER.search(text):
        for found in LATIN.finditer(text):
            yield found.span(found.lastindex or 0)


def _of_no_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield names of two parts, both of which are no words (鲍勃·凯恩), of whatever characters."""
    for found in DOTTED.finditer(text):
        end = found.start() + dotted_length(found[0])
        if all(len(part) > 1 and is_no_word(part) for part in re.split(DOT, text[found.start() : end])):
            yield found.start(), end


def _beginning(
    pattern: re.Pattern[str], text: str, evidence: float, whole: float
) -> Iterator[tuple[int, int]]:
    for found in pattern.finditer(text):
        start, end = found.span(1)
        length = name_at_start(found[1], evidence, 0.0 if RUN.match(text, end) else whole)
        if length:
            yield start, start + length


def _is_given_name(text: str, at: int) -> bool:
    """Whether the two characters at a place are what follows a surname (张小兰)."""
    cost = given_name_characters().get(text[at + 1], GIVEN_BUT_RARE)
    return at > 0 and text[at - 1] in surnames() and cost < surnames()[text[at + 1]] + ONE_CHARACTER


def _is_familiar(text: str) -> bool:
    """Whether 老王 or 小李 at the start of the text is somebody, not 老方案 or 小马路."""
    costs = ends(text)
    return FAMILIAR + surnames()[text[1]] + costs[2] < costs[0]
