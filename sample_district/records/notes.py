"""Notes that visitors write: routine ones, problems of the neighbourhood, some with personal details."""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.draws import pick
from sample_district.places.compounds import ROADS
from sample_district.records.problem_texts import categories, problem_texts

ROUTINE = (
    "上门走访，家中情况正常",
    "电话问候，身体尚可",
    "送防暑降温用品",
    "发放垃圾分类宣传单",
    "了解家庭近况，无需求",
    "核对居住信息，无变化",
    "节日慰问，老人精神不错",
    "告知社区食堂开放时间",
    "提醒用火用电安全",
    "宣传反诈知识",
    "敲门无人，留联系卡",
    "邀请参加居民会议",
    "登记居住人员变动",
    "咨询老年综合津贴办理",
    "询问就近助餐点",
)
PERSONAL = (
    "联系人{name}，电话{phone}，反映{problem}",
    "{surname}阿姨说{problem}",
    "居民叫{name}，住{road}{n}弄{d}号{room}室，{problem}",
    "{surname}先生来电{phone}，{problem}",
    "身份证{number}，{name}女士咨询补办",
    "家属姓名：{name}，手机{phone}",
)
PROBLEM_SHARE, PERSONAL_SHARE, EMPTY_SHARE = 0.22, 0.03, 0.05
SURNAMES = "王李张陈刘杨赵黄周吴徐孙朱马胡郭林何"
GIVEN = ["建国", "秀英", "志明", "玉兰", "桂芳", "国强", "美华", "小红", "文杰", "丽", "军", "敏"]


def notes(count: int, rng: np.random.Generator) -> tuple[pl.Series, pl.Series]:
    """Return ``count`` notes (some null) and which of them name someone, a phone, an address or a number."""
    draw = rng.random(count)
    troubles, _ = problem_texts(categories(count, rng), rng)
    routine = pick(ROUTINE, rng.integers(len(ROUTINE), size=count))
    personal = draw < PERSONAL_SHARE
    problem = ~personal & (draw < PERSONAL_SHARE + PROBLEM_SHARE)
    plain = pl.select(pl.when(pl.Series(problem | personal)).then(troubles).otherwise(routine)).to_series()
    text = _with_persons(plain, personal, rng)
    empty = pl.Series(draw > 1 - EMPTY_SHARE)
    return pl.select(pl.when(~empty).then(text)).to_series(), pl.Series("personal", personal)


def personalised(texts: pl.Series, rng: np.random.Generator, share: float) -> tuple[pl.Series, pl.Series]:
    """Return the texts, a ``share`` of them with a person's details, and which."""
    personal = rng.random(len(texts)) < share
    return _with_persons(texts, personal, rng), pl.Series("personal", personal)


def _with_persons(texts: pl.Series, personal: np.ndarray, rng: np.random.Generator) -> pl.Series:
    """Put the texts where ``personal`` into frames that name somebody."""
    at = np.flatnonzero(personal)
    count = len(at)
    surname = pick(list(SURNAMES), rng.integers(len(SURNAMES), size=count))
    fillers = {
        "{problem}": texts.gather(at),
        "{name}": surname + pick(GIVEN, rng.integers(len(GIVEN), size=count)),
        "{surname}": surname,
        "{phone}": "137" + pl.Series(rng.integers(0, 10**8, count)).cast(pl.String).str.zfill(8),
        "{road}": pick(ROADS, rng.integers(len(ROADS), size=count)),
        "{room}": pl.Series(rng.integers(1, 7, count) * 100 + rng.integers(1, 5, count)).cast(pl.String),
        "{number}": "31010819"
        + pl.Series(rng.integers(30, 99, count) * 10_000 + rng.integers(1, 13, count) * 100 + 15).cast(
            pl.String
        )
        + "0011",
        "{n}": pl.Series(rng.integers(1, 60, count)).cast(pl.String),
        "{d}": pl.Series(rng.integers(1, 12, count)).cast(pl.String),
    }
    frames = pick(PERSONAL, rng.integers(len(PERSONAL), size=count)).alias("text")
    table = pl.DataFrame([frames, *(series.alias(slot) for slot, series in fillers.items())])
    filled = pl.col("text")
    for slot in fillers:
        filled = filled.str.replace_all(slot, pl.col(slot), literal=True)
    return texts.scatter(at, table.select(filled).to_series()) if count else texts
