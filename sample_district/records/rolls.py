"""The departments' rolls of the sample: who is on them, how many, on which level.

Belongs here: one line per roll, and drawing its entries. Rolls of the community cloud's roles (楼组长 …) are
rolls like the others. What does not belong here: tags that the city gives (``records``).
Shares are guesses unless a source stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from sample_district.dates import first_date
from sample_district.exports.export import LATE
from sample_district.history import lasting, lifetimes
from sample_district.people.population import Population

AT_LEAST = 2
"""No roll is empty, however small the sample."""
FEW = 60
"""A shorter roll stays as it is over the dates."""
LISTED = {"": 1.0}
_AGE, _WOMAN = pl.col("age"), pl.col("sex") == "2"
_LOCAL, _HERE = pl.col("registration_type") == "1", pl.col("household") >= 0


def _between(low: int, high: int) -> pl.Expr:
    return _AGE.is_between(low, high - 1)


@dataclass(frozen=True)
class Roll:
    """Who may be on a roll, which share of them is, on which levels, since and until when (days)."""

    who: pl.Expr
    share: float
    levels: dict[str, float] = field(default_factory=lambda: LISTED)
    since: tuple[int, int] = (30, 1500)
    lasts: int | None = None
    """Days an entry is good for; None: until further notice."""
    older: float = 0.0
    """By how much a decade of age raises the chance, as a power of e."""


_DISABILITIES = {"visual": 0.13, "hearing": 0.14, "speech": 0.01, "physical": 0.5, "intellectual": 0.09,
                 "mental": 0.09, "multiple": 0.04}  # fmt: skip
_GRADES = (0.14, 0.22, 0.28, 0.36)

ROLLS: dict[str, Roll] = {
    "low_income": Roll(_LOCAL, 0.008),
    "destitute": Roll(_LOCAL & (_AGE >= 60), 0.0006),
    "expenditure_hardship": Roll(_LOCAL, 0.0012, since=(30, 360), lasts=365),
    LATE: Roll(_LOCAL, 0.002, since=(40, 360), lasts=365),
    "children_in_difficulty": Roll(_LOCAL & (_AGE < 18), 0.006, since=(30, 700)),
    "orphans": Roll(_LOCAL & (_AGE < 18), 0.0012, {"orphan": 0.6, "without_care": 0.4}, since=(30, 700)),
    "solitary_elders": Roll(_LOCAL & (_AGE >= 60), 0.0048, older=0.3),  # city 2019: 2.49万 of 518万
    "dementia_care": Roll(_LOCAL & (_AGE >= 60), 0.02, older=0.8),
    "elder_companions": Roll(_LOCAL & (_AGE >= 75), 0.16, since=(30, 800), older=0.3),
    "long_term_care_insurance": Roll(
        _LOCAL & (_AGE >= 60), 0.07, {"home_care": 0.85, "institution_care": 0.15},
        since=(10, 800), lasts=2 * 365, older=0.9
    ),
    "disability": Roll(
        _LOCAL,
        0.05,
        {f"{kind}_{grade}": share * part for kind, share in _DISABILITIES.items()
         for grade, part in enumerate(_GRADES, 1)},
        since=(30, 3600), lasts=10 * 365, older=0.25,
    ),
    "family_doctor": Roll(_LOCAL, 0.35, since=(1, 2500), older=0.25),
    "maternity": Roll(_WOMAN & _between(22, 45), 0.022, since=(1, 300), lasts=330),
    "power_dependent": Roll(_LOCAL & (_AGE >= 50) & _HERE, 0.002, older=0.5),
    "family_planning_special": Roll(_LOCAL & _between(49, 90), 0.006),
    "veterans": Roll(_LOCAL & (_AGE >= 20) & ~_WOMAN, 0.06),
    "military_families": Roll(_LOCAL & (_AGE >= 20), 0.0025),
    "disabled_veterans": Roll(
        _LOCAL & (_AGE >= 22) & ~_WOMAN, 0.0012, {f"grade_{grade}": 0.02 * grade for grade in range(1, 11)}
    ),
    "martyr_families": Roll(_LOCAL & (_AGE >= 50), 0.0006),
    "registered_unemployed": Roll(_LOCAL & _between(18, 60), 0.025, since=(1, 700)),
    "employment_difficulty": Roll(_LOCAL & _between(40, 60), 0.009, since=(30, 1000), lasts=3 * 365),
    "graduates_seeking_work": Roll(_LOCAL & _between(21, 26), 0.04, since=(10, 240)),
    "residence_permit_holders": Roll(
        pl.col("registration_type") == "2", 0.72,
        {"residence_permit": 0.78, "points_permit": 0.14, "temporary_permit": 0.08},
        since=(1, 360), lasts=365,
    ),
    "stairwell_leaders": Roll(_HERE & _between(45, 82), 0.012),
    "owners_committee_members": Roll(_HERE & _between(30, 80), 0.004),
    "social_organisation_members": Roll(_HERE & _between(30, 80), 0.005),
    "deliberation_members": Roll(_HERE & _between(30, 80), 0.006),
    "community_talents": Roll(_HERE & _between(18, 80), 0.003),
}  # fmt: skip
STAGES = (("primary", 6, 12), ("secondary", 12, 18), ("tertiary", 18, 23))
"""在读: age from, age below; nine in ten of the first two are pupils, half of the third are students."""


def rolls(population: Population, rng: np.random.Generator) -> dict[str, pl.DataFrame]:
    """Return, by roll, its entries: id_value, level, valid_from, valid_to, appears, vanishes."""
    people = population.people.filter(
        (pl.col("id_type") == "01") & (pl.col("appears") == 0) & pl.col("id_value").is_not_null()
    )
    drawn = {name: _entries(people, roll, rng) for name, roll in ROLLS.items()}
    drawn["disability_allowance"] = _allowance(drawn["disability"], rng)
    drawn["students"] = pl.concat(
        _entries(
            people,
            Roll(_between(low, high), 0.5 if stage == "tertiary" else 0.9, {stage: 1.0}, (30, 900), 6 * 365),
            rng,
        )
        for stage, low, high in STAGES
    )
    return {
        name: lasting(table) if name == LATE or table.height < FEW else lifetimes(table, rng, 0.003)
        for name, table in drawn.items()
    }


def _entries(people: pl.DataFrame, roll: Roll, rng: np.random.Generator) -> pl.DataFrame:
    """Draw ``share`` of those who may be on the roll, at least ``AT_LEAST``."""
    able = people.filter(roll.who)
    count = min(able.height, max(AT_LEAST, round(able.height * roll.share)))
    # The largest of exponential races: a weighted draw without replacement, at any size.
    race = rng.exponential(size=able.height) / np.exp(able["age"].to_numpy() / 10 * roll.older)
    chosen = able[np.sort(np.argsort(race, kind="stable")[:count])]
    start = np.datetime64(first_date()) - rng.integers(*roll.since, count)
    # Nobody is on a roll before birth, and a child's entry ends when the child has grown up.
    start = np.maximum(start, chosen["birth_date"].to_numpy().astype("datetime64[D]"))
    end = start + roll.lasts if roll.lasts is not None else np.full(count, np.datetime64("NaT", "D"))
    names, shares = list(roll.levels), np.array(list(roll.levels.values()))
    level = rng.choice(len(names), count, p=shares / shares.sum())
    return chosen.select(
        "id_value",
        level=pl.Series(names, dtype=pl.String).gather(level),
        valid_from=pl.Series(start.astype("datetime64[D]")),
        valid_to=pl.Series(end.astype("datetime64[D]")),
    )


def _allowance(disability: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """困难残疾人生活补贴 and 重度残疾人护理补贴: half of grades 1 and 2 get one of them or both."""
    grave = disability.filter(pl.col("level").str.contains("_[12]$"))
    count = min(grave.height, max(AT_LEAST, grave.height // 2))
    chosen = grave[np.sort(rng.permutation(grave.height)[:count])]
    kinds = pl.Series(["nursing", "living", "both"]).gather(rng.choice(3, count, p=[0.6, 0.15, 0.25]))
    return chosen.with_columns(level=kinds, valid_from=pl.col("valid_from") + pl.duration(days=60))
