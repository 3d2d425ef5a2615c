"""Notes that visitors write: routine ones, problems of the neighbourhood, some with personal details."""

from __future__ import annotations

import numpy as np
import polars as pl

from assets.intake.sample_district.places import ROADS, pick

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
PROBLEMS = (
    "{n}号楼电梯故障，已停用{d}天",
    "{n}号电梯经常困人，希望尽快维修",
    "屋顶漏水，雨天渗到卧室",
    "厨房下水管道堵塞，污水倒灌",
    "对物业费上涨有意见，要求公示账目",
    "物业保洁不及时，楼道堆物",
    "楼道堆放杂物，消防通道不畅",
    "楼下电瓶车飞线充电，担心火灾",
    "小区停车位不够，外来车辆占位",
    "消防通道被机动车占用",
    "楼上深夜噪声扰民，多次劝说无效",
    "广场舞音响声音太大",
    "邻居宠物狗不拴绳，有安全隐患",
    "{n}号楼外墙脱落，有高空坠物风险",
    "楼道灯不亮，老人夜间出行不便",
    "希望加装电梯，底楼有不同意见",
    "垃圾箱房异味大，清运不及时",
    "垃圾未分类投放，小包垃圾落地",
    "马桶堵塞，求助维修",
    "水压低，用水高峰无水",
    "燃气管道老化，希望检查",
    "墙面渗水发霉，要求物业维修",
    "小区绿化缺少修剪，遮挡阳光",
    "违章搭建影响采光",
    "群租扰民，出入人员杂",
    "快递柜占用公共空间",
    "希望增加老年助餐点",
    "配药路远，希望社区卫生站增加药品",
    "独居老人希望有人陪同就医",
    "孩子放学后无人照看，询问托管班",
    "维修资金使用情况不清楚",
    "业委会换届，希望居委会指导",
    "门禁损坏，陌生人随意进出",
    "监控坏了，要求修复",
    "路面破损积水，老人摔倒",
    "化粪池满溢，气味难闻",
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
    personal = draw < PERSONAL_SHARE
    problem = ~personal & (draw < PERSONAL_SHARE + PROBLEM_SHARE)
    empty = draw > 1 - EMPTY_SHARE
    small, large = (
        pl.Series(rng.integers(1, 60, count)).cast(pl.String),
        pl.Series(rng.integers(1, 12, count)),
    )
    troubles = pick(PROBLEMS, rng.integers(len(PROBLEMS), size=count))
    routine = pick(ROUTINE, rng.integers(len(ROUTINE), size=count))
    frames = pick(PERSONAL, rng.integers(len(PERSONAL), size=count))
    surname = pick(list(SURNAMES), rng.integers(len(SURNAMES), size=count))
    fillers = {
        "{problem}": troubles,
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
        "{n}": small,
        "{d}": large.cast(pl.String),
    }
    table = pl.DataFrame(
        {
            "routine": routine,
            "problem": troubles,
            "frame": frames,
            "personal": personal,
            "is_problem": problem,
            "empty": empty,
        }
    ).with_columns([series.alias(slot) for slot, series in fillers.items()])
    note = (
        pl.when(pl.col("personal"))
        .then("frame")
        .when(pl.col("is_problem"))
        .then("problem")
        .otherwise("routine")
    )
    for slot in fillers:
        note = note.str.replace_all(slot, pl.col(slot), literal=True)
    text = table.select(pl.when(~pl.col("empty")).then(note)).to_series()
    return text, table["personal"]
