"""Addresses in a text: houses, stairs and flats, with the street, compound or village before them.

What belongs here: which numbers with which units are somebody's address. What does not: other numbers.
A building alone is where something is wrong (12号楼电梯, 楼道3楼); with a lane, a stair or a flat it is where
somebody lives.
"""

from __future__ import annotations

import re

ADDRESS = "［地址］"
BLANK = r"[ 　\t]{0,2}"
COUNT = "(?:[0-9]{1,5}|[一二三四五六七八九十百零〇]{1,7}|[A-Za-z](?![A-Za-z]))"
HOUSE = "支?弄|号楼|号院|号[甲乙丙丁]?|室(?![内外])|单元|幢|栋|座|组|队|门(?![口卫禁前诊店])"
UNIT = f"{HOUSE}|楼(?![道梯顶组上下栋里宇内层长板房])|层(?!以)"
UNIT_AFTER = "多余年月日时点分元块角万千百人户次个天周米平台起件℃%°"
NO_UNIT = rf"(?![0-9{UNIT_AFTER}])"
ROOM = rf"(?:[A-Za-z]?[0-9]{{3,4}}{NO_UNIT}(?!-[0-9]{{4}}))"
PART = re.compile(rf"{BLANK}[-、－—,，]?{BLANK}({COUNT}|[甲乙丙丁](?=单元|门|室)){BLANK}({UNIT})")
CHINESE_ROOM = (
    f"[一二三四五六七八九][零〇一二三四五六七八九]{{2,3}}(?![零〇一二三四五六七八九十{UNIT_AFTER}])"
)
LAST = re.compile(
    rf"{BLANK}[-－—]?{BLANK}(?:{ROOM}|{CHINESE_ROOM})(?:室(?![内外])|房(?!产|屋|东|租|间|子|价|型))?"
)
DASHED = re.compile(rf"[0-9A-Za-z]{{1,4}}[-－—][0-9]{{1,3}}[-－—][0-9]{{3,4}}(?:室|号)?(?![0-9\-]){NO_UNIT}")
FIRST = re.compile(rf"({COUNT}){BLANK}({UNIT})")
CANDIDATE = re.compile(r"[0-9一二三四五六七八九十百零〇A-Za-z]+")
NOT_IN_NAME = "住在于到至往从由去的是系了过访报买我你他她它们这那该位见送回址：:为搬从离及与跟称映诉道知有"
PLACE_CHARACTER = f"[^\\W0-9A-Za-z_{NOT_IN_NAME}]"
COMPOUND_END = "小区|新村|公寓|[苑城庭府坊湾邸园轩阁居]|大厦|大楼|广场|别墅|大院|家属院|宿舍"
PART_OF_COMPOUND = "(?:[东南西北]?[区苑]|[一二三四五六1-9]期)?"
LEAD = re.compile(
    rf"(?:(?<![0-9])|(?![年月日号]))(?:{PLACE_CHARACTER}{{1,6}}(?:路|街|道|巷|胡同|里弄|里)"
    rf"|{PLACE_CHARACTER}{{2,8}}(?:{COMPOUND_END}){PART_OF_COMPOUND}"
    rf"|{PLACE_CHARACTER}{{1,6}}[村屯庄寨]第?){BLANK}\Z"
)
PARTED = "甲乙丙丁"
"""7号甲 is a house of its own."""
LIVING = re.compile(r"住在?\Z")
ANY_UNIT = "支?弄|号[甲乙丙丁]?|室|单元|幢|栋|座|组|队|门|楼|层"
ANY_COUNT = COUNT.replace("(?![A-Za-z])", "").replace("(?:", "(?:[甲乙丙丁]|", 1)
MAY_HOLD_ADDRESS = "|".join(
    (
        "[0-9A-Za-z][-－—][0-9]{1,3}[-－—][0-9]{3}",
        rf"(?:[路街道巷里村屯庄寨第]|胡同|(?:{COMPOUND_END}){PART_OF_COMPOUND}){BLANK}{ANY_COUNT}{BLANK}(?:{ANY_UNIT})",
        rf"(?:[0-9]{{3}}|[一二三四五六七八九][零〇一二三四五六七八九]{{2}}){BLANK}室",
        rf"(?:{ANY_UNIT}|号楼|号院){BLANK}[-、－—，,]?{BLANK}{ANY_COUNT}{BLANK}(?:{ANY_UNIT})",
        rf"(?:号[楼甲乙丙丁]?|幢|栋|单元|座|门|楼|层){BLANK}[-－—]?{BLANK}(?:[A-Za-z]?[0-9]{{3}}|[一二三四五六七八九][零〇一二三四五六七八九]{{2}})",
    )
)
"""A text in which this is not found holds none (for Polars, over a whole column: no look-around)."""
STREET = re.compile(r"(?:路|街|道|巷|胡同|里弄|里)[ 　\t]*\Z")


def without_addresses(text: str) -> str:
    """Return the text with ［地址］ in place of each address."""
    pieces, at = [], 0
    for candidate in CANDIDATE.finditer(text):
        start = candidate.start()
        if start < at:
            continue
        found = _address(text, start)
        if found is not None and found[0] >= at:
            pieces += [text[at : found[0]], ADDRESS]
            at = found[1]
    return "".join([*pieces, text[at:]]) if pieces else text


def _address(text: str, start: int) -> tuple[int, int] | None:
    """Return start and end of the address whose first number begins at ``start``, or None."""
    dashed = DASHED.match(text, start)
    lead = None
    if dashed and not re.match("(?:19|20)[0-9]{2}$", re.split("[-－—]", dashed[0])[-1]):
        lead = LEAD.search(text, max(0, start - 12), start)
        return lead.start() if lead else start, dashed.end()
    first = FIRST.match(text, start)
    if first is None or text[start - 1 : start] == "月":
        return None
    counts, units, end = [first[1]], [first[2].rstrip(PARTED)], first.end()
    while part := PART.match(text, end):
        if re.search("[，,、]", part[0]) and part[2] in units:
            break
        counts.append(part[1])
        units.append(part[2].rstrip(PARTED))
        end = part.end()
    last = LAST.match(text, end) if units[-1] != "室" else None
    if last and units[-1] in ("楼", "层") and not _is_on(counts[-1], last[0]):
        last = None
    lead = LEAD.search(text, max(0, start - 12), start)
    lived_in = len(units) > 1 and LIVING.search(text, 0, start) and not re.search("[，,、]", text[start:end])
    if not lived_in and not _is_address(counts, units, last is not None, lead):
        return None
    return lead.start() if lead else start, last.end() if last else end


def _is_on(floor: str, room: str) -> bool:
    """Whether a room's number tells its floor (三楼306)."""
    number = str("一二三四五六七八九".find(floor) + 1 or floor)
    return re.match(rf"[ 　]*{number}[0-9]{{2}}(?![0-9])", room) is not None


def _is_address(counts: list[str], units: list[str], room: bool, lead: re.Match[str] | None) -> bool:
    """Whether the units in this order are somebody's address."""
    if lead:
        street = STREET.search(lead[0]) is not None
        return units[0] not in (("楼", "层", "组", "室", "队") if street else ("楼", "层"))
    digits = re.match("[A-Za-z]?[0-9]{3,4}$|[一二三四五六七八九][零〇一二三四五六七八九]{2}$", counts[-1])
    if units == ["室"]:
        return digits is not None
    if room and units[-1] in ("号", "号楼", "幢", "栋", "单元", "座", "门", "楼", "层"):
        return True
    different = set(units) - {"楼", "层", "门"}
    return len(different) > 1 or (len(units) > 1 and bool(different & {"单元", "幢", "栋", "座", "弄"}))
