"""Numbers of people in a text: documents, bank cards, phones, last digits, as they are typed.

What belongs here: numbers whose digits say what they are, and what the same digits are when they are no more
than a date, an amount, a count or a ticket's number. What does not: plates, accounts and birth dates
(`marked_numbers`), addresses (`addresses`).
Sources: GB 11643-1999 (citizen numbers), GB 32100-2015 (18 characters of organisations, masked too: a
one-person business's is its owner's), the numbering plan (mobile 1 and ten digits; local seven or eight).
"""

from __future__ import annotations

import re

DOCUMENT, PHONE = "［证件号］", "［电话］"
BETWEEN = r"[ 　\u2000-\u200a\t\-\u2010-\u2015\u2212－﹣﹘.．·・•‧_]"
"""What people type between the groups of a number: blanks, any dash, dots."""
APART = BETWEEN + "{0,3}"
D = "[0-9]"
STAR = "[*＊×xX●•★☆]"
UNITS = "年月日号时点分元块角万千百人户次个天周米平台起件℃%°亿两只条名层楼级瓦度斤公升吨岁秒页份家套间"
NO_UNIT = rf"(?! ?[0-9{UNITS}])(?!\.[0-9])"
MONTH = f"(?:0{APART}[1-9]|1{APART}[0-2])"
DAY = f"(?:0{APART}[1-9]|[12]{APART}{D}|3{APART}[01])"
YEAR = f"(?:1{APART}[89]{APART}{D}{APART}{D}|2{APART}0{APART}{D}{APART}{D})"
# Not two and four: so stand a day and a time before another date (10 1430-2024-03-01).
REGION = f"(?:[1-9]{D}{{2}}{APART}{D}{{3}}|[1-9]{D}{{3}}{APART}{D}{{2}})"
THREE = APART.join([D] * 3)
CITIZEN = APART.join((REGION, YEAR, MONTH, DAY, THREE, "[0-9Xx]"))
BLANKS = r"[ 　\t]{0,3}"
SEPARATED = rf"{BLANKS}[-\u2010-\u2015./年]{BLANKS}"
CALENDAR_DAY = (
    rf"(?:1[89]|20){D}{{2}}(?:{SEPARATED}|[ ])(?:0?[1-9]|1[0-2])(?!{D})"
    rf"(?:(?:{BLANKS}[-\u2010-\u2015./月]{BLANKS}|[ ])(?:[12]{D}|3[01]|0?[1-9])(?![0-9*])[日号]?)?"
)
COMPACT_DAY = rf"(?:19|20){D}{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]{D}|3[01])(?:{D}{{4}}|{D}{{6}})?(?![0-9*Xx])"
GROUPINGS = (
    "344 38 443 434 335 56 65 533 32222 3233 3332 3323 47 74 2333 353 245 3134 1334 3422 3224 83 524 542"
    " 362 425 29 1244 155 2234 122222 3242 4421 4223 3314"
)
"""How many digits of a mobile number stand together."""


def _grouped(lengths: str) -> str:
    digits = ["1", "[3-9]", *[D] * 9]
    parts, at = [], 0
    for length in map(int, lengths):
        parts.append("".join(digits[at : at + length]))
        at += length
    return f"{BETWEEN}{{1,3}}".join(parts)


MOBILE = "|".join(
    (
        f"1[3-9]{D}{{9}}{D}*",
        *(f"{_grouped(lengths)}{NO_UNIT}" for lengths in GROUPINGS.split()),
        # 138 and eight more in any groups, with one kind of sign between.
        *(f"1[3-9]{D}(?:{between}{{0,3}}{D}){{8}}{NO_UNIT}" for between in ("[ 　]", "[-—]")),
        f"{APART.join(['1', '[3-9]', *[f'{D}(?!{D})'] * 8, D])}{NO_UNIT}",
    )
)
# Eight digits that are a date are none of a phone, nor are two years (2023-2024).
LOCAL = (
    rf"(?:[3-9]{D}{{3}}|2[1-9]{D}{{2}})(?:{BLANKS}[-\u2010-\u2015]?{BLANKS}){D}{{4}}"
    rf"|20{D}{{2}}(?:(?:1[3-9]|[2-9]{D}){D}{{2}}|(?:0{D}|1[0-2])(?:3[2-9]|[4-9]{D}))"
)
EXTENSION = rf"(?:(?:转|分机|#|-){D}{{1,5}}(?!{D}))?"
NUMBER = re.compile(
    "|".join(
        (
            rf"(?P<starred>{D}{{1,14}}(?:{APART}{D}{{1,4}}){{0,3}}(?:{APART}{STAR}{{2,}})+"
            rf"(?:{APART}{D}{{1,8}})?[Xx]?(?![0-9A-Za-z])|{D}{{7,14}}{STAR}(?:{D}{{1,6}})?(?![0-9A-Za-z]))",
            f"(?P<citizen>{CITIZEN})",
            f"(?P<day>{CALENDAR_DAY}|{COMPACT_DAY})",
            rf"(?P<organisation>[1-9]{D}{{7}}(?=[0-9]{{0,9}}[A-Z])[0-9A-Z]{{10}}(?![0-9A-Za-z]))",
            # Fifteen digits or more without anything between are a document's or a bank card's.
            rf"(?P<long>{D}{{15,}}[Xx]?|{D}{{6}}{APART}{D}{{6}}{APART}{D}{{3}}(?!{D}))",
            rf"(?P<card>[3-9]{D}{{3}}(?:{BETWEEN}{{1,2}}{D}{{4}}){{3}}(?:{BETWEEN}{{1,2}}{D}{{1,4}})?{NO_UNIT}"
            rf"|[3-9]{D}{{5}}(?:{BETWEEN}{{1,2}}{D}{{4}}){{2}}{BETWEEN}{{1,2}}{D}{{2,5}}{NO_UNIT}"
            rf"|[3-9]{D}{{5}}{BETWEEN}{{1,2}}{D}{{10,13}}(?!{D})"
            rf"|[1-9]{D}{{9}}{BETWEEN}{{1,2}}{D}{{7}}[0-9Xx](?!{D}))",
            rf"(?P<mobile>(?:(?:00)?86{APART}|0[)）]?)?(?:{MOBILE}))",
            rf"(?P<land>0[1-9]{D}{{1,2}}[)）]?{APART}[2-9]{D}{{2,3}}{APART}{D}{{4}}(?!{D}){EXTENSION})",
            rf"(?P<local>(?:{LOCAL}){NO_UNIT}{EXTENSION})",
            rf"(?P<seven>[2-9]{D}{{6}}{NO_UNIT}(?![xX]?[A-Za-z]))",
            rf"(?P<seven_apart>[2-9]{D}{{2}}{BETWEEN}{{1,3}}{D}{{4}}{NO_UNIT}|[2-9]{D}{{3}}{BETWEEN}{{1,3}}{D}{{3}}{NO_UNIT})",
        )
    )
)
KEPT_BEFORE = re.compile(
    r"(?:工单|单号|编号|案号|文号|案件|事项号|流水|订单|快递|运单|受理号|登记号|批号|型号|热线)"
    r"(?:编?号码?)?[为是：:#]?[ 　]?[A-Za-z]{0,4}-?\Z"
)
AMOUNT_BEFORE = re.compile(
    r"(?:[¥￥$第共计约达近超价费款]|金额|工资|收入|[押租]金|面积|余额|人口|编码|[A-Za-z.])"
    r"[为是：:]?[ 　]?\Z"
)
CALL_BEFORE = re.compile(
    r"(?:电话|座机|固话|号码|联系|家电|[打拨]|手机|传真|宅电|住宅|/|、|［电话］)[^。；\n0-9]{0,4}\Z"
)
CALLED_PHONE = re.compile(
    r"(?:电话|座机|固话|宅电|家电|传真|手机|联系(?:方式)?|[回致来]电|[打拨])号?码?(?:就是|[：:为是])?[ 　]?\Z"
)
EIGHT = re.compile(rf"[2-9]{D}{{3}}[ \-]?{D}{{4}}{NO_UNIT}(?![\-/.]{D})")
SPELT = re.compile(rf"{D}(?:[ \-]{{0,2}}{D}){{6,11}}{NO_UNIT}(?![\-/.]{D})")
OPENED = "(（+＋"
OF_NUMBER = rf"[0-9{STAR[1:]}"
MAY_HOLD_NUMBER = rf"{OF_NUMBER}(?:[)）{BETWEEN[1:]}{{0,4}}{OF_NUMBER}){{6}}"
"""A text without seven digits or stars near each other holds none (for Polars, over a whole column)."""


def without_numbers(text: str) -> str:
    """Return the text with ［证件号］ and ［电话］ in place of numbers that begin with a digit."""
    pieces, at = [], 0
    for run in re.finditer(r"[0-9]+", text):
        start = run.start()
        if start < at:
            continue
        found = NUMBER.match(text, start)
        token = _token(text, start, found) if found else None
        if token is None and CALLED_PHONE.search(text, max(0, start - 8), start):
            # After 固话 even 2023 1497 is no pair of years, and digits may stand one by one.
            day = found is not None and found.lastgroup == "day"
            called = EIGHT.match(text, start) or (None if day else SPELT.match(text, start))
            found, token = called or found, PHONE if called else token
        if found is None:
            continue
        if token is None:
            # Passed over whole, so that no part of a date is taken for a phone.
            pieces.append(text[at : found.end()])
        else:
            before = (
                start - 1 if start > at and text[start - 1] in OPENED and found.lastgroup in OPENS else start
            )
            pieces += [text[at:before], token]
        at = found.end()
    return "".join([*pieces, text[at:]]) if pieces else text


OPENS = ("mobile", "land")


def _token(text: str, start: int, found: re.Match[str]) -> str | None:
    """Return what stands in the number's place, or None where it stays."""
    kind, before = found.lastgroup, text[max(0, start - 12) : start]
    if kind == "day" or KEPT_BEFORE.search(before):
        return None
    if kind == "starred":
        number = re.sub(BETWEEN, "", found[0])
        if len(number) < 7:
            return None
        return PHONE if re.match(r"1[3-9]|0[1-9]", number) and len(number) <= 12 else DOCUMENT
    if kind in ("citizen", "organisation", "long", "card"):
        return DOCUMENT
    if kind == "seven" and AMOUNT_BEFORE.search(before):
        return None
    if kind == "seven_apart" and not CALL_BEFORE.search(before):
        return None
    if kind == "local" and re.search("[¥￥$]|金额", before[-3:]):
        return None
    return PHONE
