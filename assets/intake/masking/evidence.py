"""Where a name may stand in a text, and what is found there.

What belongs here: words that announce a name (`markers.txt`), that follow one (`titles.txt`), and the other
places where one stands: beside a sex, an age or a masked number, before a verb of saying, alone between two
commas or at the end. What does not: names that show by their form (`forms`), whether characters are a name
(`likelihood`), taking it out of the text (`names`).

Each function looks at one place; `candidates` says which places of a column are worth it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from assets.intake.masking.likelihood import (
    WINDOW,
    ends,
    is_no_word,
    name_at_end,
    name_at_start,
)
from assets.intake.masking.word_costs import GIVEN_BUT_RARE, given_name_characters, surnames, words

H = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
HAN = f"[{H}]"
RUN = re.compile(f"{HAN}{{1,{WINDOW}}}")
RUN_BEFORE = re.compile(f"{HAN}{{1,{WINDOW}}}\\Z")
DOTS = "·・•‧"
DOT = f"[{DOTS}]"
AFTER_SIGN, AFTER_NAMED, AFTER_IS, AFTER_BLANK = -2.5, -2.0, 1.2, -0.5
"""What a colon or bracket, 叫, 是 or a blank between marker and name adds to the marker's cost."""
NAMING = ("叫", "名叫", "名为", "叫做", "姓名", "名字", "全名", "真名")
SURE, OTHER_MARKER, NO_WORDS = 0.5, 2.2, 7.0
"""A marker after which hardly anything but a name stands; the others cost no less than this; what a character
costs where no words are."""
TITLE = -1.5
"""No title costs less."""
WHOLE = -2.5
"""The name is all that stands between two signs."""
BESIDE_PARTICULARS, BESIDE_NUMBER, BEFORE_SAYING, BEFORE_BEING = -1.0, 2.0, 2.5, 4.5
ALONE, SIGNED, BEGINS = 4.5, 1.5, 8.5
SAID_AGAIN, UNMARKED, LONGEST_SAID_AGAIN = -5.0, 9.0, 4
"""The characters stand again in the text and what follows differs; nothing else shows a name; the longest."""
COMMON, UNUSUAL = 5.5, 5.6
"""A surname costs no more where nothing else shows the name; each character of ordinary words costs no less
where it is unlikelier that they are said again than that a name is."""
LIKELY_GIVEN = 6.5
NO_NAME = frozenset("的了吗呢吧着他她它你我们这那别很都是在")
"""Characters that stand in no name of however unusual ones."""
AFTER_GIVEN = re.compile("[^\u3400-\u9fff]|$|的|今年|今天|现在|已经|才|刚")
"""Follows a given name alone."""
ALSO_PREPOSITIONS, CALLED_SO = "向和对从同由与时等年位", ("先生", "女士", "小姐")
"""向老师, 和医生 are no names; 向女士 at the beginning is one."""

SAYING = (
    *("反映", "来电", "致电", "来访", "来信", "来函", "投诉", "举报", "表示", "称", "说", "要求"),
    *("咨询", "认为", "告知", "建议", "诉说", "求助", "报警", "报修", "陈述"),
)
NAME_ENDS = (*SAYING, "户", "老人", "夫妇", "夫妻", "一家", "一户", "家中", "家里")
"""Where one of these follows at once, all after a marker is a name."""
BEING = ("户籍", "名下", "现住", "家住", "住在", "因", "系", "的")
VERB = re.compile(rf"{HAN}{{2,4}}?(?:(?P<said>{'|'.join(SAYING)})|(?P<been>{'|'.join(BEING)}))")
SEX = r"(?:性别[：:]?)?[男女](?![方性儿子士孩婿生友人工同的朋])"
PARTICULAR = (
    "身份证|公民身份|证件|电话|手机|联系电话|联系方式|汉族|[0-9]{1,3}岁|(?:19[0-9]{2}|200[0-9])(?:年|[-./]|[01][0-9][0-3][0-9])|已故|已死亡|户主"
    "|现年|今年[0-9]{1,3}岁|[0-9]{2}后|系|户籍|家住|现住|住[^房院宅户建所址]"
)
NUMBER_BESIDE = (
    r"[ 　]*(?:的?(?:联系|手机|身份证|证件)?(?:电话|手机|号码|证号)?[：:]?[ 　]*)?"
    r"［(?:电话|证件号|出生日期|账号)］"
)
GAP = re.compile(
    r"(?:[（(][^（）()［］]{1,6}[）)])?[ 　\t]{0,3}(?:的?(?:姓名|名字))?[ 　\t]{0,3}"
    r"(?P<sign>[：:（(【\[“\"'‘「《]|——?)?(?P<is>是|为)?(?P<named>叫做?|名叫|名为)?"
    r"[：:]?[“\"（(]?[ 　\t]{0,3}\Z"
)
LONGEST_GAP, MARKER_LENGTHS = 14, (3, 2, 4, 5, 6, 1)
GAP_CHARACTERS = "（(）)：: 　\t【[“\"'‘「《—是为叫名姓字的做"
PARTICULARS = re.compile(
    rf"[ 　]*[（(，,、/ 　][ 　]*(?:{SEX}|{PARTICULAR})|[0-9]{{1,3}}岁"
    rf"|[男女](?=[ 　，,、]{{0,2}}(?:[0-9]{{1,3}}岁|19[0-9]{{2}}|200[0-9]|汉族))"
    rf"|(?P<number>[ 　]*[，,：:（(、]?{NUMBER_BESIDE})"
)
LATIN = re.compile(r"[A-Z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*){0,3}")
SPACED = re.compile(rf"({HAN})[ 　]{{1,3}}({HAN})(?:[ 　]{{0,3}}({HAN}))?(?!{HAN})")
SIGNATURE_END = re.compile(r"[，, 　]*(?:[0-9]{2,4}[年./-][0-9]{1,2}[月./-][0-9]{1,2}日?)?[。. 　]*(?:\n|\Z)")
"""Nothing more, or the day of writing, till the line ends."""
DOTTED = re.compile(rf"{HAN}{{1,7}}(?:{DOT}{HAN}{{1,7}})+")


class Listed(NamedTuple):
    """A word of `markers.txt` or `titles.txt`: its cost, and whether only a full name stands beside it."""

    cost: float
    full: bool


def _listed(file: str) -> dict[str, Listed]:
    found: dict[str, Listed] = {}
    cost, full = 0.0, False
    for line in (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            number, _, rest = line.strip("[]").partition(" ")
            cost, full = float(number), bool(rest)
        elif line and not line.startswith("#"):
            for word in line.split():
                found.setdefault(word, Listed(cost, full))
    return found


@cache
def markers() -> dict[str, Listed]:
    """Words before a name."""
    return _listed("markers.txt")


@cache
def titles() -> dict[str, Listed]:
    """Words after a name."""
    return _listed("titles.txt")


def after_marker(text: str, start: int) -> int:
    """Return where the name ends that begins at ``start`` and that a marker announces, or ``start``."""
    known = markers()
    for gap_start in range(start, max(-1, start - LONGEST_GAP), -1):
        if gap_start < start and text[gap_start] not in GAP_CHARACTERS:
            break
        for length in MARKER_LENGTHS:
            marker = text[gap_start - length : gap_start] if length <= gap_start else ""
            if marker in known and (gap := GAP.match(text, gap_start, start)):
                return _after(text, start, marker, gap)
    return start


def _after(text: str, start: int, marker: str, gap: re.Match[str]) -> int:
    if not gap[0]:
        # 业主 announces nobody in 业主委员会.
        ordinary = words()
        if marker + text[start : start + 1] in ordinary or marker + text[start : start + 2] in ordinary:
            return start
        named = marker.endswith(NAMING)
        if named and "叫" + text[start] in ordinary:
            return start
        cost = markers()[marker].cost + (AFTER_NAMED if named else 0.0)
        return start + (_length_at(text, start, cost, named) or (_given_alone(text, start) if named else 0))
    cost, sign = markers()[marker].cost, gap["sign"]
    named = bool(gap["named"]) or marker.endswith(NAMING)
    cost += (AFTER_SIGN if sign else 0.0) + (AFTER_NAMED if named else 0.0)
    cost += AFTER_IS if gap["is"] and not sign else 0.0
    strong = bool(sign) or named
    if not strong and text[start - 1] in " 　\t":
        cost += AFTER_BLANK
    return start + (_length_at(text, start, cost, strong) or (_given_alone(text, start) if named else 0))


def _length_at(text: str, start: int, cost: float, strong: bool) -> int:
    """Return how long the name is that begins at ``start``, or 0."""
    run = RUN.match(text, start)
    if run is None:
        latin = LATIN.match(text, start)
        return len(latin[0]) if latin and len(latin[0]) > 2 and strong else 0
    characters, end = run[0], run.end()
    after = text[end : end + 1]
    if after and after in "·・•‧" and (dotted := DOTTED.match(text, start)):
        return dotted_length(dotted[0])
    if strong and after and after in " 　" and (spaced := SPACED.match(text, start)):
        joined = "".join(part for part in spaced.groups() if part)
        if name_at_start(joined, cost, WHOLE) == len(joined):
            return len(spaced[0])
    known = titles()
    if (characters[1:3] in known or characters[1:4] in known) and characters[0] in surnames():
        return 0 if characters[0] in ALSO_PREPOSITIONS and not strong else 1
    whole = len(characters) < WINDOW or not RUN.match(after)
    length = max(
        name_at_start(characters, cost, WHOLE if whole else 0.0),
        _length_to_name_end(characters, cost),
        _length_said_again(text, start, cost),
    )
    taken = characters.rstrip("的")
    if not length and whole and 2 <= len(taken) <= 6 and _takes_any_name(taken, cost, strong):
        return len(taken)
    return length


def _length_to_name_end(characters: str, cost: float) -> int:
    """Return how long the name is that all between a marker and a verb of saying or 老人 is, or 0."""
    ordinary = words()
    for length in (3, 2, 4):
        if not characters.startswith(NAME_ENDS, length) or characters[length - 1 : length + 1] in ordinary:
            continue
        if name_at_start(characters[:length], cost, WHOLE) == length:
            return length
    return 0


def _length_said_again(text: str, start: int, cost: float) -> int:
    """Return how long the name is that begins at ``start`` and stands elsewhere in the text too, or 0."""
    first = text[start : start + 2]
    if text.count(first) < 2:
        return 0
    others = (found.start() for found in re.finditer(re.escape(first), text) if found.start() != start)
    for length in sorted({_alike(text, start, other) for other in others}, reverse=True):
        shared = text[start : start + length]
        if length <= LONGEST_SAID_AGAIN and RUN.fullmatch(shared) and ends(shared)[0] >= UNUSUAL * length:
            return name_at_start(shared, cost + SAID_AGAIN, WHOLE)
    return 0


def _alike(text: str, start: int, other: int) -> int:
    """Return how many characters from two places on are the same (beyond a name's length: any number)."""
    length = 0
    for one, two in zip(text[start : start + LONGEST_SAID_AGAIN + 1], text[other:], strict=False):
        if one != two:
            break
        length += 1
    return length


def said_again(text: str, start: int) -> int:
    """Return where the name ends that nothing shows but its other mention, or ``start``."""
    length = _length_said_again(text, start, UNMARKED)
    if (
        length < 3
        or surnames().get(text[start], 0.0) > COMMON
        or any(_within_word(text, found.start()) for found in re.finditer(text[start : start + length], text))
    ):
        return start
    return start + length


def _within_word(text: str, at: int) -> bool:
    """Whether an ordinary word may reach over the beginning of a place."""
    return any(text[max(0, at - before) : at + 1] in words() for before in (1, 2, 3) if before <= at)


def _given_alone(text: str, start: int) -> int:
    """Return how long the given name is that stands after 叫 without a surname, or 0."""
    characters, known = text[start : start + 2], given_name_characters()
    likely = all(known.get(character, GIVEN_BUT_RARE) <= LIKELY_GIVEN for character in characters)
    ends_here = AFTER_GIVEN.match(text, start + 2) is not None
    return 2 if len(characters) == 2 and likely and ends_here and characters not in words() else 0


def _takes_any_name(characters: str, cost: float, strong: bool) -> bool:
    """Whether all between a marker and the next sign is a name however unusual (买买提, 金丝雀丁)."""
    if strong and is_no_word(characters) and NO_NAME.isdisjoint(characters):
        return True
    sure = cost <= SURE and len(characters) <= 4 and characters[0] in surnames()
    return sure and ends(characters)[0] >= NO_WORDS * len(characters)


def dotted_length(text: str) -> int:
    """Return how long a name of several parts is: its last part ends where ordinary words begin."""
    last = max(text.rfind(dot) for dot in "·・•‧") + 1
    known, end = words(), last
    while end < len(text) and (end < last + 2 or text[end : end + 2] not in known or end + 1 == len(text)):
        end += 1
    return end


def before_title(text: str, end: int) -> int:
    """Return where the name, or surname alone, begins that a title at ``end`` follows, or ``end``."""
    known = titles()
    for length in (3, 2, 4, 1):
        title = text[end : end + length]
        if title in known:
            # 总 is no title in 党总支.
            if any(text[max(0, end - 1) : end + more] in words() for more in (2, 3) if more > length):
                return end
            run, whole = _run_before(text, end)
            return end - _length_before_title(run, title, whole)
    return end


def _run_before(text: str, end: int) -> tuple[str, float]:
    """Return the Han characters before a place, and what it adds if they are all between two signs."""
    found = RUN_BEFORE.search(text, max(0, end - WINDOW), end)
    assert found is not None
    starts = found.start() == 0 or not RUN.match(text, found.start() - 1)
    return found[0], WHOLE if starts else 0.0


def _length_before_title(run: str, title: str, whole: float) -> int:
    """Return how long the name is that ends before a title, or 0."""
    known, ordinary = markers(), words()
    one, two = run[-1] + title, run[-2:] + title
    # 楼组长 is no 组长 named 楼, and 车主任兰 is a 车主.
    if one in ordinary or one in known or two in ordinary or two in known:
        return 0
    if run[-1] + title[0] in known and title != "女士":
        return 0
    cost, full = titles()[title]
    length = name_at_end(run, cost, whole, not full)
    if length == 1 and run[-1] in ALSO_PREPOSITIONS and not (len(run) == 1 and title in CALLED_SO):
        return 0
    return length


def before_particulars(text: str, end: int) -> int:
    """Return where the name begins that a sex, an age or a number at ``end`` follows, or ``end``."""
    found = PARTICULARS.match(text, end)
    if found is None:
        return end
    run, whole = _run_before(text, end)
    return end - name_at_end(run, BESIDE_NUMBER if found["number"] else BESIDE_PARTICULARS, whole)


def at_beginning(text: str, start: int) -> int:
    """Return where the name ends that stands alone after a sign or before a verb, or ``start``."""
    found = RUN.match(text, start)
    if found is None:
        return start
    run, end = found[0], found.end()
    if len(run) <= 4:
        if text[end : end + 1] in DOTS and end < len(text):
            return start
        cost = SIGNED if SIGNATURE_END.match(text, end) else ALONE
        if name_at_start(run, cost) == len(run):
            return end
    if verb := VERB.match(run):
        length = verb.start(str(verb.lastgroup))
        cost = BEFORE_SAYING if verb["said"] else BEFORE_BEING
        if name_at_start(run[:length], cost) == length:
            return start + length
    return start + name_at_start(run, BEGINS)
