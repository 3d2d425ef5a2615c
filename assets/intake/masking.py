"""Masking of free text: numbers of documents and phones, names after their markers, addresses.

Masking takes too much rather than too little, but what is no more than a date, an amount or a count stays,
and so do words. A name without any marker beside it stays: text that left the source unmasked belongs to
intake only, and later stages get labels, not text.
"""

from __future__ import annotations

from string import ascii_letters, digits

import polars as pl

SURNAMES = (
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|"
    "[王李张陈刘杨赵黄周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金"
    "石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严洪施严倪俞樊翁缪虞闵奚凌乔瞿桑戚仇茅荣费裘褚华庄柳柴盛祝]"
)
TITLES = "女士|先生|小姐|阿姨|老伯|伯伯|爷叔|爷爷|奶奶|老师|师傅|大爷|大妈|叔叔|同志"
MARKERS = "联系人|姓名|户主|家属|当事人|投诉人|来电人|本人|负责人"
HAN = r"\p{Han}"
BLANKS = r"[\p{Zs}\t]{0,2}"
APART = r"[\p{Zs}\t\p{Pd}−.．·・•]{0,3}"
"""What people type between the groups of a number: blanks, any dash, dots."""
D = "[0-9]"
EDGE = r"(?-u:\b)"
"""Beside it stands no ASCII letter or digit; Han may."""
START = rf"(?:{EDGE}|[A-Za-z])"
"""A number begins here, not amid another one; a letter before it may be somebody's account name."""
NO_UNIT = r"([^0-9年月日号时点分元块角万千百人户次个天周米平台起件℃%°]|$)"
"""The character after a number that counts nothing; part of the match, so it is given back."""


def _apart(*digits: str) -> str:
    return APART.join(digits)


MONTH = f"(?:{_apart('0', '[1-9]')}|{_apart('1', '[0-2]')})"
DAY = f"(?:{_apart('0', '[1-9]')}|{_apart('[12]', D)}|{_apart('3', '[01]')})"
# Not two and four: so stand a day and a time before another date (10 1430-2024-03-01).
REGION = f"(?:[1-9]{D}{{2}}{APART}{D}{{3}}|[1-9]{D}{{3}}{APART}{D}{{2}})"
YEAR = f"(?:{_apart('1', '[89]', D, D)}|{_apart('2', '0', D, D)})"
NUMBER = "|".join(
    (
        START + _apart(REGION, YEAR, MONTH, DAY, *[D] * 3, "[0-9Xx]"),
        # Fifteen digits or more without anything between are a document's or a bank card's.
        rf"{D}{{15,}}[Xx]?|{EDGE}{D}{{6}}{APART}{D}{{6}}{APART}{D}{{3}}{EDGE}",
        rf"[A-Za-z]{{1,2}}{APART}{D}{{7,10}}{EDGE}",
    )
)
CALLED = rf"(?:证件|身份证|护照|通行证|居住证|港澳证|台胞证|台湾证|回乡证)(?:号码?)?[：:为是]?{BLANKS}"
DOCUMENT = rf"({CALLED})?(?:{NUMBER})|({CALLED})[A-Za-z0-9]{{6,20}}"
# Eight digits that are a date are none of a phone, nor are two years (2023-2024).
LOCAL = (
    rf"(?:[3-9]{D}{{3}}|2[1-9]{D}{{2}})(?:{BLANKS}\p{{Pd}}?{BLANKS}){D}{{4}}"
    rf"|20{D}{{2}}(?:(?:1[3-9]|[2-9]{D}){D}{{2}}|(?:0{D}|1[0-2])(?:3[2-9]|[4-9]{D}))"
)
PHONE = "|".join(
    (
        rf"[+＋]?{START}(?:(?:00)?86{APART}|0)?1[3-9]{D}{APART}{D}{{4}}{APART}{D}{{4}}{D}*",
        rf"[(（]?{EDGE}0[1-9]{D}{{1,2}}[)）]?{APART}[2-9]{D}{{2,3}}{APART}{D}{{4}}{EDGE}",
        rf"{EDGE}(?:{LOCAL}){NO_UNIT}",
    )
)
COUNT = "[0-9一二三四五六七八九十百零〇]+"
PART = rf"{BLANKS}{COUNT}{BLANKS}(?:支?弄|号楼?|室|楼|单元|幢|栋)"
ROOM = rf"{D}{{3,4}}"
MORE = rf"(?:[-、－]?{PART})*(?:[-、－]?{ROOM}{NO_UNIT})?"
ADDRESS = "|".join(
    (
        # A street's house begins with a lane or number: 楼道3楼 is a place, not an address.
        rf"{HAN}{{1,6}}(?:路|街|道){BLANKS}{COUNT}{BLANKS}(?:支?弄|号楼?|幢|栋){MORE}",
        rf"{HAN}{{2,6}}(?:新村|小区){PART}{MORE}",
        rf"{D}+{BLANKS}弄{BLANKS}{D}+{BLANKS}号{MORE}",
        rf"{D}+{BLANKS}(?:号楼?|幢|栋|单元){BLANKS}{ROOM}{BLANKS}室",
        rf"{D}+(?:号楼?|幢|栋|单元){ROOM}{NO_UNIT}",
        rf"{ROOM}{BLANKS}室",
    )
)
DOTTED = rf"{HAN}{{1,6}}(?:[·・•‧]{HAN}{{2,6}})*[·・•‧]"
"""A name of several parts up to its last; how long that is, only what follows can say."""
END = r"([，。、；,.;）)［\p{Zs}]|$)"

MASKS: tuple[tuple[str, str], ...] = (
    (DOCUMENT, "${1}${2}［证件号］"),
    (PHONE, "［电话］${1}"),
    (ADDRESS, "［地址］${1}${2}${3}${4}"),
    (
        rf"({MARKERS})((?:[：:是为叫]+{BLANKS})?)"
        rf"(?:{DOTTED}{HAN}{{2,6}}{END}|{DOTTED}{HAN}{{2,4}}|(?:{SURNAMES}){HAN}{{1,3}}|{HAN}{{2,4}}{END})",
        "${1}${2}［姓名］${3}${4}",
    ),
    (rf"(叫|名叫|名为)[：:]?(?:{DOTTED}{HAN}{{2,4}}|(?:{SURNAMES}){HAN}{{1,2}})", "${1}［姓名］"),
    (rf"(?:{DOTTED}{HAN}{{2,6}}|(?:{SURNAMES}){HAN}{{0,2}})({TITLES})", "［姓名］${1}"),
)
"""Pattern and what stands in its place, applied in this order; a group that took no part is empty."""

PLAIN = {chr(ord(character) + 0xFEE0): character for character in f"{digits}{ascii_letters}"}
"""Full-width digits and letters, and the same as every pattern expects them."""


def masked(text: pl.Expr) -> pl.Expr:
    """Return the text with every pattern of ``MASKS`` replaced, digits and letters plain; null stays null."""
    text = text.str.replace_many(PLAIN)
    for pattern, replacement in MASKS:
        text = text.str.replace_all(pattern, replacement)
    return text
