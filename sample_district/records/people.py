"""What others record about the district's people: rolls, municipal tags, visits, hand tags.

Rows carry ``appears``/``vanishes`` like people do.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from sample_district.dates import DAYS, days_after, first_date
from sample_district.draws import codes, pick
from sample_district.history import lifetimes
from sample_district.people.canaries import NOTE
from sample_district.people.population import NEVER, Population
from sample_district.places.places import HOUSEHOLDS_AT_FULL_SCALE
from sample_district.records.notes import notes

VISITS_AT_FULL_SCALE = 1_054_000
"""105.4万 visits and receptions; the report gives no span, taken here as the year before the first date."""
VISIT_DAYS = 365
NEEDS_RESOLVED = 0.0133
"""14000余件 of 105.4万 visits and receptions (the same report)."""
OFFICIALLY_ALONE = 0.061
"""Share of registered people of 60 and over on the roll of 独居老人 (31.74万 of 518.12万, city 2019)."""
SENIOR_ALLOWANCE = ((65, "75"), (70, "150"), (80, "180"), (90, "350"), (100, "600"))
"""老年综合津贴 of Shanghai by age, yuan a month."""


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
            np.where(partial.gather(rows["household"]).to_numpy(), "partial", "full"), dtype=pl.String
        ),
        valid_from=pl.date(first_date().year - 1, pl.lit(pl.Series(months)), 1),
        valid_to=pl.when(pl.Series(rng.random(rows.height) < 0.7)).then(pl.date(first_date().year + 1, 1, 1)),
    )
    return lifetimes(table, rng, 0.004)


def care_assessment(population: Population, rng: np.random.Generator) -> pl.DataFrame:
    """Return the roll of 老年照护统一需求评估: a level from 1 to 6, valid two years."""
    people = _numbered(population.people)
    age = people["age"].to_numpy()
    chance = np.select([age < 60, age < 70, age < 80, age < 90], [0.0, 0.015, 0.05, 0.16], 0.32)
    rows = people.filter(pl.Series(rng.random(people.height) < chance))
    assessed = pl.Series(days_after(-rng.integers(1, 760, rows.height)))
    level = rng.choice(6, rows.height, p=[0.12, 0.22, 0.24, 0.20, 0.13, 0.09])
    table = rows.select(
        id_value="id_value",
        level="level_" + pl.Series(level + 1).cast(pl.String),
        valid_from=assessed,
        valid_to=assessed.dt.offset_by("2y"),
    )
    return lifetimes(table, rng, 0.003)


def upstream_tags(population: Population, rng: np.random.Generator) -> pl.DataFrame:
    """Return the city's tags: volunteers, the senior allowance by amount, the 独居 roll, and a few more."""
    people = _numbered(population.people)
    age = people["age"].to_numpy()
    willing = (age >= 16) & (age < 80) & (rng.random(people.height) < 0.12)
    allowed = (age >= 65) & (rng.random(people.height) < 0.97)
    amount = np.select(
        [age >= low for low, _ in SENIOR_ALLOWANCE[::-1]], [v for _, v in SENIOR_ALLOWANCE[::-1]], ""
    )
    since = pl.Series(days_after(-rng.integers(1, 1500, people.height)))
    alone = population.households["alone_age"].gather(people["household"].clip(0)).to_numpy() >= 60
    alone &= (people["household"].to_numpy() >= 0) & ~people["away"].to_numpy()
    table = people.with_columns(amount=pl.Series(amount), since=since)
    none = pl.lit(None, dtype=pl.String)
    given = (("M040", willing, none), ("M021", allowed, pl.col("amount")),
             ("M017", _on_the_official_roll(age, alone, rng), none),
             ("M034", rng.random(people.height) < 0.0005, none),
             ("M038", (age >= 22) & (rng.random(people.height) < 0.002), none))  # fmt: skip
    stacked = pl.concat(
        table.filter(pl.Series(who)).select("id_value", tag_code=pl.lit(code), value=value, since="since")
        for code, who, value in given
    )
    return lifetimes(stacked, rng, 0.002)


def _on_the_official_roll(age: np.ndarray, alone: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return who is on the city's roll of 独居老人: 6.1 % of elders registered here (city, 2019).

    Most, not all of them are alone by record, and most of those alone by record are not on it: a daughter
    lives there but is registered elsewhere. The gap is planted on purpose.
    """
    elder = np.flatnonzero(age >= 60)
    wanted = round(OFFICIALLY_ALONE * len(elder))
    weight = np.where(alone[elder], 60.0, 1.0)
    race = rng.exponential(size=len(elder)) / weight
    on_roll = np.zeros(len(age), dtype=bool)
    on_roll[elder[np.argsort(race, kind="stable")[:wanted]]] = True
    return on_roll


def visits(population: Population, scale: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return visits of the year before the first date and of the four dates: more for people of 80+ alone."""
    households = population.households
    count = households.height
    # A negative binomial leaves three in ten without a visit; 80 and over alone have 12 a year on average.
    rate = np.where(rng.random(count) < 0.04, 0.0, rng.gamma(0.9, 1.0, count))
    very_old = households["alone_age"].to_numpy() >= 80
    rate[very_old] = rng.gamma(6.0, 0.675, int(very_old.sum()))
    year = round(VISITS_AT_FULL_SCALE * scale)
    total = year + round(year * (DAYS - 1) / VISIT_DAYS)
    household = rng.choice(count, total, p=rate / rate.sum())
    day = np.concatenate([-rng.integers(0, VISIT_DAYS, year), rng.integers(1, DAYS, total - year)])
    order = np.argsort(day, kind="stable")
    household, day = household[order], day[order]
    note, personal = notes(total, rng)
    visited = pl.Series(days_after(day))
    table = pl.DataFrame(
        {
            "visit_code": codes("ZF", total, 9),
            "household": household,
            "visited_on": visited,
            "channel": np.where(rng.random(total) < 0.75, "visit", "reception"),
            "need_resolved": _resolved(total, rng),
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


def _resolved(count: int, rng: np.random.Generator) -> pl.Series:
    """Return whether a need was resolved: false while it is not, null where nobody had one."""
    draw = pl.Series(rng.random(count))
    return pl.select(pl.when(draw < NEEDS_RESOLVED).then(True).when(draw < 0.05).then(False)).to_series()


def manual_tags(population: Population, scale: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return committees' decisions: D030 added, M017 added, suppressed (with family) or disputed."""
    wanted = max(24, round(HOUSEHOLDS_AT_FULL_SCALE * scale * 0.004))
    by_alone, by_elder = _decided_on(population, wanted, rng)
    count = len(by_alone) + len(by_elder)
    place = np.arange(count)
    on_alone = place < len(by_alone)
    action = np.where(on_alone, np.where(place % 4 == 0, "dispute", "suppress"), "add")
    added_alone = ~on_alone & (place % 6 == 0)
    reason = np.select(
        [action == "add", action == "suppress"], ["resident_asked", "lives_with_family"], "resident_objects"
    )
    set_on = np.datetime64(first_date()) - rng.integers(1, 200, count)
    expiry = np.where(place % 5 == 0, days_after(184), np.datetime64("NaT"))
    expires_soon = place % 17 == 0
    expiry = np.where(expires_soon, np.datetime64(first_date() + timedelta(days=2)), expiry)
    table = pl.DataFrame(
        {
            "manual_tag_code": codes("SG", count, 7),
            "subject": np.full(count, "resident"),
            "subject_code": pl.concat([by_alone, by_elder]),
            "tag_code": np.where(on_alone | added_alone, "M017", "D030"),
            "action": action,
            "reason": reason,
            "operator": pick([f"S{number:05d}" for number in range(1, 41)], rng.integers(40, size=count)),
            "set_on": pl.Series(set_on.astype("datetime64[D]")),
            "expires_on": pl.Series(expiry.astype("datetime64[D]")),
        }
    ).with_columns(value=pl.lit(None, dtype=pl.String))
    return lifetimes(table, rng, 0.02)


def _decided_on(population: Population, wanted: int, rng: np.random.Generator) -> tuple[pl.Series, pl.Series]:
    """Return the codes of people of whom a committee decides: elders living alone, and other elders."""
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
    return by_alone, elders[rng.permutation(elders.height)[: wanted - half]]["person_code"]
