"""What a reader of shown counts knows of the others: the feasibility interval of every count of a table.

Belongs here: narrowing intervals until nothing moves, by everything that adds up. Does not belong here: which
counts are hidden (`suppression`), or what adds up (`statistics`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Sum = tuple[int, Sequence[int]]
"""The numbers of a whole and of its parts."""
ANY = 10**9
"""What nothing bounds."""


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


def narrowed(known: Intervals, places: Sequence[Sum], names: Sequence[Sum]) -> Intervals:
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
    of_places, of_names = _batches(places), _batches(names)
    while True:
        before = least.copy(), most.copy()
        for wholes, parts in of_places:
            _narrow(least.T, most.T, wholes, parts)
        for wholes, parts in of_names:
            _narrow(least, most, wholes, parts)
        if (least > most).any():
            raise ContradictionError
        if np.array_equal(before[0], least) and np.array_equal(before[1], most):
            return Intervals(least, most)


def _batches(sums: Sequence[Sum]) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Return the sums as arrays of wholes and of their parts: as many parts each, no number twice in one."""
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
    return [(np.array([s[0] for s in batch]), np.array([list(s[1]) for s in batch])) for _, batch in batches]


def _narrow(least: Whole, most: Whole, wholes: npt.NDArray[np.intp], parts: npt.NDArray[np.intp]) -> None:
    """Narrow rows in place by sums that share none."""
    low, high = least[parts], most[parts]
    all_low, all_high = low.sum(1), high.sum(1)
    whole_low, whole_high = np.maximum(least[wholes], all_low), np.minimum(most[wholes], all_high)
    least[wholes], most[wholes] = whole_low, whole_high
    least[parts] = np.maximum(low, whole_low[:, None] - (all_high[:, None] - high))
    most[parts] = np.minimum(high, whole_high[:, None] - (all_low[:, None] - low))
