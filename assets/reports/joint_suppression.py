"""Which more counts are hidden because readers know what tags say of each other.

Belongs here: all counts of one kind of subject together, in sums that readers can set up. Does not belong
here: one tag by itself (`suppression`), which sums there are (`sums_of_tags`), intervals (`feasibility`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assets.reports.feasibility import ANY, Intervals, Sum, Sums, narrowed
from assets.reports.suppression import SMALL

Flags = npt.NDArray[np.bool_]
Cell = tuple[int, int]
"""The row of a name and the column of an area."""
_WIDE_ENOUGH = SMALL - 1
_MOST_STEPS = 8


@dataclass(frozen=True)
class Table:
    """Counts of one kind of subject, by name (rows) and area (columns).

    hidden: what is not shown. is_open: where a relation does not hold: any number. to_protect: small counts
    that must be in no narrower interval than SMALL. untold: hidden elsewhere, small or not; what may be small
    must not be in one either. may_hide: what may be hidden beside them. areas, names: what adds up; further:
    what follows from the sums of names.
    """

    counts: npt.NDArray[np.int64]
    hidden: Flags
    is_open: Flags
    to_protect: Flags
    untold: Flags
    may_hide: Flags
    areas: tuple[Sum, ...]
    names: tuple[Sum, ...]
    further: tuple[Sum, ...]

    def told(self) -> Intervals:
        """Return what a reader is told of each count: itself, or nothing."""
        least = np.where(self.hidden, np.where(self.is_open, -ANY, 0), self.counts)
        return Intervals(least, np.where(self.hidden, ANY, self.counts))

    def narrow(self, known: Intervals) -> Flags:
        """Return which counts to protect are in a narrower interval than SMALL."""
        may_be_small = self.untold & (known.least < SMALL) & (known.most > 0)
        return (self.to_protect | may_be_small) & (known.widths < _WIDE_ENOUGH) | self._alone()

    def _alone(self) -> Flags:
        """Return which counts are the only hidden ones of a shown area: whoever subtracts has them."""
        alone = np.zeros_like(self.hidden)
        for whole, parts in self.areas:
            hidden = self.hidden[:, parts] & self.may_hide[:, parts]
            is_one = (hidden.sum(1) == 1) & ~self.hidden[:, whole]
            alone[:, parts] |= hidden & is_one[:, None]
        return alone & (self.counts > 0)

    def can_hide(self, cell: Cell) -> bool:
        """Return whether a count is shown and may be hidden."""
        return bool(self.may_hide[cell] and not self.hidden[cell])

    @cached_property
    def _by_row(self) -> dict[int, list[Sum]]:
        return _by_member((*self.names, *self.further))

    @cached_property
    def _by_column(self) -> dict[int, list[Sum]]:
        return _by_member(self.areas)

    def sums_with(self, cell: Cell) -> Iterator[tuple[Cell, list[Cell]]]:
        """Yield whole and parts of every sum that a count is in."""
        row, column = cell
        for whole, parts in self._by_row.get(row, ()):
            yield (whole, column), [(part, column) for part in parts]
        for whole, parts in self._by_column.get(column, ()):
            yield (row, whole), [(row, part) for part in parts]


def hide_further(table: Table) -> Flags:
    """Return what is hidden once no count to protect is in a narrow interval, as far as anything can help.

    For each narrow one the smallest count is hidden that is shown in the sums that narrow it; where none is
    shown there, the same is asked of what is hidden there. After each round all are looked at again, for what
    is hidden for one helps others: so in a round there is one for each area.
    """
    # By the sums of names first, which is nearly all and much less work than with what follows from them.
    areas, every = Sums(table.areas), (*table.names, *table.further)
    for names in (Sums(table.names), Sums(every)):
        _hide_by(table, areas, names)
    return table.hidden


def _hide_by(table: Table, areas: Sums, names: Sums) -> None:
    """Hide more in the table until no count to protect is narrow by these sums, as far as it goes."""
    while True:
        told = table.told()
        known = narrowed(told, areas, names)
        just_hidden, touched = set[Cell](), set[int]()
        for row, column in np.argwhere(table.narrow(known)).tolist():
            cell = None if column in touched else _to_hide(table, told, known, (row, column), just_hidden)
            if cell is not None:
                table.hidden[cell] = True
                just_hidden.add(cell)
                touched.update((column, cell[1]))
        if not just_hidden:
            return


def _to_hide(
    table: Table, told: Intervals, known: Intervals, narrow: Cell, just_hidden: set[Cell]
) -> Cell | None:
    """Return the count to hide for a narrow one; None where nothing can be, or something has just been."""
    seen, layer = {narrow}, [narrow]
    for _ in range(_MOST_STEPS):
        others = Counter[Cell]()
        for cell in layer:
            others.update(_that_narrow(table, told, known, cell))
        if not just_hidden.isdisjoint(others):
            return None
        shown = [each for each in others if table.can_hide(each)]
        if shown:  # what stands in most of these sums widens most of them; a zero only as the last one

            def cost(each: Cell) -> tuple[int, bool, int, Cell]:
                return -others[each], not table.counts[each], int(table.counts[each]), each  # noqa: B023

            return min(shown, key=cost)
        layer = [each for each in others if table.hidden[each] and each not in seen]
        seen.update(layer)
    return None


def _that_narrow(table: Table, told: Intervals, known: Intervals, cell: Cell) -> Counter[Cell]:
    """Return what stands beside a count in the sums that narrow it, and in how many of these.

    By what is told; else by what is known, where a count's own narrowness may come back to it, also by two
    sums, of which one says the least and another one the most.
    """
    return _narrowing(table, told, cell) or _narrowing(table, known, cell) + _bounding(table, known, cell)


def _narrowing(table: Table, known: Intervals, cell: Cell) -> Counter[Cell]:
    """Return what stands beside a count in the sums that each narrow it alone, and in how many of these."""
    sums = [
        (whole, parts)
        for whole, parts in table.sums_with(cell)
        if (ends := _interval(known, cell, whole, parts))[1] - ends[0] < _WIDE_ENOUGH
    ]
    return _beside(cell, sums)


def _bounding(table: Table, known: Intervals, cell: Cell) -> Counter[Cell]:
    """Return what stands beside a count in the sums that say its least or its most, and in how many."""
    least, most = int(known.least[cell]), int(known.most[cell])
    sums = []
    for whole, parts in table.sums_with(cell):
        low, high = _interval(known, cell, whole, parts)
        if (low == least and low > 0) or high == most:
            sums.append((whole, parts))
    return _beside(cell, sums)


def _beside(cell: Cell, sums: list[tuple[Cell, list[Cell]]]) -> Counter[Cell]:
    return Counter(each for whole, parts in sums for each in (*parts, whole) if each != cell)


def _interval(known: Intervals, cell: Cell, whole: Cell, parts: list[Cell]) -> tuple[int, int]:
    """Return the least and the most of a count by one sum alone."""
    others = [part for part in parts if part != cell]
    low, high = sum(int(known.least[part]) for part in others), sum(int(known.most[part]) for part in others)
    if cell != whole:
        low, high = int(known.least[whole]) - high, int(known.most[whole]) - low
    return max(low, 0), high


def _by_member(sums: tuple[Sum, ...]) -> dict[int, list[Sum]]:
    """Return the sums that each number is in."""
    found = defaultdict[int, list[Sum]](list)
    for whole, parts in sums:
        for member in (whole, *parts):
            found[member].append((whole, parts))
    return found
