"""Households whose dwelling has no code: its address in words, in the forms that people write.

Belongs here: the forms, in exact numbers. Does not belong here: the directory's own addresses (`places`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from sample_district.people.canaries import ADDRESS
from sample_district.places.divisions import committees, divisions
from sample_district.places.places import Places

PER_FORM_AT_FULL_SCALE = 400
"""13 forms are 1.4 % of all households."""
OLD_NAMES = {
    "南京西路": "静安寺路", "北京西路": "爱文义路", "江宁路": "戈登路", "陕西北路": "西摩路",
    "康定路": "康脑脱路", "威海路": "威海卫路", "万航渡路": "极司菲尔路", "石门二路": "卡德路",
}  # fmt: skip
"""By road of the sample: its name before 1943 (上海地名志)."""
MISTYPED = {
    "平型关路": "平形关路", "闻喜路": "文喜路", "临汾路": "临粉路", "阳曲路": "杨曲路",
    "场中路": "长中路", "汶水路": "纹水路", "共和新路": "公和新路", "运城路": "远城路",
    "洛川东路": "络川东路", "延长路": "廷长路", "大宁路": "大柠路", "广中西路": "广钟西路",
    "沪太路": "沪泰路", "中山北路": "中三北路", "芷江西路": "芝江西路", "普善路": "普膳路",
    "宝山路": "保山路", "天目西路": "天日西路", "恒丰路": "恒峰路", "长安路": "常安路",
    "石门二路": "石们二路", "新闸路": "新闻路", "北京西路": "北金西路", "南京西路": "南金西路",
    "威海路": "葳海路", "江宁路": "江柠路", "昌平路": "昌评路", "康定路": "康订路",
    "武定路": "武订路", "余姚路": "佘姚路", "万航渡路": "万舫渡路", "愚园路": "愚圆路",
    "胶州路": "郊州路", "延平路": "廷平路", "陕西北路": "陕两北路", "西苏州路": "西苏洲路",
}  # fmt: skip
"""By road of the sample: the same with one character mistyped."""
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGITS = "〇一二三四五六七八九"
_PARTS = r"^(?<road>\D+)(?<lane>\d+)弄(?<house>\d+)号(?<room>\d+)室$"


def in_numerals(number: str) -> str:
    """Return a whole number under 10,000 as it is said: 669 is 六百六十九, 14 十四, 105 一百零五."""
    said, places = "", list(zip(number, ("千", "百", "十", "")[-len(number) :], strict=True))
    for place, (digit, unit) in enumerate(places):
        if digit != "0":
            said += _DIGITS[int(digit)] + unit
        elif int(number[place:] or 0) and not said.endswith("零"):
            said += "零"
    return said.removeprefix("一") if said.startswith("一十") else said


def in_digits(number: str) -> str:
    """Return a number digit by digit in Chinese: 1102 is 一一〇二."""
    return "".join(_DIGITS[int(digit)] for digit in number)


Parts = dict[str, str]
"""road, lane, house, room, and street and committee by their names."""


def _whole(parts: Parts) -> str:
    return "{road}{lane}弄{house}号{room}室".format(**parts)


def _said(parts: Parts) -> str:
    lane, house, room = in_numerals(parts["lane"]), in_numerals(parts["house"]), in_digits(parts["room"])
    return f"{parts['road']}{lane}弄{house}号{room}室"


def _turns(*texts: str) -> Callable[[Parts, int], str]:
    return lambda parts, place: texts[place % len(texts)].format(whole=_whole(parts), **parts)


FORMS: dict[str, Callable[[Parts, int], str]] = {
    "old_road_name": lambda parts, _: _whole({**parts, "road": OLD_NAMES[parts["road"]]}),
    "full_width": lambda parts, _: _whole(parts).translate(FULL_WIDTH),
    "numerals": lambda parts, _: _said(parts),
    "room_word_left_out": _turns("{road}{lane}弄{house}号{room}"),
    "dashes": _turns("{road}{lane}弄{house}-{room}", "{road}{lane}-{house}-{room}"),
    "blanks": _turns("{road} {lane} 弄 {house} 号 {room} 室", "{road}{lane}弄，{house}号，{room}室"),
    "building_word": _turns("{road}{lane}弄{house}幢{room}室", "{road}{lane}弄{house}号楼{room}室"),
    "noise_before": _turns("家庭住址：{whole}", "现住{whole}", "暂住地址:{whole}", "人户分离，实住{whole}"),
    "noise_after": _turns(
        "{whole}（靠近菜场）", "{whole}门口", "{whole} 老人在家请敲门", "{whole}，门卫转交"
    ),
    "division_in_front": _turns(
        "上海市静安区{street}{whole}",
        "静安区{whole}",
        "上海市闸北区{whole}",
        "上海市静安区{street}{committee}{whole}",
    ),
    "road_mistyped": lambda parts, _: _whole({**parts, "road": MISTYPED[parts["road"]]}),
    "room_missing": _turns("{road}{lane}弄{house}号"),
    "not_in_directory": lambda parts, _: _whole({**parts, "house": str(int(parts["house"]) + 700)}),
}
"""By form: what is written of the parts of an address; the place in the form's list makes its variants."""
NOT_TO_BE_MATCHED = ("room_missing", "not_in_directory")
"""Forms that do not tell one dwelling of the directory."""
_ABLE = {"old_road_name": pl.col("road").is_in(list(OLD_NAMES))}


def write_addresses(
    places: Places, households: pl.DataFrame, scale: float, rng: np.random.Generator
) -> pl.DataFrame:
    """Return households with written_address and address_form; "" and null where the dwelling has its code.

    Of each of ``FORMS`` there are as many, and fewer where there are fewer dwellings that it can be of. The
    canary's household has its address in words as well as its dwelling's code.
    """
    count = max(1, round(PER_FORM_AT_FULL_SCALE * scale))
    able = _with_parts(places, households)
    able = able[rng.permutation(able.height)]
    written = [pl.DataFrame(schema={"household": pl.Int64, "address": pl.String, "form": pl.String})]
    for form, text in FORMS.items():
        chosen = able.filter(_ABLE.get(form, pl.lit(True))).head(count)
        able = able.join(chosen, on="household", how="anti", maintain_order="left")
        texts = [text(parts, place) for place, parts in enumerate(chosen.iter_rows(named=True))]
        written.append(
            chosen.select("household", address=pl.Series(texts, dtype=pl.String), form=pl.lit(form))
        )
    canary = pl.int_range(places.dwellings.height, eager=True).filter(places.dwellings["address"] == ADDRESS)
    return (
        households.with_columns(place=pl.int_range(pl.len()))
        .join(pl.concat(written), left_on="place", right_on="household", how="left", maintain_order="left")
        .with_columns(
            written_address=pl.when(pl.col("dwelling").is_in(canary.implode()))
            .then(pl.lit(ADDRESS))
            .otherwise("address"),
            address_form=pl.col("form").fill_null(""),
        )
        .drop("place", "address", "form")
    )


def _with_parts(places: Places, households: pl.DataFrame) -> pl.DataFrame:
    """Return the households in a dwelling with a whole address: household, and the parts of the address."""
    streets = divisions().select(street_code="division_code", street="name")
    area = (
        committees()
        .join(streets, on="street_code", maintain_order="left")
        .select("street", committee="committee_name")
    )
    housed = households.select("dwelling", "committee", household=pl.int_range(pl.len())).filter(
        pl.col("dwelling") >= 0
    )
    address = places.dwellings["address"].gather(housed["dwelling"])
    return (
        housed.select("household")
        .hstack(area[housed["committee"]])
        .hstack(address.str.extract_groups(_PARTS).struct.unnest())
        .drop_nulls("room")
    )
