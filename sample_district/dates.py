"""The sample's calendar: how many snapshot dates there are, and on which day they begin.

What belongs here: the first date, from which every other date of the sample is counted. What does not: what
happens on it. The same first date gives the same district; tests keep the one below, and whoever looks at the
sample has it end yesterday.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta

import numpy as np

DAYS = 4
"""How many snapshot dates there are, one after the other."""
_FIRST = ContextVar("first", default=date(2024, 3, 1))


def first_date() -> date:
    """Return the first snapshot date of the sample that is being made."""
    return _FIRST.get()


def snapshot_dates() -> tuple[date, ...]:
    """Return the snapshot dates of the sample that is being made, oldest first."""
    return tuple(first_date() + timedelta(days=day) for day in range(DAYS))


def days_after(days: np.ndarray | int) -> np.ndarray:
    """Return the days so many after the first date; before it where negative."""
    return (np.datetime64(first_date()) + days).astype("datetime64[D]")


@contextmanager
def ending_on(newest: date | None) -> Iterator[None]:
    """Make the sample that is made in this block end on a day; None leaves it as it is."""
    if newest is None:
        yield
        return
    token = _FIRST.set(newest - timedelta(days=DAYS - 1))
    try:
        yield
    finally:
        _FIRST.reset(token)
