"""The names, phones and documents of the people of the sample district.

Invented, in the proportions of a district; numbers carry a right check digit. What does not belong here: who
the people are (``population``), what is wrong with their records (``dirt``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.dates import first_date
from sample_district.draws import pick
from sample_district.people.check_digit import check_digit

SURNAMES = (
    "王李张陈刘杨赵黄周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁"
    "沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉秀珍凤莲建国志文红梅晓"
    "雪晨宇轩浩子涵欣怡梓萱嘉俊思琪佳慧雅婷博睿诗雨亦凡"
)
ELSEWHERE_IN_SHANGHAI = ("310101", "310104", "310105", "310107", "310109", "310110", "310112", "310115")
OTHER_PROVINCES = ("320522", "330219", "340122", "341124", "360121", "410102", "411082", "420106", "430111",
                   "510107", "210102", "370102", "350181", "610104", "500101", "522101")  # fmt: skip


def with_names(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Add name, phone (a quarter of those over 70 have none), emergency_contact and updated_on."""
    count = people.height
    given = list(GIVEN)
    second = pick([*given, ""], np.minimum(rng.integers(0, 80, count), len(given)))
    name = pick(list(SURNAMES), rng.zipf(1.35, count) % len(SURNAMES)) + pick(
        given, rng.integers(len(given), size=count)
    )
    head = pick(("138", "139", "136", "135", "150", "158", "186", "189"), rng.integers(8, size=count))
    phone = head + pl.Series(rng.integers(0, 100_000_000, count)).cast(pl.String).str.zfill(8)
    age = people["age"].to_numpy()
    silent = pl.Series((age < 10) | ((age > 70) & (rng.random(count) < 0.25)))
    # Most records are verified within the year, a quarter waits for longer.
    back = np.minimum(1 + rng.exponential(260, count), 2000).astype(int)
    updated = np.datetime64(first_date()) - back.astype("timedelta64[D]")
    updated = np.maximum(updated, people["birth_date"].to_numpy().astype("datetime64[D]"))
    # Elders are asked for a contact first; who has not been asked is unknown.
    asked = rng.random(count) < np.where(age >= 60, 0.85, 0.45)
    reachable = rng.random(count) < np.where(age >= 80, 0.9, 0.8)
    return people.with_columns(
        emergency_contact=pl.when(pl.Series(asked)).then(pl.Series(reachable)),
        name=name + second,
        phone=pl.select(pl.when(~silent).then(phone)).to_series(),
        updated_on=pl.Series(updated.astype("datetime64[D]")),
    )


def with_documents(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Add id_type (the system's code) and id_value; numbers are unique and carry a right check digit."""
    count = people.height
    kind = people["registration_type"].to_numpy()
    draw = rng.random(count)
    id_type = np.select([kind == "1", kind == "2", (kind == "3") & (draw < 0.6), kind == "3", draw < 0.4],
                        ["01", "01", "02", "05", "03"], "04")  # fmt: skip
    id_type[(people["age"].to_numpy() == 0) & (draw < 0.3) & np.isin(kind, ["1", "2"])] = "99"
    permit = pick(("810000", "820000", "830000"), rng.integers(3, size=count))
    foreign = pick(("931840", "931826", "931392"), rng.integers(3, size=count))
    province = pick(OTHER_PROVINCES, rng.integers(len(OTHER_PROVINCES), size=count))
    shanghai = pick(ELSEWHERE_IN_SHANGHAI, rng.integers(len(ELSEWHERE_IN_SHANGHAI), size=count))
    prefix = pl.select(
        pl.when(pl.Series(id_type == "02")).then(permit)
        .when(pl.Series(id_type == "03")).then(foreign)
        .when(pl.Series(kind == "2")).then(province)
        .when(pl.Series(draw < 0.42)).then(pl.lit("310108"))
        .when(pl.Series(draw < 0.72)).then(pl.lit("310106"))
        .otherwise(shanghai)
    ).to_series()  # fmt: skip
    stem = prefix + people["birth_date"].dt.strftime("%Y%m%d")
    odd = (people["sex"] == "1").to_numpy().astype(int)
    sequence = _unique_sequences(stem, odd, rng)
    letter = pl.Series(np.where(id_type == "05", "H", "P"))
    travel = letter + pl.Series(rng.permutation(count)).cast(pl.String).str.zfill(8)
    # The card of before 2023-12 stays valid: three letters and 12 digits.
    old_card = pick(("USA", "JPN", "DEU", "FRA"), rng.integers(4, size=count)) + pl.Series(
        (11 * 10**10 + rng.permutation(count)).astype(str)
    )
    is_old = pl.Series(rng.random(count) < 0.3)
    body = stem + pl.Series(sequence).cast(pl.String).str.zfill(3)
    return people.with_columns(id_type=pl.Series(id_type)).with_columns(
        id_value=pl.when(pl.col("id_type") == "99").then(None)
        .when(pl.col("id_type").is_in(["04", "05"])).then(travel)
        .when((pl.col("id_type") == "03") & is_old).then(old_card)
        .otherwise(body + check_digit(body))
    )  # fmt: skip


def _unique_sequences(stem: pl.Series, odd: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw sequences under 990 of the wanted parity until no number occurs twice."""
    sequence = rng.integers(0, 495, len(stem)) * 2 + odd
    while True:
        numbers = stem + pl.Series(sequence).cast(pl.String).str.zfill(3)
        twice = np.flatnonzero(~numbers.is_first_distinct().to_numpy())
        if len(twice) == 0:
            return np.asarray(sequence)
        sequence[twice] = rng.integers(0, 495, len(twice)) * 2 + odd[twice]
