"""What a reader of shown counts knows of the others: the feasibility interval of every count of a table.

Belongs here: narrowing intervals until nothing moves, by everything that adds up. Does not belong here: which
counts are hidden (`suppression`), or what adds up (`statistics`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Sum = tuple[int, Sequence[int]]
"""The numbers of a whole and of its parts."""
ANY = 10**9
"""What nothing bounds."""


class _Batch(NamedTuple):
    """Sums of as many parts each, of which no number is in two: the wholes, and their parts."""

    wholes: npt.NDArray[np.intp]
    parts: npt.NDArray[np.intp]


class Sums:
    """Sums of counts by number, laid out so that many are used at once."""

    def __init__(self, sums: Iterable[Sum]) -> None:
        batches: list[tuple[set[int], list[Sum]]] = []
        for whole, parts in sums:
            for taken, batch in batches:
                if len(batch[0][1]) == len(parts) and taken.isdisjoint((whole, *parts)):
                    break
            else:
                taken, batch = set(), []
                batches.append((taken, batch))
            taken.update((whole, *parts))
            batch.append((whole, parts))
        self.batches = [
            _Batch(np.array([whole for whole, _ in batch]), np.array([list(parts) for _, parts in batch]))
            for _, batch in batches
        ]


class ContradictionError(ValueError):
    """What is known of counts contradicts itself."""


@dataclass(frozen=True)
class Intervals:
    """The least and the most that each count can be, by name (rows) and place (columns)."""

    least: Whole
    most: Whole

    @property
    def widths(self) -> Whole:
        """How far apart both are."""
        return self.most - self.least


def narrowed(known: Intervals, places: Sums, names: Sums) -> Intervals:
    """Return the intervals once all that adds up is used, over and over, until nothing moves.

    Sums of integers in intervals: what the parts allow goes up, what the whole and the other parts leave goes
    down. No count outside what comes back agrees with all that is known; in a tree it is exact.

    ContradictionError where no counts agree with it all.

    Args:
        known: what each count can be at first.
        places: places (of every name) that add up to another one.
        names: names (at every place) whose counts add up to another one's.
    """
    least, most = known.least.copy(), known.most.copy()
    while True:
        before = least.copy(), most.copy()
        for batch in places.batches:
            _narrow(least.T, most.T, batch)
        for batch in names.batches:
            _narrow(least, most, batch)
        if (least > most).any():
            raise ContradictionError
        if np.array_equal(before[0], least) and np.array_equal(before[1], most):
            return Intervals(least, most)


def _narrow(least: Whole, most: Whole, batch: _Batch) -> None:
    """Narrow rows in place by sums that share none."""
    wholes, parts = batch
    low, high = least[parts], most[parts]
    all_low, all_high = low.sum(1), high.sum(1)
    whole_low, whole_high = np.maximum(least[wholes], all_low), np.minimum(most[wholes], all_high)
    least[wholes], most[wholes] = whole_low, whole_high
    least[parts] = np.maximum(low, whole_low[:, None] - (all_high[:, None] - high))
    most[parts] = np.minimum(high, whole_high[:, None] - (all_low[:, None] - low))
