"""Rows of one day as the registry sees them, and the register after several days."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from assets.registry.identity.register import empty_register, extend_register, known_ids
from assets.registry.identity.same_person import persons

SECRET = bytes(32)
FIRST = date(2024, 3, 1)
Row = tuple[str | None, str, date]  # resident_key, name, birth date
Day = Mapping[str, Row]  # by person code


def people(day: Day) -> tuple[pl.DataFrame, pl.Series]:
    """Canonical residents of a day, all women, and the key of each."""
    frame = pl.DataFrame(
        [(code, name, "female", born) for code, (_, name, born) in day.items()],
        schema={"person_code": pl.String, "name": pl.String, "sex": pl.String, "birth_date": pl.Date},
        orient="row",
    )
    return frame, pl.Series("resident_key", [key for key, *_ in day.values()], dtype=pl.String)


def observed(day: Day) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The people of a day, and what the register is told of them."""
    frame, keys = people(day)
    who = persons(frame, keys)
    attributes = frame.select(
        "person_code", attributes=pl.concat_str("name", "sex", "birth_date", separator="|")
    )
    told = who.join(attributes, on="person_code").select(
        "leading_code", "resident_key", "attributes", source_code="person_code"
    )
    return who, told


def register_after(days: Sequence[tuple[int, Day]]) -> tuple[pl.DataFrame, dict[tuple[int, str], int]]:
    """The register after days taken in one after the other, and the id of each code on each of them."""
    register, shown = empty_register(), {}
    for number, day in days:
        who, told = observed(day)
        register = extend_register(register, {"resident": told}, FIRST + timedelta(number), SECRET)
        known = known_ids(register, who).filter(pl.col("source_code").is_in(list(day)))
        shown |= {(number, code): given for _, code, given in known.iter_rows()}
    return register, shown
