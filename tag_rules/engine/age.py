"""Full years of age (周岁), the one definition that every evaluator uses.

A person born on 29 February turns k on 1 March in common years: the birthday is over when (month, day) of the
as-of date is not before (month, day) of the birth date.
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date


def full_years(birth_date: date, as_of: date) -> int:
    """Return the full years between the two dates (negative when born after `as_of`)."""
    before_birthday = (as_of.month, as_of.day) < (birth_date.month, birth_date.day)
    return as_of.year - birth_date.year - int(before_birthday)


def latest_birth_date(years: int, as_of: date) -> date | None:
    """Return the last birth date whose holder has `years` full years at `as_of`; None outside the calendar.

    So `full_years(b, as_of) >= years` is `b <= latest_birth_date(years, as_of)`.
    """
    year = as_of.year - years
    if not MINYEAR <= year <= MAXYEAR:
        return None
    try:
        return as_of.replace(year=year)
    except ValueError:  # 29 February has no counterpart in that year; 28 February is the last date before it
        return date(year, 2, 28)
