"""What a reader of all reports together knows of every count: its least and its most, by interval arithmetic.

Belongs here: narrowing bounds until nothing moves. Does not belong here: which tables are read.
"""

from collections.abc import Iterable

import numpy as np

Array = np.ndarray
Sum = tuple[int, list[int]]
"""Numbers of a whole and of its parts."""


def narrowed(least: Array, most: Array, places: Iterable[Sum], names: Iterable[Sum]) -> tuple[Array, Array]:
    """Return the bounds of counts by name and place once all that adds up is used.

    Args:
        least: by name and place, what each count is at least.
        most: what it is at most.
        places: places (of every name) that add up to another.
        names: names (at every place) whose counts add up to another's.
    """
    least, most = least.astype(float), most.astype(float)
    places, names = list(places), list(names)
    while True:
        before = least.copy(), most.copy()
        for whole, parts in places:
            _sum(least.T, most.T, whole, parts)
        for whole, parts in names:
            _sum(least, most, whole, parts)
        if np.array_equal(before[0], least) and np.array_equal(before[1], most):
            return least, most


def _sum(least: Array, most: Array, whole: int, parts: list[int]) -> None:
    """Narrow rows in place: the parts add up to the whole."""
    low, high = least[parts].sum(0), most[parts].sum(0)
    least[whole], most[whole] = np.maximum(least[whole], low), np.minimum(most[whole], high)
    for part in parts:
        others_low, others_high = low - least[part], high - most[part]
        up, down = least[whole] - others_high, most[whole] - others_low
        low, high = low - least[part], high - most[part]
        least[part], most[part] = np.maximum(least[part], up), np.minimum(most[part], down)
        low, high = low + least[part], high + most[part]
