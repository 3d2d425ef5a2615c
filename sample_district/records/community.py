"""What committees have and what people give: resources of a committee, hours of volunteers."""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.dates import DAYS, days_after
from sample_district.draws import codes, pick
from sample_district.history import lasting
from sample_district.people.population import NEVER, Population
from sample_district.places.divisions import committees

RESOURCES = (
    ("culture_room", "居民区活动室", 20, 80), ("deliberation_hall", "议事厅", 12, 40),
    ("sports_ground", "户外健身广场", 30, 200),
    ("organisation", "睦邻互助社", 8, 40), ("organisation", "老年合唱队", 15, 50),
    ("organisation", "绿植养护社", 6, 25), ("enterprise", "沿街便民商铺联盟", 5, 30),
    ("enterprise", "驻区企业志愿服务站", 10, 60), ("volunteer_team", "楼组互助志愿队", 10, 60),
    ("volunteer_team", "平安巡逻志愿队", 8, 40), ("volunteer_team", "垃圾分类志愿队", 8, 50),
    ("meal_service", "社区助餐点", 20, 90), ("facility", "智慧健康小屋", 4, 15),
    ("children_space", "儿童友好空间", 10, 40), ("elder_day_care", "为老日间照护中心", 10, 50),
    ("childcare", "社区托育点", 10, 40), ("health_station", "社区卫生服务站", 5, 20),
    ("repair_point", "便民维修点", 1, 4), ("food_market", "标准化菜场", 20, 80),
)  # fmt: skip
"""Kind, name, capacity from and below. Names are of a kind of place, and nobody's."""
SHARE_OF_KINDS = 0.45
VOLUNTEERS = 0.035
"""Of those aged 16 to 79 who live here; the most active one in ten gives more than 50 hours a year."""
SERVICE_DAYS = 420


def committee_resources(rng: np.random.Generator) -> pl.DataFrame:
    """Return which of ``RESOURCES`` each committee has: committee_resources, on all dates."""
    area = committees()
    has = rng.random((area.height, len(RESOURCES))) < SHARE_OF_KINDS
    committee, which = np.nonzero(has)
    low = np.array([low for _, _, low, _ in RESOURCES])[which]
    high = np.array([high for _, _, _, high in RESOURCES])[which]
    capacity = pl.Series(rng.integers(low, high))
    table = pl.DataFrame(
        {
            "resource_code": codes("ZY", len(which), 6),
            "committee_code": area["committee_code"].gather(committee),
            "kind": pick([kind for kind, *_ in RESOURCES], which),
            "name": pick([name for _, name, *_ in RESOURCES], which),
            "capacity": capacity,
        }
    )
    unknown = pl.Series(rng.random(table.height) < 0.1)
    return lasting(table.with_columns(capacity=pl.when(~unknown).then("capacity")))


def volunteer_hours(population: Population, rng: np.random.Generator) -> pl.DataFrame:
    """Return services of 14 months and of the four dates: volunteer_hours with appears and vanishes."""
    people = population.people.filter(
        pl.col("age").is_between(16, 79)
        & ~pl.col("away")
        & (pl.col("appears") == 0)
        & (pl.col("vanishes") == NEVER)
    )
    weight = np.where(people["age"].is_between(55, 74).to_numpy(), 3.0, 1.0)
    count = min(people.height, max(20, round(people.height * VOLUNTEERS)))
    chosen = np.argsort(rng.exponential(size=people.height) / weight, kind="stable")[:count]
    services = 1 + rng.negative_binomial(0.6, 0.05, count)
    who = np.repeat(chosen, services)
    day = rng.integers(-SERVICE_DAYS, DAYS, len(who))
    order = np.argsort(day, kind="stable")
    who, day = who[order], day[order]
    return pl.DataFrame(
        {
            "record_code": codes("FW", len(who), 9),
            "person_code": people["person_code"].gather(who),
            "served_on": pl.Series(days_after(day)),
            "hours": rng.integers(1, 11, len(who)) / 2,
            "appears": np.maximum(day, 0),
        }
    ).with_columns(vanishes=pl.lit(NEVER))


def erasure_requests() -> pl.DataFrame:
    """Return no request: the file is there and empty. A test that wants one writes it."""
    columns = ("erasure_code", "person_code", "requested_on", "ground")
    return lasting(pl.DataFrame(schema=dict.fromkeys(columns, pl.String)))
