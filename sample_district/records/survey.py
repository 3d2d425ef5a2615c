"""Answered questionnaires (需求问卷): 5.4万 people over several years, twice as likely at 55 to 74."""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.dates import days_after
from sample_district.draws import codes, pick
from sample_district.history import lasting
from sample_district.people.population import NEVER, Population
from sample_district.places.divisions import committees
from sample_district.records.notes import personalised
from sample_district.records.problem_texts import categories, problem_texts

PEOPLE_AT_FULL_SCALE = 54_000
"""5.4万余人 (Jing'an government report, 2023-12); the span is not stated, taken here as five years."""
DAYS_BACK = 5 * 365
AGAIN = 0.08
"""Share that has answered a second time since."""
LEFT_OUT = 0.06
"""Share of questions without an answer."""
OTHER_NEED, NOTHING_ELSE = 0.1, 0.05
"""Shares that write down a need of their own, or that there is none (guesses)."""
WISHES: dict[str, tuple[tuple[int, int, float], ...]] = {
    "wants_meals": ((60, 75, 0.12), (75, 120, 0.34)),
    "wants_bathing": ((60, 80, 0.02), (80, 120, 0.14)),
    "wants_escort_to_doctor": ((60, 75, 0.08), (75, 120, 0.28)),
    "wants_home_adaptation": ((60, 75, 0.10), (75, 120, 0.22)),
    "wants_childcare": ((22, 40, 0.16), (55, 70, 0.04)),
    "wants_after_school_care": ((28, 50, 0.18), (60, 72, 0.05)),
    "wants_employment_help": ((18, 35, 0.14), (35, 60, 0.12)),
    "wants_emotional_care": ((18, 60, 0.06), (60, 120, 0.10)),
    "wants_culture_and_sport": ((18, 55, 0.25), (55, 80, 0.50), (80, 120, 0.15)),
    "wants_legal_advice": ((18, 120, 0.08),),
    "wants_digital_training": ((55, 85, 0.28),),
    "wants_deliberation": ((25, 55, 0.12), (55, 80, 0.18)),
    "wants_stairwell_leadership": ((40, 78, 0.05),),
    "needs_offline_service": ((60, 75, 0.10), (75, 120, 0.40)),
    "has_family_agent": ((60, 75, 0.35), (75, 120, 0.55)),
}
"""By question: ages from and below, and the share of them that says yes; nobody else does."""
PREFERENCES = {"phone": 0.48, "visit": 0.17, "message": 0.30, "no_contact": 0.05}


def survey_responses(population: Population, scale: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return questionnaires of adults who live here: survey_responses, with appears and vanishes."""
    people = population.people.filter(
        (pl.col("age") >= 18) & ~pl.col("away") & (pl.col("appears") == 0) & (pl.col("vanishes") == NEVER)
    )
    zeal = rng.gamma(2.0, 0.5, committees().height)[people["home"].to_numpy()] + 0.02
    weight = np.where(people["age"].is_between(55, 74).to_numpy(), 2.0, 1.0) * zeal
    count = min(people.height, max(40, round(PEOPLE_AT_FULL_SCALE * scale)))
    race = rng.exponential(size=people.height) / weight
    first = np.argsort(race, kind="stable")[:count]
    second = first[rng.random(count) < AGAIN]
    who = people[np.concatenate([first, second])]
    back = np.concatenate([rng.integers(0, DAYS_BACK, count), rng.integers(0, 200, len(second))])
    age = who["age"].to_numpy()
    answers: dict[str, pl.Series] = {}
    for question, shares in WISHES.items():
        chance = np.select([(age >= low) & (age < high) for low, high, _ in shares],
                           [share for _, _, share in shares], 0.0)  # fmt: skip
        answers[question] = _answered(pl.Series(rng.random(who.height) < chance), rng)
    preference = rng.choice(len(PREFERENCES), who.height, p=list(PREFERENCES.values()))
    table = pl.DataFrame(
        {
            "response_code": codes("WJ", who.height, 8),
            "person_code": who["person_code"],
            "answered_on": pl.Series(days_after(-back)),
            **answers,
            "contact_preference": _answered(pick(list(PREFERENCES), preference), rng),
        }
    )
    return lasting(table)


def with_other_needs(responses: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return the questionnaires with other_need, null for most, and personal: it names somebody."""
    count = responses.height
    draw = rng.random(count)
    needs, personal = personalised(problem_texts(categories(count, rng), rng)[0], rng, 0.02)
    says = pl.Series(draw < OTHER_NEED)
    nothing = pl.Series((draw >= OTHER_NEED) & (draw < OTHER_NEED + NOTHING_ELSE))
    text = pl.when(says).then(needs).when(nothing).then(pl.lit("没有了，谢谢"))
    return responses.with_columns(other_need=text, personal=says & personal)


def _answered(values: pl.Series, rng: np.random.Generator) -> pl.Series:
    left_out = pl.Series(rng.random(len(values)) < LEFT_OUT)
    return pl.select(pl.when(~left_out).then(values)).to_series()
