"""Compounds, buildings and dwellings of the sample district (invented; shares after published figures)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from assets.intake.sample_district.divisions import committees

HOUSEHOLDS_AT_FULL_SCALE = 362_000
"""18.07万 households on the community cloud are 49.91 % of all (Jing'an government report, 2023-12)."""
VACANT_SHARE = 0.05
MEAN_DWELLINGS_PER_BUILDING = 27
ROADS = [
    "平型关路",
    "闻喜路",
    "临汾路",
    "阳曲路",
    "场中路",
    "汶水路",
    "共和新路",
    "运城路",
    "洛川东路",
    "延长路",
    "大宁路",
    "广中西路",
    "沪太路",
    "中山北路",
    "芷江西路",
    "普善路",
    "宝山路",
    "天目西路",
    "恒丰路",
    "长安路",
    "石门二路",
    "新闸路",
    "北京西路",
    "南京西路",
    "威海路",
    "江宁路",
    "昌平路",
    "康定路",
    "武定路",
    "余姚路",
    "万航渡路",
    "愚园路",
    "胶州路",
    "延平路",
    "陕西北路",
    "西苏州路",
]
COMPOUND_NAMES = (
    "安 宁 和 顺 祥 康 永 泰 嘉 瑞 锦 翠 新 福 华 光 明 丽 春 景",
    "业 园 湖 阳 乐 庭 苑 桥 家 里 源 德 裕 馨 林 港",
    "坊 小区 苑 新村 公寓 花园 里 弄 名邸",
)


@dataclass(frozen=True)
class Places:
    """Three frames in their codes' order; a dwelling carries what later steps need (committee, vacancy)."""

    compounds: pl.DataFrame
    buildings: pl.DataFrame
    dwellings: pl.DataFrame


def codes(prefix: str, count: int, width: int) -> pl.Series:
    """Return ``count`` codes: a prefix and a number of ``width`` digits."""
    return prefix + pl.Series(np.arange(1, count + 1)).cast(pl.String).str.zfill(width)


def pick(words: str | list[str] | tuple[str, ...], index: np.ndarray) -> pl.Series:
    """Return the words at ``index``."""
    return pl.Series(words.split() if isinstance(words, str) else list(words)).gather(index)


def make_places(scale: float, rng: np.random.Generator) -> Places:
    """Build compounds (compound_code … road, lane), buildings and dwellings for ``scale``."""
    dwelling_count = round(HOUSEHOLDS_AT_FULL_SCALE * scale / (1 - VACANT_SHARE))
    compounds = _compounds(scale, rng)
    buildings = _buildings(compounds, dwelling_count, rng)
    return Places(compounds, buildings, _dwellings(compounds, buildings, dwelling_count, rng))


def _compounds(scale: float, rng: np.random.Generator) -> pl.DataFrame:
    area = committees()
    each = 1 + rng.poisson(min(3.0, 12 * scale), area.height)
    committee = np.repeat(np.arange(area.height), each)
    count = len(committee)
    first, second, last = (rng.integers(len(part.split()), size=count) for part in COMPOUND_NAMES)
    return pl.DataFrame(
        {
            "compound_code": codes("XQ", count, 6),
            "name": pick(COMPOUND_NAMES[0], first)
            + pick(COMPOUND_NAMES[1], second)
            + pick(COMPOUND_NAMES[2], last),
            "committee_code": area["committee_code"].gather(committee),
            "road": pick(ROADS, rng.integers(len(ROADS), size=count)),
            "lane": rng.integers(2, 1800, count),
            "committee": committee,
        }
    )


def _buildings(compounds: pl.DataFrame, dwelling_count: int, rng: np.random.Generator) -> pl.DataFrame:
    count = 3 + int(dwelling_count / MEAN_DWELLINGS_PER_BUILDING * 1.2)
    area_count = committees().height
    weight = rng.lognormal(0, 0.35, area_count)
    committee = rng.choice(area_count, count, p=weight / weight.sum())
    own = compounds["committee"].to_numpy()
    first, size = np.searchsorted(own, committee), np.bincount(own, minlength=area_count)[committee]
    compound = first + (rng.random(count) * size).astype(int)
    kind = rng.choice(3, count, p=[0.60, 0.35, 0.05])  # walk-up, with lift, lilong
    storeys = np.select(
        [kind == 0, kind == 1],
        [rng.integers(5, 8, count), rng.integers(8, 21, count)],
        rng.integers(2, 4, count),
    )
    flats = np.where(kind == 2, 2, rng.integers(3, 5, count))
    year = np.select(
        [kind == 0, kind == 1],
        [rng.integers(1955, 2001, count), rng.integers(1988, 2023, count)],
        rng.integers(1912, 1949, count),
    )
    lift = (kind == 1) | ((kind == 0) & (rng.random(count) < 0.07))
    order = np.argsort(compound, kind="stable")
    table = pl.DataFrame(
        {"compound": compound, "storeys": storeys, "has_lift": lift, "built_year": year, "flats": flats}
    )[order].with_columns(
        number=pl.int_range(pl.len()).over("compound") + 1, capacity=pl.col("storeys") * pl.col("flats")
    )
    table = table[_enough(table["capacity"].to_numpy(), dwelling_count, rng)]
    return table.with_columns(
        building_code=codes("LD", table.height, 7),
        compound_code=compounds["compound_code"].gather(table["compound"]),
    )


def _enough(capacity: np.ndarray, dwelling_count: int, rng: np.random.Generator) -> np.ndarray:
    """Return the places of random buildings that together hold the dwellings with some room to spare."""
    order = rng.permutation(len(capacity))
    needed = int(np.searchsorted(np.cumsum(capacity[order]), dwelling_count * 1.03)) + 1
    return np.sort(order[:needed])


def _dwellings(
    compounds: pl.DataFrame, buildings: pl.DataFrame, dwelling_count: int, rng: np.random.Generator
) -> pl.DataFrame:
    capacity = buildings["capacity"].to_numpy()
    building = np.repeat(np.arange(len(capacity)), capacity)
    place = np.concatenate([np.arange(size) for size in capacity])
    kept = np.sort(rng.permutation(len(building))[:dwelling_count])
    building, place = building[kept], place[kept]
    flats = buildings["flats"].to_numpy()[building]
    floor, door = place // flats + 1, place % flats + 1
    compound = buildings["compound"].to_numpy()[building]
    address = pl.select(
        pl.format(
            "{}{}弄{}号{}{}室",
            compounds["road"].gather(compound),
            compounds["lane"].gather(compound),
            buildings["number"].gather(building),
            pl.Series(floor),
            pl.Series(door).cast(pl.String).str.zfill(2),
        )
    ).to_series()
    count = len(building)
    return pl.DataFrame(
        {
            "dwelling_code": codes("FW", count, 8),
            "building_code": buildings["building_code"].gather(building),
            "address": address,
            "floor": floor,
            "area_m2": np.round(np.clip(rng.lognormal(4.05, 0.42, count), 9, 260), 1),
            "committee": compounds["committee"].gather(compound),
        }
    )
