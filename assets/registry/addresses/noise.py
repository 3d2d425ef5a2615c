"""Remarks around an address: telephone numbers, 地址：before it, 门口 after it, what stands in brackets.

Belongs here: what is cut off before the grammar reads. Does not belong here: names of places the grammar does
not know; they stay, as segments of their own.
"""

from __future__ import annotations

import polars as pl

_NO_NAME = "[^0-9A-Z省市区县镇乡村路街道弄号里宅]"
"""A character of a remark; none that closes the name of a place."""
_LABEL = (
    rf"^(?:{_NO_NAME}{{0,8}}?(?:地址|住址|住所地?|居住地|所在地|户籍地址?|地点|位置|门牌)|位于|在)"
    r"[:：\s]*(?:是|为|在)?[:：\s]*"
)
"""Words that announce an address. 户籍 alone is not one of them: 户籍所在 is."""
_LIVES = (
    rf"^{_NO_NAME}{{0,10}}?(?:(?:居住|现居|户口|落户|住)(?:在|于|至|到|往|入|了)*|[搬迁](?:在|于|至|到|往|入|了)+)[:：\s，,]*"
    r"([^0-9\s宅户院建房在于至到往入了:：，,])"
)
"""人户分离，实住: what is said of living before where it is; 住宅 and 住户 say nothing of it."""
_WHOSE = (
    r"^(?:住|大|小)*(?:女儿|儿子|子女|孙子|孙女|父母|母亲|父亲|亲戚|亲友|朋友|兄弟|姐妹|[哥弟姐妹]{2}|娘)家[:：，,\s]*"
    r"|^(?:公|私|产权|商品|租赁?|出租|动迁|自有|自购)房屋?[:：，,\s]*"
    rf"|^{_NO_NAME}{{1,10}}[:：]\s*"
    rf"|^(?:(?:收货|收件|联系|申请|承租|产权)人|业主|户主|房东|租客|住户)[:：\s]*{_NO_NAME}{{1,6}}[，,\s]+"
)
"""Whose home it is, or any other word before a colon that names no place."""
_NATION = "^(?:中华人民共和国|中国)|市辖区"
_CITY_TWICE = "^(?:上海市?)+(上海市)"
_PHONE = (
    r"(?:(?:联系|收货|收件)?(?:人|电话|手机|方式)|电话|手机号?|TEL|座机)[^0-9]{0,8}[0-9][0-9\- ]{6,}[0-9]"
    r"|(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}"
    r"|\(?0[0-9]{2,3}\)?-[0-9]{7,8}"
)
_POSTCODE = r"(?:邮编|邮政编码)[:：\s]*[0-9]{6}"
_POSTCODE_BEHIND = r"([室号楼层])\s*[0-9]{6}$"
_POSTCODE_APART = r"([^\s，,；;、])[\s，,；;]+[0-9]{6}$"
"""After a blank or a comma six digits are no room."""
_NEAR = r"(路|街|大道)(?:靠近|近|靠)[^0-9\s]{1,7}(?:路|街|大道)口?$"
_LANDMARK = (
    r"^[^0-9省市区县镇乡村路街道弄号]{2,10}(?:斜?对面|对过|旁边|附近|隔壁)(?:的|之)?[，,\s]*"
    r"([^0-9]{1,8}(?:路|街|大道)[0-9〇零一二三四五六七八九十百]+)"
)
"""A landmark beside which a road's number is (虹口足球场对面同心路500弄); one after it is of `_AFTER`."""
_COUNT = "[0-9〇零一二三四五六七八九十百廿卅]+"
_ORDINAL = rf"第({_COUNT}(?:组|大?队))"
_GROUP = rf"第?({_COUNT})(?:(?:[村居]民)?小|生产)([组队])"
"""第五村民小组 is 五组: of a numbered group nothing is told by the rest."""
_UNIT_INSIDE = r"[\(（]([^()（）近原靠旧老即]*[0-9A-Z](?:号楼|号|室|幢|栋|单元|弄|层|楼|座|房))[\)）]"
_BRACKETS = r"[\(（][^()（）]*[\)）]"
_LONE_BRACKET = r"[()（）]"
BESIDE = (
    "斜?对面|对过|旁边?|附近|隔壁|边上|门口|大门口|楼下|楼上|后面|前面|"
    "交叉路?口|交汇处|交界处|周边|沿街|一带|以内|左右|门卫[室间处]?|传达室|保安室|岗亭"
)
_AFTER = rf"(?:的|之)?(?:{BESIDE})+$"
_CUT = (_LABEL, _WHOSE, _NATION, _POSTCODE, _PHONE)
_KEPT = (_LIVES, _LANDMARK, _POSTCODE_BEHIND, _POSTCODE_APART, _CITY_TWICE, _NEAR, _ORDINAL)
"""Patterns of which the group stays."""


def without_noise(texts: pl.Series) -> pl.Series:
    """Return the texts without remarks before, after and in brackets; 14号(1102室) keeps its unit."""
    for pattern in _KEPT:
        texts = _cut(texts, pattern, "$1")
    texts = _cut(texts, _GROUP, "${1}${2}")
    for pattern in (*_CUT, _AFTER):
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
