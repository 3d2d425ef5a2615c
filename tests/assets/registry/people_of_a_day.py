"""Rows of one day as the registry sees them, and the register after several days."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import permutations

import polars as pl

from assets.registry.identity.register import empty_register, extend_register, known_ids
from assets.registry.identity.same_person import persons

SECRET = bytes(32)
FIRST = date(2024, 3, 1)
Row = tuple[str | None, str, date] | tuple[str | None, str, date, str]
"""resident_key, name, birth date, and sex where it is not a woman."""
Day = Mapping[str, Row]  # by person code
Seen = tuple[int, str]  # the number of a day, a person code


def people(day: Day) -> tuple[pl.DataFrame, pl.Series]:
    """Canonical residents of a day, and the key of each."""
    frame = pl.DataFrame(
        [(code, row[1], row[3] if len(row) == 4 else "female", row[2]) for code, row in day.items()],
        schema={"person_code": pl.String, "name": pl.String, "sex": pl.String, "birth_date": pl.Date},
        orient="row",
    )
    return frame, pl.Series("resident_key", [key for key, *_ in day.values()], dtype=pl.String)


def observed(day: Day) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The people of a day, and what the register is told of them."""
    frame, keys = people(day)
    who = persons(frame, keys)
    told = who.join(frame, on="person_code").select(
        "leading_code", "resident_key", "name", "sex", "birth_date", source_code="person_code"
    )
    return who, told


def register_after(days: Sequence[tuple[int, Day]]) -> tuple[pl.DataFrame, dict[tuple[int, str], int]]:
    """The register after days taken in one after the other, and the id of each code on each of them."""
    register, shown = empty_register(), {}
    for number, day in days:
        who, told = observed(day)
        on = FIRST + timedelta(number)
        register = extend_register(register, {"resident": told}, on, SECRET)
        known = known_ids(register, who, on).filter(pl.col("source_code").is_in(list(day)))
        shown |= {(number, code): given for _, code, given in known.iter_rows()}
    return register, shown


def same_people(days: Sequence[tuple[int, Day]]) -> set[frozenset[Seen]]:
    """Which codes on which days are under one id, as each day was told at its time."""
    return _grouped(register_after(days)[1])


def run_again(days: Sequence[tuple[int, Day]]) -> set[frozenset[Seen]]:
    """Which codes on which days are under one id once all days are known."""
    register, _ = register_after(days)
    shown = {
        (number, code): one
        for number, day in days
        for _, code, one in known_ids(register, observed(day)[0], FIRST + timedelta(number)).iter_rows()
        if code in day
    }
    return _grouped(shown)


def in_every_order(history: Sequence[Day]) -> list[set[frozenset[Seen]]]:
    """What `run_again` says after each order of the days that says something else than the orders before."""
    found: list[set[frozenset[Seen]]] = []
    for order in permutations(enumerate(history)):
        people_found = run_again(order)
        if people_found not in found:
            found.append(people_found)
    return found


def _grouped(shown: Mapping[Seen, int]) -> set[frozenset[Seen]]:
    by_id: dict[int, set[Seen]] = {}
    for seen, one in shown.items():
        by_id.setdefault(one, set()).add(seen)
    return {frozenset(seen) for seen in by_id.values()}
