"""The people of the sample district, and which household they belong to.

One frame of people and one of person–household relations. Both carry ``appears`` and ``vanishes``: a row is
in the export of day d when ``appears <= d < vanishes``. ``movements`` changes these; ``dirt`` spoils some.
What does not belong here: names, phones and documents (``identities``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sample_district.dates import DAYS, first_date, snapshot_dates
from sample_district.draws import codes, pick
from sample_district.people.composition import CHILD, OTHER, Members, ages_from, compose
from sample_district.people.identities import ELSEWHERE_IN_SHANGHAI, with_documents, with_names
from sample_district.places.divisions import committees
from sample_district.places.places import HOUSEHOLDS_AT_FULL_SCALE, Places

NEVER = 99
BIRTHS_A_DAY, ARRIVALS_A_DAY = 0.0004, 0.0008
"""Per household: livelier than life, so that a small sample changes by 0.2-0.5 % a day."""
COLLECTIVE_RESIDENTS, UNMATCHED_RESIDENTS, REGISTERED_ELSEWHERE = 68_000, 75_000, 184_000
"""At scale 1.0: people in 集体户, people of the address book without a dwelling, and 户在人不在."""
COLLECTIVE_SIZE = 20


def per_day(share: float, whole: int) -> int:
    """Return how many of ``whole`` change on one day: at least two, so that the smallest sample has some."""
    return max(2, round(share * whole))


@dataclass(frozen=True)
class Population:
    """People, households and relations; rows carry appears/vanishes, places refer by row number."""

    people: pl.DataFrame
    households: pl.DataFrame
    relations: pl.DataFrame


@dataclass(frozen=True)
class _Groups:
    """Who lives in families, and how many others there are; people stand in this order."""

    members: Members
    collective: int
    unmatched: int
    absent: int
    births: int
    arrivals: int


def make_population(places: Places, scale: float, rng: np.random.Generator) -> Population:
    """Fill the dwellings with households and people, and register some of them elsewhere."""
    family_count = round(HOUSEHOLDS_AT_FULL_SCALE * scale)
    members = compose(family_count, rng)
    households = _households(places, members, family_count, scale, rng)
    groups = _Groups(
        members,
        collective=(households.height - family_count) * COLLECTIVE_SIZE,
        unmatched=round(UNMATCHED_RESIDENTS * scale),
        absent=round(REGISTERED_ELSEWHERE * scale),
        births=(DAYS - 1) * per_day(BIRTHS_A_DAY, family_count),
        arrivals=(DAYS - 1) * per_day(ARRIVALS_A_DAY, family_count),
    )
    household = _household_of(groups, family_count, rng)
    age, role = _age_of(groups, rng), _role_of(groups)
    count = len(age)
    registration = _registration_of(role, household, households["tenure"].to_numpy(), rng)
    committee = households["committee"].to_numpy()
    home = np.where(household >= 0, committee[household], rng.integers(0, committees().height, count))
    female = np.concatenate([members.female, rng.random(count - len(members.female)) < 0.5])
    people = pl.DataFrame(
        {
            "age": age,
            "sex": np.where(female, "2", "1"),
            "registration_type": registration,
            "home": home,
            "household": household,
            "away": role == "absent",
            "role": role,
        }
    )
    people = _with_attributes(people, rng)
    return Population(people, households, _relations(people, _relation_of(groups), family_count, rng))


def _household_of(groups: _Groups, family_count: int, rng: np.random.Generator) -> np.ndarray:
    """Return each person's household, -1 for who is matched to none; newborns come to young families."""
    members = groups.members
    young = (members.age > 22) & (members.age < 43)
    return np.concatenate(
        [
            members.household,
            family_count + np.arange(groups.collective) // COLLECTIVE_SIZE,
            np.full(groups.unmatched, -1),
            rng.integers(0, family_count, groups.absent),
            rng.choice(members.household[young], groups.births),
            rng.integers(0, family_count, groups.arrivals),
        ]
    )


def _age_of(groups: _Groups, rng: np.random.Generator) -> np.ndarray:
    return np.concatenate(
        [
            groups.members.age,
            ages_from("young", groups.collective, rng),
            _mixed_ages(groups.unmatched, 0.40, rng),
            _mixed_ages(groups.absent, 0.60, rng),
            np.zeros(groups.births, dtype=int),
            ages_from("young", groups.arrivals, rng),
        ],
    )


def _role_of(groups: _Groups) -> np.ndarray:
    residents = len(groups.members.age) + groups.collective + groups.unmatched
    return np.repeat(
        ["resident", "absent", "newborn", "arrival"],
        [residents, groups.absent, groups.births, groups.arrivals],
    )


def _relation_of(groups: _Groups) -> np.ndarray:
    """Return each person's relation to the head of their household."""
    return np.concatenate(
        [
            groups.members.relation,
            np.full(groups.collective + groups.unmatched, OTHER),
            np.full(groups.absent + groups.births, CHILD),
            np.full(groups.arrivals, OTHER),
        ],
    )


def _registration_of(
    role: np.ndarray, household: np.ndarray, tenure: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return each person's registration type: most who rent are registered outside the city."""
    renter = np.where(household >= 0, tenure[household] == "2", True)
    draw = rng.random(len(role))
    return np.select(
        [
            np.isin(role, ["absent", "newborn"]),
            draw < 0.0015,
            draw < 0.004,
            draw < np.where(renter, 0.62, 0.10),
        ],
        ["1", "4", "3", "2"],
        "1",
    )


def _mixed_ages(count: int, elder_share: float, rng: np.random.Generator) -> np.ndarray:
    elder = rng.random(count) < elder_share
    return np.where(elder, ages_from("elder", count, rng), ages_from("adult", count, rng))


def _households(
    places: Places, members: Members, family_count: int, scale: float, rng: np.random.Generator
) -> pl.DataFrame:
    """Families go to dwellings so that northern streets are older; 集体户 have no dwelling."""
    dwelling_committee = places.dwellings["committee"].to_numpy()
    oldest = np.zeros(family_count, dtype=int)
    youngest = np.full(family_count, 200)
    np.maximum.at(oldest, members.household, members.age)
    np.minimum.at(youngest, members.household, members.age)
    dwelling = _dwelling_of(dwelling_committee, youngest >= 60, rng)
    tenure = _tenure_of(members, dwelling_committee[dwelling], rng)
    collective_count = max(1, round(COLLECTIVE_RESIDENTS * scale / COLLECTIVE_SIZE))
    committee = np.concatenate(
        [dwelling_committee[dwelling], rng.integers(0, committees().height, collective_count)]
    )
    total = family_count + collective_count
    cloud = _is_on_cloud(committee, 0.12 * (tenure == "2") + 0.18 * (youngest >= 80), rng)
    used = rng.random(total)
    return pl.DataFrame(
        {
            "household_code": codes("H", total, 8),
            "household_type": np.where(np.arange(total) < family_count, "1", "2"),
            "on_cloud_from": np.where(cloud, 0, NEVER),
            "activated": np.select([used < 0.84, used < 0.97], ["1", "0"], ""),
            "dwelling": np.concatenate([dwelling, np.full(collective_count, -1)]),
            "committee": committee,
            "tenure": np.concatenate([tenure, np.full(collective_count, "")]),
            "alone_age": np.concatenate(
                [np.where(oldest == youngest, oldest, 0), np.zeros(collective_count, int)]
            ),
            "oldest": np.concatenate([oldest, np.full(collective_count, 40)]),
        }
    )


def _dwelling_of(
    dwelling_committee: np.ndarray, is_elder: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return each family's dwelling: families of elders rather where the committee leans to them."""
    area = committees()
    north = area["street_code"].is_in(["310106020", "310106021"]).to_numpy()
    leaning = rng.normal(0, 0.5, area.height) + 0.6 * north
    families = len(is_elder)
    taken = np.sort(rng.permutation(len(dwelling_committee))[:families])
    by_dwelling = np.argsort(leaning[dwelling_committee[taken]] + rng.gumbel(size=families), kind="stable")
    by_household = np.argsort(is_elder * 1.0 + rng.gumbel(size=families), kind="stable")
    dwelling = np.empty(families, dtype=int)
    dwelling[by_household] = taken[by_dwelling]
    return dwelling


def _tenure_of(members: Members, committee: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return each family's tenure; some committees are let by half, most hardly: 11 % on average.

    That is beside the families who always rent.
    """
    renting = np.zeros(len(committee), dtype=bool)
    renting[members.household] = members.renting
    draw = rng.random(len(committee))
    let_share = np.clip(rng.gamma(0.7, 0.16, committees().height), 0, 0.6)
    return np.select([renting | (draw < let_share[committee]), draw > 0.915], ["2", "3"], "1")


def _is_on_cloud(committee: np.ndarray, reluctance: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return which households are on the cloud, by committee and by the reluctance of the families."""
    total = len(committee)
    chance = rng.beta(5.05, 5.05, committees().height)[committee]
    chance[: len(reluctance)] -= reluctance
    cloud = np.zeros(total, dtype=bool)
    cloud[np.argsort(rng.random(total) - chance, kind="stable")[: round(total * 0.4991)]] = True
    return cloud


def _with_attributes(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    count = people.height
    age = people["age"].to_numpy()
    first = np.datetime64(first_date())
    birth = first - (np.floor(age * 365.2425).astype(int) + 1 + rng.integers(0, 364, count)).astype(
        "timedelta64[D]"
    )
    area = committees()["committee_code"]
    home = people["home"].to_numpy()
    draw = rng.random(count)
    other = rng.integers(0, len(area), count)
    outside = pick(ELSEWHERE_IN_SHANGHAI, rng.integers(len(ELSEWHERE_IN_SHANGHAI), size=count)) + "003001"
    local, away = people["registration_type"].to_numpy() == "1", people["away"].to_numpy()
    elsewhere = local & ~away & (draw > 0.92)
    split = local & ~away & (draw > 0.82) & ~elsewhere
    within = area.gather(np.where(split, other, home))
    table = people.with_columns(
        person_code=codes("R", count, 9),
        birth_date=_with_telling_birthdays(pl.Series(birth.astype("datetime64[D]")), age),
        registered_committee_code=pl.select(
            pl.when(pl.Series(elsewhere)).then(outside).when(pl.Series(local)).then(within)
        ).to_series(),
        split=pl.Series(split),
        elsewhere=pl.Series(elsewhere),
        appears=pl.lit(0, pl.Int32),
        vanishes=pl.lit(NEVER, pl.Int32),
    )
    return with_documents(with_names(table, rng), rng)


def _with_telling_birthdays(birth: pl.Series, age: np.ndarray) -> pl.Series:
    """Move one in 400 to a birthday on a snapshot date (elders: 60th or 80th), one in 400 to 29 February."""
    row, year = pl.int_range(pl.len()), pl.col("birth").dt.year()
    old = pl.col("age") >= 58
    on = dict(enumerate(snapshot_dates()))
    day = row // 400 % DAYS
    year_of, month_of, day_of = (
        day.replace_strict({place: getattr(each, part) for place, each in on.items()}, return_dtype=pl.Int32)
        for part in ("year", "month", "day")
    )
    turning = year_of - pl.when(pl.col("age") >= 70).then(80).otherwise(60)
    return (
        pl.DataFrame({"birth": birth, "age": age})
        .select(
            pl.when((row % 400 == 0) & (pl.col("age") > 1))
            .then(
                # There is a 28 February in every year.
                pl.date(
                    pl.when(old).then(turning).otherwise(year),
                    month_of,
                    pl.when((month_of == 2) & (day_of == 29)).then(28).otherwise(day_of),
                )
            )
            .when((row % 400 == 1) & (pl.col("age") > 4))
            .then(pl.date((year - year % 4).clip(1904), 2, 29))
            .otherwise("birth")
        )
        .to_series()
    )


def _relations(
    people: pl.DataFrame, relation: np.ndarray, family_count: int, rng: np.random.Generator
) -> pl.DataFrame:
    """One row per person and household: living here, or only registered (户在人不在, 人户分离)."""
    count = people.height
    since = np.datetime64(first_date()) - rng.integers(30, 12_000, count).astype("timedelta64[D]")
    since = np.maximum(since, people["birth_date"].to_numpy().astype("datetime64[D]"))
    base = pl.DataFrame(
        {
            "person": np.arange(count),
            "household": people["household"],
            "kind": people["away"].replace_strict({True: "2", False: "1"}, return_dtype=pl.String),
            "relation": relation,
            "since": pl.Series(since.astype("datetime64[D]")),
            "registered_household": rng.integers(0, family_count, count),
            "split": people["split"],
        }
    ).with_columns(appears=pl.lit(0, pl.Int32), vanishes=pl.lit(NEVER, pl.Int32))
    elsewhere = base.filter("split").with_columns(
        household=pl.col("registered_household"), kind=pl.lit("2"), relation=pl.lit(CHILD)
    )
    columns = ["person", "household", "kind", "relation", "since", "appears", "vanishes"]
    return pl.concat([base.filter(pl.col("household") >= 0), elsewhere]).select(columns)
