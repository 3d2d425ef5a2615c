"""Counts over time as a small line drawing: places in a square of 100, for the template `parts.html`.

Belongs here: scaling. Does not belong here: counting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Drawing:
    """Lines and dots to draw; a hidden count breaks the line. `label`: the same in words."""

    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    highest: int
    lowest: int
    first: date
    last: date
    label: str


def sparkline(points: Sequence[tuple[date, int | None]]) -> Drawing | None:
    """Return the drawing of counts by day, oldest first; None when fewer than two are shown."""
    shown = [(day, count) for day, count in points if count is not None]
    if len(shown) < 2:
        return None
    counts = [count for _, count in shown]
    # The axis leaves a tenth of the values above and below: small changes are seen and not blown up.
    margin = max(1, round(max(counts) * 0.1))
    highest, lowest = max(counts) + margin, max(0, min(counts) - margin)
    first, last = points[0][0], points[-1][0]
    span = max(1, (last - first).days)

    def place(day: date, count: int) -> tuple[float, float]:
        return round((day - first).days / span * 100, 2), round(
            100 - (count - lowest) / (highest - lowest) * 100, 2
        )

    lines: list[list[tuple[float, float]]] = [[]]
    for day, count in points:
        if count is None:
            lines.append([])
        else:
            lines[-1].append(place(day, count))
    drawn = tuple(" ".join(f"{x},{y}" for x, y in line) for line in lines if len(line) > 1)
    dots = tuple(place(day, count) for day, count in shown) if len(shown) <= 40 else ()
    label = "; ".join(
        f"{day}: {count:,}" for day, count in (shown if len(shown) <= 12 else (shown[0], shown[-1]))
    )
    return Drawing(drawn, dots, highest, lowest, first, last, label)
