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
from assets.intake.masking.word_costs import surnames, words

H = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
HAN = f"[{H}]"
NOT_HAN = f"[^{H}]"
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
ALONE, SIGNED = 4.5, 1.5
ALSO_PREPOSITIONS, CALLED_SO = "向和对从同由与时等年位", ("先生", "女士", "小姐")
"""向老师, 和医生 are no names; 向女士 at the beginning is one."""

SAYING = (
    *("反映", "来电", "致电", "来访", "来信", "来函", "投诉", "举报", "表示", "称", "说", "要求"),
    *("咨询", "认为", "告知", "建议", "诉说", "求助", "报警", "报修", "陈述"),
)
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
        cost = markers()[marker].cost + (AFTER_NAMED if named else 0.0)
        return start + _length_at(text, start, cost, named)
    cost, sign = markers()[marker].cost, gap["sign"]
    named = bool(gap["named"]) or marker.endswith(NAMING)
    cost += (AFTER_SIGN if sign else 0.0) + (AFTER_NAMED if named else 0.0)
    cost += AFTER_IS if gap["is"] and not sign else 0.0
    strong = bool(sign) or named
    if not strong and text[start - 1] in " 　\t":
        cost += AFTER_BLANK
    return start + _length_at(text, start, cost, strong)


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
    length = name_at_start(characters, cost, WHOLE if whole else 0.0)
    if not length and whole and 2 <= len(characters) <= 6 and _takes_any_name(characters, cost, strong):
        return len(characters)
    return length


def _takes_any_name(characters: str, cost: float, strong: bool) -> bool:
    """Whether all between a marker and the next sign is a name however unusual (买买提, 金丝雀丁)."""
    if strong and is_no_word(characters):
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
    verb = VERB.match(run)
    if verb is None:
        return start
    length = verb.start(str(verb.lastgroup))
    cost = BEFORE_SAYING if verb["said"] else BEFORE_BEING
    return start + length if name_at_start(run[:length], cost) == length else start
