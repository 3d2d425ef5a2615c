"""Ordered kinds of values as whole numbers in a row, so that "the next value" and bisection mean something.

What belongs here: the range of each kind. What does not: rules.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from tag_rules.engine.expression.nodes import FIRST_DAY, LAST_DAY, Value
from tag_rules.engine.model import Feature

_INTEGERS = {"Int16": (-(2**15), 2**15 - 1), "Int32": (-(2**31), 2**31 - 1), "Int64": (-(2**31), 2**31 - 1)}
_AGES = (-1, 150)
_LARGEST_DECIMAL = 1e15


@dataclass(frozen=True)
class OrderedDomain:
    """The values `value(low)` to `value(high)` in order; `home` is an ordinary one."""

    low: int
    high: int
    home: int
    value: Callable[[int], Value]
    position: Callable[[Value], int]

    def first(self, holds: Callable[[Value], bool]) -> int | None:
        """Return the first position from which `holds` differs from before; None when it never turns.

        `holds` turns at most once along the line.
        """
        low, high = self.low, self.high
        before = holds(self.value(low))
        if holds(self.value(high)) == before:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if holds(self.value(middle)) == before:
                low = middle
            else:
                high = middle
        return high


def ordered_domain(feature: Feature) -> OrderedDomain | None:
    """Return the line of a feature's values within its range; None for texts, closed lists and yes/no."""
    line = _line(feature)
    if line is None or feature.range is None:
        return line
    low, high = line.position(feature.range.least), line.position(feature.range.most)
    return replace(line, low=low, high=high, home=min(max(line.home, low), high))


def _line(feature: Feature) -> OrderedDomain | None:
    if feature.type in _INTEGERS:
        low, high = _AGES if feature.full_years_of else _INTEGERS[feature.type]
        return OrderedDomain(low, high, 1, int, lambda value: int(value))  # type: ignore[arg-type]
    if feature.type == "Date":
        low, high = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
        home = date(2000, 6, 15).toordinal()
        return OrderedDomain(low, high, home, date.fromordinal, lambda value: value.toordinal())  # type: ignore[union-attr]
    if feature.type == "Float64":
        high, home = _place_of(_LARGEST_DECIMAL), _place_of(1.0)
        return OrderedDomain(-high, high, home, _decimal_at, lambda value: _place_of(float(value)))  # type: ignore[arg-type]
    return None


def _place_of(value: float) -> int:
    """Return a double's place among all doubles: neighbours differ by one, zero is at 0."""
    bits: int = struct.unpack("<q", struct.pack("<d", abs(value)))[0]
    return -bits if value < 0 else bits


def _decimal_at(place: int) -> float:
    value: float = struct.unpack("<d", struct.pack("<q", abs(place)))[0]
    return -value if place < 0 else value
