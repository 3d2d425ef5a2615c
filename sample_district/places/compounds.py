"""Compounds (小区) of the sample: their kinds, names, owners' committees, fees, first move-ins, sockets.

Most committees have one kind of housing in the main, so that each kind rules somewhere, and some are mixed.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.dates import days_after, first_date
from sample_district.draws import codes, pick
from sample_district.places.divisions import committees

KINDS = ("old_public", "lilong", "commodity", "relocation")
KIND_SHARES = (0.50, 0.05, 0.38, 0.07)
MIXED_COMMITTEES, OWN_KIND = 0.15, 0.85
"""Share of committees without a main kind; share of its compounds that the main kind has elsewhere."""
BUILT = {
    "old_public": (1955, 1999),
    "lilong": (1912, 1948),
    "commodity": (1993, 2022),
    "relocation": (2004, 2022),
}
OWNERS_COMMITTEE = {"old_public": 0.66, "lilong": 0.10, "commodity": 0.82, "relocation": 0.60}
FEES = {"old_public": (7.0, 2.8), "lilong": (4.0, 4.0), "commodity": (14.0, 2.0), "relocation": (6.0, 2.5)}
"""By kind: shape of the Beta of the share of management fees collected."""
RECENT = 0.03
"""Share of commodity and relocation compounds whose first residents came in the last two years."""
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


def compounds_of(scale: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return compounds in their codes' order: code, name, committee, road, lane, kind, built (year)."""
    area = committees()
    each = 1 + rng.poisson(min(3.0, 12 * scale), area.height)
    committee = np.repeat(np.arange(area.height), each)
    count = len(committee)
    first, second, last = (rng.integers(len(part.split()), size=count) for part in COMPOUND_NAMES)
    main = rng.choice(len(KINDS), area.height, p=KIND_SHARES)
    mixed = rng.random(area.height) < MIXED_COMMITTEES
    of_main = ~mixed[committee] & (rng.random(count) < OWN_KIND)
    kind = np.where(of_main, main[committee], rng.choice(len(KINDS), count, p=KIND_SHARES))
    low, high = (np.array([BUILT[name][end] for name in KINDS])[kind] for end in (0, 1))
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
            "kind": pick(KINDS, kind),
            "built": np.where(
                (kind >= 2) & (rng.random(count) < RECENT), first_date().year - 2, rng.integers(low, high + 1)
            ),
        }
    )


def with_facts(
    compounds: pl.DataFrame, buildings: pl.DataFrame, dwellings: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Add what is known of owners' committees, fees, first move-ins and charging sockets; some is not."""
    count = compounds.height
    kind = compounds["kind"].to_list()
    rate = np.array([rng.beta(*FEES[name]) for name in kind]).round(3)
    owners = rng.random(count) < np.array([OWNERS_COMMITTEE[name] for name in kind])
    # The first residents come in the year after the building is finished, before the first date.
    moved_in = np.minimum(
        (compounds["built"].to_numpy() - 1970 + 1).astype("datetime64[Y]").astype("datetime64[D]")
        + rng.integers(0, 365, count),
        days_after(-10),
    )
    sizes = dwellings.join(buildings, on="building_code").group_by("compound_code").len()
    size = compounds.join(sizes, on="compound_code", how="left", maintain_order="left")["len"].fill_null(0)
    sockets = np.round(size.to_numpy() / rng.lognormal(2.7, 0.7, count)).astype(int)
    shares = {"owners": 0.97, "rate": 0.90, "date": 0.95, "sockets": 0.92}
    known = {name: pl.Series(rng.random(count) < share) for name, share in shares.items()}
    return compounds.with_columns(
        has_owners_committee=pl.when(known["owners"]).then(pl.Series(owners)),
        fee_collection_rate=pl.when(known["rate"]).then(pl.Series(rate)),
        first_move_in_on=pl.when(known["date"]).then(pl.Series(moved_in.astype("datetime64[D]"))),
        charging_sockets=pl.when(known["sockets"]).then(pl.Series(sockets)),
    )
