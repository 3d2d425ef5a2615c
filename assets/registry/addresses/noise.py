"""Remarks around an address: telephone numbers, 地址：before it, 门口 after it, what stands in brackets.

Belongs here: what is cut off before the grammar reads. Does not belong here: names of places the grammar does
not know; they stay, as segments of their own.
"""

from __future__ import annotations

import polars as pl

_LABEL = (
    r"^(?:(?:现|家庭|户籍|居住|联系|详细|通讯|收货|实际|户口)*(?:地址|住址|住所地?|居住地|所在地|地点|位置)"
    r"|现?家?住在?|居住在|位于|在)[:：\s]*(?:是|为)?[:：\s]*"
)
"""Words that announce an address. 户籍 alone is not one of them: 户籍所在 is."""
_PHONE = (
    r"(?:(?:联系|收货|收件)?(?:人|电话|手机|方式)|电话|手机号?|TEL|座机)[^0-9]{0,8}[0-9][0-9\- ]{6,}[0-9]"
    r"|(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}"
    r"|\(?0[0-9]{2,3}\)?-[0-9]{7,8}"
)
_POSTCODE = r"(?:邮编|邮政编码)[:：\s]*[0-9]{6}"
_UNIT_INSIDE = r"[\(（]([^()（）近原靠旧老即]*[0-9A-Z](?:号楼|号|室|幢|栋|单元|弄|层|楼|座|房))[\)）]"
_BRACKETS = r"[\(（][^()（）]*[\)）]"
_LONE_BRACKET = r"[()（）]"
BESIDE = (
    "斜?对面|对过|旁边?|附近|隔壁|边上|门口|大门口|楼下|楼上|后面|前面|"
    "交叉路?口|交汇处|交界处|周边|沿街|一带|以内|左右"
)
_AFTER = rf"(?:的|之)?(?:{BESIDE})+$"
_ROUND = (_LABEL, _POSTCODE, _PHONE)


def without_noise(texts: pl.Series) -> pl.Series:
    """Return the texts without remarks before, after and in brackets; 14号(1102室) keeps its unit."""
    for pattern in (*_ROUND, _AFTER):
        texts = _cut(texts, pattern, "")
    if not texts.str.contains(_LONE_BRACKET).any():
        return texts
    return _cut(_cut(_cut(texts, _UNIT_INSIDE, "$1"), _BRACKETS, ""), _LONE_BRACKET, "")


def _cut(texts: pl.Series, pattern: str, instead: str) -> pl.Series:
    places = texts.str.contains(pattern).fill_null(False).arg_true()
    return (
        texts.scatter(places, texts.gather(places).str.replace_all(pattern, instead))
        if len(places)
        else texts
    )
