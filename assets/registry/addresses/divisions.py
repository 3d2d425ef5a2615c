"""Names of provinces and cities that people write without 省 or 市 before a road: 上海柳营路669弄.

Belongs here: names that may stand bare at the head of an address (provinces and prefecture-level cities of
GB/T
2260, districts of Shanghai). Does not belong here: names with their closing word, which the grammar knows
by it. Left out: cities whose name begins many roads' names (中山, 解放).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from assets.registry.addresses.grammar import OWN_WORD, PROVINCES, STEMS

CITIES: Final = (Path(__file__).parent / "cities.txt").read_text(encoding="utf-8").split()
_DISTRICTS: Final = "|".join(
    (Path(__file__).parent / "shanghai_districts.txt").read_text(encoding="utf-8").split()
)
PARTED: Final = "\x1f"
"""Stands in a text where the lexer must end a segment."""
_PROVINCE = rf"(?:{PROVINCES})(?:省|自治区|壮族自治区|回族自治区|维吾尔自治区)?"
_CITY = rf"(?:{'|'.join(CITIES)})市?"
# What follows is a name of its own: not 路 nor 西路, which would make the city part of a road's name.
_A_NAME = "[^0-9A-Z路街巷道弄里村湾市省号-][^0-9A-Z路街巷道弄村号]"
_SHANGHAI = rf"^(上海市?)((?:{_DISTRICTS})(?:新?区)?)({_A_NAME})"
_HEAD = rf"^({_PROVINCE})?({_CITY}|上海市?|北京市?|天津市?|重庆市?)?({_A_NAME})"

_BEGINNINGS: Final = sorted({name[:2] for name in (*PROVINCES.split("|"), *CITIES)})
BARE: Final = {
    **dict.fromkeys(CITIES, "city"),
    **dict.fromkeys(_DISTRICTS.split("|"), "district"),
    **dict.fromkeys(PROVINCES.split("|"), "province"),
    **dict.fromkeys(("上海", "北京", "天津", "重庆"), "city"),
}
"""What a bare name is, when it is all of a segment."""


_STEM = f"[{STEMS}][0-9]+号"
_OWN = f"(号)({OWN_WORD})"


def with_heads_parted(texts: pl.Series) -> pl.Series:
    """Return tidied texts with ``PARTED`` after a bare province, city or Shanghai district at their head.

    Before 甲1号 it stands too: a name does not take the stem of the number behind it; and before 甲室
    and 楼下前间, of which the number before them takes nothing.
    """
    stems = texts.str.contains(f"{_STEM}|{_OWN}").fill_null(False).arg_true()
    if len(stems):
        marked = (
            texts.gather(stems)
            .str.replace_all(f"({_STEM})", f"{PARTED}$1")
            .str.replace_all(_OWN, f"${{1}}{PARTED}${{2}}")
            .str.strip_chars_start(PARTED)
        )
        texts = texts.scatter(stems, marked)
    begins = texts.str.head(2).is_in(_BEGINNINGS).fill_null(False).arg_true()
    if not len(begins):
        return texts
    rows = texts.gather(begins)
    parted = (
        rows.str.replace(_SHANGHAI, f"${{1}}{PARTED}${{2}}{PARTED}${{3}}")
        .str.replace(_HEAD, f"${{1}}{PARTED}${{2}}{PARTED}${{3}}")
        .str.replace_all(f"{PARTED}+", PARTED)
        .str.strip_chars_start(PARTED)
    )
    return texts.scatter(begins, parted)
