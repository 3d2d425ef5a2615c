"""Invented addresses whose parts are known, because each is put together from them; no real one is among
them.

Shanghai forms and those of other cities, typed as people type: full-width, Chinese numerals, blanks, words of
units left out, remarks before and after.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

FIRST = (
    "安宝昌长春德定东丰富光广海汉和鸿华惠吉嘉建江金锦靖康"
    "兰乐丽龙茂明南宁平普清庆瑞山盛顺泰天桐万文梧西祥新兴延阳宜银永玉育云泽镇中竹里桥村"
)
SECOND = (
    "安昌城川春达德定丰福港光桂河虹湖化辉惠江疆津浪岭龙"
    "陵梅民宁盘平浦清泉荣山胜水松塘桐湾汶武溪仙乡新秀阳业义英营永园原源月泽州庄"
)
ROADS = ("路", "路", "路", "路", "东路", "西路", "北路", "南路", "中路", "街", "大道", "一路", "三路", "支路")
ESTATES = (
    "花园",
    "小区",
    "新村",
    "公寓",
    "苑",
    "名邸",
    "佳园",
    "家园",
    "",
    "雅苑",
    "大厦",
    "广场",
    "中心",
    "坊",
    "里",
    "二期",
)
TOWNS = ("街道", "镇", "街道", "乡")
CITIES = (
    ("浙江省", "杭州市", "余杭区"), ("浙江省", "宁波市", "海曙区"), ("江苏省", "苏州市", "吴中区"),
    ("广东省", "深圳市", "南山区"),
    ("四川省", "成都市", "武侯区"), ("浙江省", "金华市", "义乌市"), ("湖北省", "武汉市", "江岸区"),
    ("", "北京市", "朝阳区"),
)  # fmt: skip
BEFORE = ("", "", "", "", "地址：", "现住", "住址: ")
AFTER = ("", "", "", "", "（近{road}）", "附近", " 电话13800138000", "门口", "，联系电话：021-12345678")
HAN = "〇一二三四五六七八九"


@dataclass
class Address:
    """An address as typed, and its parts: part, value."""

    text: str = ""
    parts: list[tuple[str, str]] = field(default_factory=list)


def shanghai(seed: int, count: int) -> list[Address]:
    """Addresses in lanes, estates and on roads of one city."""
    draw = random.Random(seed)
    return [_typed(_shanghai(draw), draw) for _ in range(count)]


def elsewhere(seed: int, count: int) -> list[Address]:
    """Addresses as other cities write them: divisions, road and number, estate, building, unit, room."""
    draw = random.Random(seed)
    return [_typed(_elsewhere(draw), draw) for _ in range(count)]


def _name(draw: random.Random) -> str:
    return draw.choice(FIRST) + draw.choice(SECOND)


def _road(draw: random.Random) -> str:
    return _name(draw) + draw.choice(ROADS)


def _add(address: Address, part: str, value: str, unit: str = "", between: str = "") -> None:
    address.text += between + value + unit
    address.parts.append((part, value))


def _room(draw: random.Random) -> str:
    return f"{draw.randint(1, 18)}{draw.randint(1, 8):02d}"


def _shanghai(draw: random.Random) -> Address:
    address = Address()
    if draw.random() < 0.4:
        address.text += draw.choice(("上海市", "上海市静安区", "静安区", "上海", "上海静安"))
    if draw.random() < 0.2:
        _add(address, "town", _name(draw) + "街道")
    kind = draw.random()
    if kind < 0.15:
        address.text += _name(draw) + draw.choice(("新村", "三村", "小区", "坊"))
    else:
        _add(address, "road", _road(draw))
    if 0.15 <= kind < 0.8:
        _add(address, "lane", str(draw.randint(2, 2000)), "弄")
        if draw.random() < 0.1:
            _add(address, "sublane", str(draw.randint(2, 60)), "支弄")
    elif kind >= 0.8:
        _add(address, "number", str(draw.randint(1, 2000)), "号")
        if draw.random() < 0.6:
            _add(address, "building", str(draw.randint(1, 30)), draw.choice(("号楼", "幢")))
            _add(address, "room", _room(draw), draw.choice(("室", "")))
        return address
    house = draw.choice(("", "", "", "", "甲", "乙")) + str(draw.randint(1, 150))
    form = draw.random()
    if form < 0.12 and kind >= 0.15 and house.isdigit():
        _add(address, "house", house)
        _add(address, "room", _room(draw), between="-")
    elif form < 0.2:
        _add(address, "house", house, "号")
        address.parts.append(("room", draw.choice(("地下室", "亭子间", "前楼"))))
        address.text += address.parts[-1][1]
    elif form < 0.28:
        _add(address, "house", f"{int(house.strip('甲乙'))}-{int(house.strip('甲乙')) + 2}", "号")
    else:
        _add(address, "house", house, "号")
        _add(address, "room", _room(draw), draw.choice(("室", "室", "", "室")))
    return address


def _elsewhere(draw: random.Random) -> Address:
    address = Address()
    province, city, district = draw.choice(CITIES)
    address.text = draw.choice((province + city + district, city + district, district))
    if draw.random() < 0.6:
        _add(address, "town", _name(draw) + draw.choice(TOWNS))
    village = draw.random() < 0.15
    if village:
        _add(address, "community", _name(draw) + "村")
        if draw.random() < 0.4:
            _add(address, "group", str(draw.randint(1, 20)), "组")
        _add(address, "number", str(draw.randint(1, 300)), "号")
        return address
    if draw.random() < 0.85:
        _add(address, "road", _road(draw))
        if draw.random() < 0.85:
            number = str(draw.randint(1, 3000))
            number += f"-{draw.randint(1, 9)}" if draw.random() < 0.08 else ""
            _add(address, "number", number, "号")
    address.text += _name(draw) + draw.choice(FIRST) + draw.choice(ESTATES)
    form = draw.random()
    if form < 0.15:
        building, unit = str(draw.randint(1, 60)), str(draw.randint(1, 4))
        _add(address, "building", building)
        _add(address, "unit", unit, between="-")
        _add(address, "room", _room(draw), between="-")
    elif form < 0.25:
        _add(address, "building", draw.choice("ABCDEF"), "座")
        _add(address, "room", _room(draw), draw.choice(("室", "")))
    elif form < 0.35:
        _add(address, "floor", str(draw.randint(1, 30)), draw.choice(("楼", "层", "F")))
    elif form < 0.9:
        _add(address, "building", str(draw.randint(1, 60)), draw.choice(("幢", "栋", "号楼", "座")))
        if draw.random() < 0.6:
            _add(address, "unit", str(draw.randint(1, 5)), "单元")
        _add(address, "room", _room(draw), draw.choice(("室", "", "室", "号")))
    return address


def _typed(address: Address, draw: random.Random) -> Address:
    """The address as somebody types it; what it means stays."""
    text, way = address.text, draw.random()
    if way < 0.1:
        text = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)
    elif way < 0.2:
        for part, value in address.parts:
            if (
                part in ("lane", "house", "number", "building", "unit")
                and value.isdigit()
                and int(value) < 100
            ):
                for unit in ("弄", "号楼", "号", "幢", "单元"):
                    text = text.replace(value + unit, in_han(int(value)) + unit, 1)
    elif way < 0.3:
        for unit in ("路", "弄", "号", "区", "市"):
            text = text.replace(unit, unit + " ")
        text = text.strip()
    remark = draw.choice(AFTER).format(road=_road(draw))
    address.text = draw.choice(BEFORE) + text + remark
    return address


def in_han(value: int) -> str:
    """A number below 100 in Chinese numerals."""
    tens, ones = divmod(value, 10)
    return (HAN[tens] if tens > 1 else "") + ("十" if tens else "") + (HAN[ones] if ones or not tens else "")
