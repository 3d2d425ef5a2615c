"""Invented residents and their second rows with the mistakes of real files, with the truth."""

from datetime import date, timedelta

import numpy as np
import polars as pl

SURNAMES = [
    *"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余",
    "欧阳",
    "上官",
]
CHARACTERS = list(
    "伟芳娜敏静丽强磊军洋勇艳杰涛明超兰霞平刚桂英华慧建文辉力玉萍红春梅秀珍海燕雪荣爱国志峰鑫宇浩博思雨欣怡佳琪"
)
# One sound, another character.
HOMOPHONES = {
    "芳": "方",
    "静": "婧",
    "丽": "莉",
    "强": "蔷",
    "军": "君",
    "洋": "阳",
    "明": "铭",
    "兰": "岚",
    "英": "瑛",
    "华": "桦",
}
HOMOPHONES |= {
    "文": "雯",
    "玉": "钰",
    "红": "虹",
    "梅": "玫",
    "珍": "贞",
    "燕": "艳",
    "志": "智",
    "峰": "锋",
    "宇": "羽",
    "怡": "仪",
}
TRADITIONAL = {
    "张": "張",
    "刘": "劉",
    "陈": "陳",
    "黄": "黃",
    "赵": "趙",
    "吴": "吳",
    "孙": "孫",
    "马": "馬",
    "伟": "偉",
    "国": "國",
    "华": "華",
}
STREETS = ["南京西路", "石门二路", "江宁路", "天目西路", "彭浦新村", "临汾路", "大宁路", "共和新路"]


def people(count: int, seed: int) -> pl.DataFrame:
    """Return about `count` people in families: household, name, birth date, sex, address, person (truth)."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    while len(rows) < count:
        household = f"H{len(rows):06d}"
        address = (
            f"{rng.choice(STREETS)}{rng.integers(1, 400)}弄{rng.integers(1, 60)}号{rng.integers(101, 2804)}室"
        )
        surname = str(rng.choice(SURNAMES))
        for place in range(int(rng.integers(1, 5))):
            given = "".join(rng.choice(CHARACTERS, int(rng.integers(1, 3))))
            born = date(1930, 1, 1) + timedelta(days=int(rng.integers(0, 33_000)))
            own = surname if place != 1 else str(rng.choice(SURNAMES))
            rows.append(
                {
                    "household_code": household,
                    "full_name": own + given,
                    "birth_date": born.isoformat(),
                    "sex": str(rng.choice(["男", "女"])),
                    "address": address,
                    "person": str(len(rows)),
                }
            )
    return pl.DataFrame(rows)


def with_second_rows(known: pl.DataFrame, share: float, seed: int) -> pl.DataFrame:
    """Return the people with record_id and, for a share of them, a second row with one to three mistakes."""
    rng = np.random.default_rng(seed)
    again = [_mistaken(row, rng) for row in known.iter_rows(named=True) if rng.random() < share]
    return (
        pl.concat([known, pl.DataFrame(again, schema=known.schema)])
        .with_row_index("record_id")
        .with_columns(pl.col("record_id").cast(pl.String))
    )


def _mistaken(row: dict[str, object], rng: np.random.Generator) -> dict[str, object]:
    row = dict(row)
    kinds = ["name", "date", "address", "moved", "missing"]
    for mistake in rng.choice(kinds, int(rng.integers(1, 4)), replace=False):
        if mistake == "name":
            row["full_name"] = _other_name(str(row["full_name"]), rng)
        elif mistake == "date":
            row["birth_date"] = _other_date(str(row["birth_date"]), rng)
        elif mistake == "address":
            row["address"] = str(row["address"]).replace("弄", "-").replace("号", "-").removesuffix("室")
        elif mistake == "moved":
            row["household_code"] = f"M{rng.integers(10**6)}"
            row["address"] = f"{rng.choice(STREETS)}{rng.integers(1, 400)}号"
        else:
            row[str(rng.choice(["sex", "address", "household_code"]))] = None
    return row


def _other_name(name: str, rng: np.random.Generator) -> str:
    kind = rng.integers(4)
    if kind == 0:
        return "".join(HOMOPHONES.get(sign, sign) for sign in name)
    if kind == 1:
        return "".join(TRADITIONAL.get(sign, sign) for sign in name)
    if kind == 2 and len(name) >= 3:
        return name[:-2] + name[-1] + name[-2]
    return name[:-1] + str(rng.choice(CHARACTERS))


def _other_date(text: str, rng: np.random.Generator) -> str:
    year, month, day = text.split("-")
    kind = rng.integers(3)
    if kind == 0 and int(day) <= 12:
        return f"{year}-{day}-{month}"
    if kind == 1:
        return f"{year}-01-01"
    return f"{year[:3]}{(int(year[3]) + 1) % 10}-{month}-{day}"
