"""What reaches the offices: tickets of the hotline, committees' requests to departments (约请), opinions.

A case is there from the day it came; it is open until the day it was closed.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.dates import DAYS, days_after
from sample_district.draws import codes, pick
from sample_district.people.population import NEVER, Population
from sample_district.places.divisions import committees
from sample_district.places.places import Places
from sample_district.records.notes import personalised
from sample_district.records.problem_texts import categories, problem_texts
from sample_district.records.waves import with_waves

TICKETS_A_YEAR = 135_000
"""12 to 15万 work orders a year for a district of this size (estimate), at scale 1.0."""
TICKET_DAYS = 365
TYPES = {"consultation": 0.35, "help": 0.30, "complaint": 0.25, "report": 0.03, "suggestion": 0.05,
         "praise": 0.02}  # fmt: skip
REQUESTS_AT_FULL_SCALE = 3570
"""约请 3570次, about 92 % resolved (Jing'an government report, 2023-12); taken here as of 4.5 years."""
REQUEST_DAYS = 1642
OPINIONS_A_YEAR = 8_000
"""What residents write to committees themselves (民意直通车), at scale 1.0: a guess."""
DEPARTMENTS: dict[str, tuple[str, ...]] = {
    "P01": ("housing_administration",),
    "P02": ("housing_administration", "construction_and_transport"),
    "P03": ("greening_and_city_appearance",),
    "P04": ("fire_and_rescue", "public_security"),
    "P05": ("public_security", "construction_and_transport"),
    "P06": ("public_security", "urban_management"),
    "P07": ("civil_affairs", "health_commission", "human_resources"),
    "P08": ("urban_management", "market_regulation"),
    "P09": ("civil_affairs",),
}
"""Who is asked, by category of problem."""
NEAR = {
    "P01": 0.9,
    "P02": 0.9,
    "P03": 0.7,
    "P04": 0.8,
    "P05": 0.5,
    "P06": 0.8,
    "P07": 0.1,
    "P08": 0.2,
    "P09": 0.1,
}
"""Share of tickets that name a compound; traffic, city management and services are of a street or office."""


def hotline_tickets(
    places: Places, population: Population, scale: float, rng: np.random.Generator
) -> pl.DataFrame:
    """Return tickets of the year before the first date and of the four dates; ``closed_on`` may lie ahead.

    Columns: those of hotline_tickets, personal (the text names somebody), appears, vanishes, wave.
    """
    year = max(200, round(TICKETS_A_YEAR * scale))
    later = max(2 * (DAYS - 1), round(year * (DAYS - 1) / TICKET_DAYS))
    total = year + later
    day = np.sort(np.concatenate([-rng.integers(0, TICKET_DAYS, year), rng.integers(1, DAYS, later)]))
    housed = population.households.filter(pl.col("dwelling") >= 0)
    dwelling = housed["dwelling"].to_numpy()[rng.integers(0, housed.height, total)]
    at = places.dwellings.select("committee", "building_code")[dwelling].join(
        places.buildings.select("building_code", "compound_code"), on="building_code", maintain_order="left"
    )
    category = categories(total, rng)
    text, personal = personalised(problem_texts(category, rng)[0], rng, 0.02)
    near = rng.random(total) < np.vectorize(NEAR.get)(category)
    exact = near & (rng.random(total) < 0.55)
    closed = day + rng.geometric(0.14, total)
    tickets = pl.DataFrame(
        {
            "ticket_code": codes("RX", total, 8),
            "received_on": _date(day),
            "closed_on": _date(closed),
            "committee_code": committees()["committee_code"].gather(at["committee"]),
            "building_code": _where(exact, at["building_code"]),
            "compound_code": _where(near, at["compound_code"]),
            "request_type": pick(list(TYPES), rng.choice(len(TYPES), total, p=list(TYPES.values()))),
            "text": text,
            "personal": personal,
            "closed_after": closed,
            "appears": np.maximum(day, 0),
        }
    ).with_columns(vanishes=pl.lit(NEVER))
    return with_waves(tickets, scale, rng)


def committee_requests(scale: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return requests of 4.5 years; ``resolved_on`` may lie ahead. Columns as of hotline_tickets."""
    total = max(40, round(REQUESTS_AT_FULL_SCALE * scale))
    day = np.sort(np.concatenate([-rng.integers(0, REQUEST_DAYS, total - DAYS), np.arange(DAYS)]))
    category = categories(total, rng)
    asked = [DEPARTMENTS[code][place % len(DEPARTMENTS[code])] for place, code in enumerate(category)]
    returned = rng.random(total) < 0.03
    # About one in thirty waits for long; what is new is mostly open.
    wait = np.where(rng.random(total) < 0.03, 2000, rng.geometric(0.04, total))
    area = committees()["committee_code"]
    text, personal = personalised(problem_texts(category, rng)[0], rng, 0.02)
    return pl.DataFrame(
        {
            "request_code": codes("YQ", total, 6),
            "committee_code": area.gather(rng.integers(0, len(area), total)),
            "department": asked,
            "requested_on": _date(day),
            "resolved_on": _date(day + wait),
            "status": np.where(returned, "returned", "resolved"),
            "topic": text,
            "personal": personal,
            "closed_after": day + wait,
            "appears": np.maximum(day, 0),
        }
    ).with_columns(vanishes=pl.lit(NEVER))


def public_opinions(places: Places, scale: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return what residents wrote to committees in a year and on the dates. Columns as of hotline_tickets."""
    total = max(40, round(OPINIONS_A_YEAR * scale))
    day = np.sort(np.concatenate([-rng.integers(0, TICKET_DAYS, total - DAYS), np.arange(DAYS)]))
    text, personal = personalised(problem_texts(categories(total, rng), rng)[0], rng, 0.02)
    at = places.compounds[rng.integers(0, places.compounds.height, total)]
    wait = rng.geometric(0.2, total)
    return pl.DataFrame(
        {
            "opinion_code": codes("MY", total, 7),
            "committee_code": at["committee_code"],
            "building_code": pl.Series([None] * total, dtype=pl.String),
            "compound_code": _where(rng.random(total) < 0.6, at["compound_code"]),
            "received_on": _date(day),
            "replied_on": _date(day + wait),
            "text": text,
            "personal": personal,
            "closed_after": day + wait,
            "appears": np.maximum(day, 0),
        }
    ).with_columns(vanishes=pl.lit(NEVER))


def as_known_on(day: int, cases: pl.DataFrame, closed_on: str) -> pl.DataFrame:
    """Return cases as they are on the date number ``day``: what closes later is open."""
    is_open = pl.col("closed_after") > day
    known = cases.with_columns(pl.when(~is_open).then(closed_on).alias(closed_on))
    if "status" in cases.columns:
        known = known.with_columns(status=pl.when(is_open).then(pl.lit("open")).otherwise("status"))
    return known


def _date(day: np.ndarray) -> pl.Series:
    return pl.Series(days_after(day))


def _where(condition: np.ndarray, values: pl.Series) -> pl.Series:
    return pl.select(pl.when(pl.Series(condition)).then(values)).to_series()
