"""What others record about the district's people: rolls, municipal tags, visits, hand tags.

All by the system's own codes. Rows carry ``appears``/``vanishes`` like people do.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from assets.intake.sample_district.canaries import NOTE
from assets.intake.sample_district.notes import notes
from assets.intake.sample_district.people import DAYS, FIRST_DATE, NEVER, Population, per_day
from assets.intake.sample_district.places import HOUSEHOLDS_AT_FULL_SCALE, codes, pick

VISITS_AT_FULL_SCALE = 1_054_000
"""105.4万 visits and receptions; the report gives no span, taken here as the year before the first date."""
VISIT_DAYS = 365
SENIOR_ALLOWANCE = ((65, "75"), (70, "150"), (80, "180"), (90, "350"), (100, "600"))
"""老年综合津贴 of Shanghai by age, yuan a month."""


def _lifetimes(table: pl.DataFrame, rng: np.random.Generator, share: float) -> pl.DataFrame:
    """Let ``share`` of the rows begin, and as many end, on each later date."""
    order = rng.permutation(table.height)
    appears, vanishes = np.zeros(table.height, dtype=int), np.full(table.height, NEVER)
    each = per_day(share, table.height)
    for day in range(1, DAYS):
        appears[order[(day - 1) * each : day * each]] = day
        vanishes[order[(DAYS + day) * each : (DAYS + 1 + day) * each]] = day
    return table.with_columns(appears=pl.Series(appears), vanishes=pl.Series(vanishes))


def _numbered(people: pl.DataFrame) -> pl.DataFrame:
    """Return local people with a citizen number (who can be on a roll) in their order."""
    return people.filter(
        (pl.col("id_type") == "01") & (pl.col("registration_type") == "1") & (pl.col("appears") == 0)
    )


def dibao(population: Population, rng: np.random.Generator) -> pl.DataFrame:
    """Return the 低保 roll: whole households, 1.6 % of them; levels 全额 and 差额."""
    people = _numbered(population.people)
    household_count = population.households.height
    chosen = pl.Series(rng.random(household_count) < 0.016)
    partial = pl.Series(rng.random(household_count) < 0.35)
    rows = people.filter((pl.col("household") >= 0) & ~pl.col("away"))
    rows = rows.filter(chosen.gather(rows["household"]))
    months = rng.integers(1, 13, rows.height)
    table = rows.select(
        id_value="id_value",
        level=pl.Series(
            np.where(partial.gather(rows["household"]).to_numpy(), "差额救助", "全额救助"), dtype=pl.String
        ),
        start=pl.Series([f"2023-{month:02d}-01" for month in months], dtype=pl.String),
        end=pl.when(pl.Series(rng.random(rows.height) < 0.7)).then(pl.lit("2025-01-01")),
    )
    return _lifetimes(table, rng, 0.004)


def care_assessment(population: Population, rng: np.random.Generator) -> pl.DataFrame:
    """Return the roll of 老年照护统一需求评估: a level from 1 to 6, valid two years."""
    people = _numbered(population.people)
    age = people["age"].to_numpy()
    chance = np.select([age < 60, age < 70, age < 80, age < 90], [0.0, 0.015, 0.05, 0.16], 0.32)
    rows = people.filter(pl.Series(rng.random(people.height) < chance))
    assessed = pl.Series(
        (np.datetime64(FIRST_DATE) - rng.integers(1, 760, rows.height)).astype("datetime64[D]")
    )
    level = rng.choice(6, rows.height, p=[0.12, 0.22, 0.24, 0.20, 0.13, 0.09])
    table = rows.select(
        id_value="id_value",
        level=pick("照护一级 照护二级 照护三级 照护四级 照护五级 照护六级", level),
        start=assessed.dt.strftime("%Y%m%d"),
        end=assessed.dt.offset_by("2y").dt.strftime("%Y%m%d"),
    )
    return _lifetimes(table, rng, 0.003)


def upstream_tags(population: Population, rng: np.random.Generator) -> pl.DataFrame:
    """Return the city's tags: volunteers (VOL-01) and the senior allowance by amount (ELD-21)."""
    people = _numbered(population.people)
    age = people["age"].to_numpy()
    willing = (age >= 16) & (age < 80) & (rng.random(people.height) < 0.12)
    allowed = (age >= 65) & (rng.random(people.height) < 0.97)
    amount = np.select(
        [age >= low for low, _ in SENIOR_ALLOWANCE[::-1]], [v for _, v in SENIOR_ALLOWANCE[::-1]], ""
    )
    since = pl.Series(
        (np.datetime64(FIRST_DATE) - rng.integers(1, 1500, people.height)).astype("datetime64[D]")
    )
    table = people.with_columns(amount=pl.Series(amount), since=since)
    none = pl.lit(None, dtype=pl.String)
    both = pl.concat(
        [
            table.filter(pl.Series(willing)).select(
                "id_value", code=pl.lit("VOL-01"), value=none, since="since"
            ),
            table.filter(pl.Series(allowed)).select(
                "id_value", code=pl.lit("ELD-21"), value="amount", since="since"
            ),
        ]
    )
    return _lifetimes(both, rng, 0.002)


def visits(population: Population, scale: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return visits of the year before the first date and of the four dates: more for people of 80+ alone."""
    households = population.households
    count = households.height
    rate = np.where(rng.random(count) < 0.3, 0.0, rng.gamma(0.9, 1.0, count))
    very_old = households["alone_age"].to_numpy() >= 80
    rate[very_old] = rng.gamma(6.0, 0.7, int(very_old.sum()))
    year = round(VISITS_AT_FULL_SCALE * scale)
    total = year + round(year * (DAYS - 1) / VISIT_DAYS)
    household = rng.choice(count, total, p=rate / rate.sum())
    day = np.concatenate([-rng.integers(0, VISIT_DAYS, year), rng.integers(1, DAYS, total - year)])
    order = np.argsort(day, kind="stable")
    household, day = household[order], day[order]
    note, personal = notes(total, rng)
    visited = pl.Series((np.datetime64(FIRST_DATE) + day).astype("datetime64[D]"))
    table = pl.DataFrame(
        {
            "visit_code": codes("ZF", total, 9),
            "household": household,
            "visited_on": visited.dt.strftime("%Y-%m-%d"),
            "channel": np.where(rng.random(total) < 0.75, "走访", "接待"),
            "note": note,
            "personal": personal,
            "appears": np.maximum(day, 0),
        }
    ).with_columns(vanishes=pl.lit(NEVER))
    canary = pl.col("visit_code") == "ZF000000001"
    return table.with_columns(
        note=pl.when(canary).then(pl.lit(NOTE)).otherwise("note"),
        personal=canary | pl.col("personal"),
    )


def manual_tags(population: Population, scale: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return committees' decisions: D030 added, M017 added, suppressed (with family) or disputed."""
    wanted = max(24, round(HOUSEHOLDS_AT_FULL_SCALE * scale * 0.004))
    alone = (
        population.households.select("alone_age")
        .with_row_index("household")
        .filter(pl.col("alone_age") >= 60)
    )
    people = population.people.with_row_index("person").filter(
        (pl.col("vanishes") == NEVER) & (pl.col("appears") == 0) & ~pl.col("away")
    )
    living_alone = people.filter(pl.col("household").is_in(alone["household"].cast(pl.Int64).implode()))
    elders = people.filter((pl.col("age") >= 75) & ~pl.col("person").is_in(living_alone["person"].implode()))
    half = wanted // 2
    by_alone = living_alone[rng.permutation(living_alone.height)[:half]]["person_code"]
    by_elder = elders[rng.permutation(elders.height)[: wanted - half]]["person_code"]
    subject = pl.concat([by_alone, by_elder])
    count, first = len(subject), len(by_alone)
    place = np.arange(count)
    on_alone = place < first
    action = np.where(on_alone, np.where(place % 4 == 0, "3", "2"), "1")
    added_alone = ~on_alone & (place % 6 == 0)
    set_on = np.datetime64(FIRST_DATE) - rng.integers(1, 200, count)
    expiry = np.where(place % 5 == 0, np.datetime64("2024-09-01"), np.datetime64("NaT"))
    near = place % 17 == 0
    expiry = np.where(near, np.datetime64(FIRST_DATE + timedelta(days=2)), expiry)
    table = pl.DataFrame(
        {
            "manual_tag_code": codes("SG", count, 7),
            "subject_kind": np.full(count, "1"),
            "subject_code": subject,
            "tag_code": np.where(on_alone | added_alone, "M017", "D030"),
            "action": action,
            "reason": np.where(action == "1", "R01", np.where(action == "2", "R02", "R03")),
            "operator": pick([f"S{number:05d}" for number in range(1, 41)], rng.integers(40, size=count)),
            "set_on": pl.Series(set_on.astype("datetime64[D]")).dt.strftime("%Y-%m-%d"),
            "expires_on": pl.Series(expiry.astype("datetime64[D]")).dt.strftime("%Y-%m-%d"),
        }
    ).with_columns(value=pl.lit(None, dtype=pl.String))
    return _lifetimes(table, rng, 0.02)
