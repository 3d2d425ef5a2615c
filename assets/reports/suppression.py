"""Which counts of a tree of areas may not be shown, so that no small one can be read or worked out.

Belongs here: small counts and the further ones hidden to protect them (complementary suppression).
Does not belong here: what is counted (`statistics`).

The rule. A reader knows every shown count, that a parent is the sum of its children, and that a hidden count
is at least 1 as long as zeros are shown. So below a shown parent the smallest hidden areas have a known sum
R and a known least sum L (one each, or 0 where zeros are hidden with them), and each of them can be anything
up to R - L more than its least. They hide each other when there are two or more, R - L is at least SMALL - 1
(each may then be SMALL, so nobody sees that it is small), and not all are SMALL - 1 (whoever takes each for
small would read all of them off R). While they do not, the smallest other child is hidden too; after the last
one the zeros are, so that the parent can still be shown; and where there is no zero, the parent is, and
stands among its own siblings with all that is hidden below it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

Area = TypeVar("Area", bound=Hashable)
SMALL = 5
"""Counts from 1 to SMALL - 1 are hidden."""
_ANY = 10**9
"""What nothing else bounds."""


def hidden_areas(
    counts: Mapping[Area, int],
    children: Mapping[Area, Sequence[Area]],
    unpublished: frozenset[Area] = frozenset(),
    most: Mapping[Area, int] | None = None,
) -> set[Area]:
    """Return the areas whose count is hidden; the root is one of them when nothing else would do.

    Who knows how many subjects an area has takes the count from it and has how many it does not count: where
    these are few, the count is hidden like a small one.

    Args:
        counts: by area.
        children: by parent, parents before their children; a parent counts the sum of its children.
        unpublished: areas that no table shows (for example people without a committee). A small one is
            protected like any other, but none protects another: somebody may know it from elsewhere.
        most: how many could be counted at most, by area, where that is published too.

    """
    hidden = _hidden_alone(counts, children, unpublished)
    if most is None:
        return hidden
    # Two counts that are all there are, each the rest of the other, have to hide in the same areas.
    others = {area: most[area] - count for area, count in counts.items()}
    # Of an area with fewer than SMALL in all nobody knows how many there are: that count is hidden as well.
    few_left = {area for area in counts if 0 < others[area] < SMALL <= most[area]}
    hidden |= _hidden_alone(others, children, unpublished, few_left)
    small = few_left | {area for area in counts if 0 < counts[area] < SMALL}
    tree = _Areas({area: min(counts[area], others[area]) for area in counts}, children, unpublished, hidden)
    while (narrow := _narrow(small, possible(counts, children, tree.hidden, most), most)) is not None:
        if not tree.hide_beside(narrow):
            break
    return tree.hidden


def _hidden_alone(
    counts: Mapping[Area, int],
    children: Mapping[Area, Sequence[Area]],
    unpublished: frozenset[Area],
    small: Collection[Area] | None = None,
) -> set[Area]:
    """Return what is hidden where nobody knows how many there could be; `small`: those to be protected."""
    if small is None:
        small = {area for area, count in counts.items() if 0 < count < SMALL}
    tree = _Areas(counts, children, unpublished, small)
    for parent in reversed(list(children)):
        while tree.has_hidden(parent) and not _hide_each_other(*tree.hidden_within(parent)):
            if further := tree.open_below(parent):
                tree.hide(further[0])
            elif parent not in tree.hidden and tree.has_zeros(parent):
                tree.hide_zeros(parent)
            else:
                tree.hidden.add(parent)
                break
    return tree.hidden


def possible(
    counts: Mapping[Area, int],
    children: Mapping[Area, Sequence[Area]],
    hidden: Collection[Area],
    most: Mapping[Area, int],
) -> dict[Area, tuple[int, int]]:
    """Return what a reader knows of each count: the least and the most that it can be.

    In a tree this is exact: what the parts allow goes up, what the whole and its other parts leave goes down.

    Args:
        most: how many could be counted at most, by area; one without is bounded by what is above it.
    """
    parents = {child: parent for parent, below in children.items() for child in below}
    (root,) = (area for area in counts if area not in parents)
    least: dict[Area, int] = {}
    greatest: dict[Area, int] = {}
    for area in reversed(_downwards(root, children)):
        below = children.get(area, ())
        low = sum(least[child] for child in below)
        high = sum(greatest[child] for child in below) if below else most.get(area, _ANY)
        known = area not in hidden
        least[area] = counts[area] if known else low
        greatest[area] = counts[area] if known else min(high, most.get(area, _ANY))
    found = {root: (least[root], greatest[root])}
    for area in _downwards(root, children):
        low, high = found[area]
        below = children.get(area, ())
        all_least, all_greatest = sum(least[each] for each in below), sum(greatest[each] for each in below)
        for child in below:
            others_least, others_greatest = all_least - least[child], all_greatest - greatest[child]
            found[child] = (
                max(least[child], low - others_greatest),
                min(greatest[child], high - others_least),
            )
    return found


def _downwards(root: Area, children: Mapping[Area, Sequence[Area]]) -> list[Area]:
    """Return all areas, each after what is above it."""
    order = [root]
    for area in order:
        order += children.get(area, ())
    return order


def _narrow(
    small: Collection[Area], spans: Mapping[Area, tuple[int, int]], most: Mapping[Area, int]
) -> Area | None:
    """Return an area whose small count could be too few different ones, None when there is none."""
    for area in sorted(small, key=str):
        low, high = spans[area]
        if high - low < SMALL - 1 and most[area] >= SMALL:
            return area
    return None


class _Areas(Generic[Area]):
    """A tree of areas with their counts, and which of them are hidden so far."""

    def __init__(
        self,
        counts: Mapping[Area, int],
        children: Mapping[Area, Sequence[Area]],
        unpublished: frozenset[Area],
        hidden: Collection[Area],
    ) -> None:
        self.counts, self.children, self.unpublished = counts, children, unpublished
        self.hidden = set(hidden)
        self._parents = {child: parent for parent, below in children.items() for child in below}
        self._maybe_zero: set[Area] = set()

    def has_hidden(self, parent: Area) -> bool:
        """Whether a child of this area is hidden."""
        return not self.hidden.isdisjoint(self.children.get(parent, ()))

    def open_below(self, area: Area) -> list[Area]:
        """Return the children that may be hidden to protect others, the smallest first."""
        below = (
            child
            for child in self.children.get(area, ())
            if child not in self.hidden and self._has_cover(child)
        )
        return sorted(below, key=lambda child: (self.counts[child], str(child)))

    def hide(self, area: Area) -> None:
        """Hide an area, and what is needed below it: a hidden parent is not the sum of shown children."""
        self.hidden.add(area)
        if not self.has_hidden(area) and (below := self.open_below(area)):
            self.hide(below[0])

    def hide_beside(self, area: Area) -> bool:
        """Hide one more area that an area may hide behind: the smallest beside it, or what is above.

        False when there is none left.
        """
        while (parent := self._parents.get(area)) is not None:
            shown = [
                child
                for child in self.children[parent]
                if child not in self.hidden and child not in self.unpublished
            ]
            if shown:
                self.hidden.add(
                    min(shown, key=lambda child: (not self.counts[child], self.counts[child], str(child)))
                )
                return True
            if parent not in self.hidden:
                self.hidden.add(parent)
                return True
            area = parent
        return False

    def has_zeros(self, area: Area) -> bool:
        """Whether a published area below has no one, as far down as areas are hidden."""
        return any(
            self.has_zeros(child) if child in self.hidden else not self.counts[child]
            for child in self.children.get(area, ())
            if child not in self.unpublished
        )

    def hide_zeros(self, area: Area) -> None:
        """Hide the areas below that have no one, so that any that is hidden beside them may be one."""
        below = [
            child for child in self.children.get(area, ()) if child in self.hidden or not self.counts[child]
        ]
        if any(not self.counts[child] for child in below if child not in self.unpublished):
            self._maybe_zero.update(below)
        self.hidden.update(below)
        for child in below:
            self.hide_zeros(child)

    def hidden_within(self, area: Area) -> tuple[list[int], int]:
        """Return the counts of the smallest published areas hidden here, and the least they can add up to."""
        if area in self.unpublished:
            return [], 0
        smallest, least = ([], 0) if area in self.children else ([self.counts[area]], 0)
        for child in self.children.get(area, ()):
            if child in self.hidden:
                below, least_below = self.hidden_within(child)
                smallest, least = smallest + below, least + least_below
        return smallest, max(least, 1 if smallest and area not in self._maybe_zero else 0)

    def _has_cover(self, area: Area) -> bool:
        if area in self.unpublished:
            return False
        if area in self.children:
            return any(map(self._has_cover, self.children[area]))
        return self.counts[area] > 0


def _hide_each_other(smallest: list[int], least: int) -> bool:
    spare = sum(smallest) - least
    return len(smallest) > 1 and spare >= SMALL - 1 and set(smallest) != {SMALL - 1}


def hidden_groups(
    counts: Mapping[str, int], total_is_shown: bool, most: Mapping[str, int] | None = None
) -> set[str]:
    """Return which groups are hidden when the sum of all is shown elsewhere, or is hidden there.

    Of a total that is hidden at least one group is, so that it is not their sum. One that is shown and gives
    every group away, none of them a zero, cannot be hidden here; then all groups are. `most`: how many could
    be counted at most in each, where that is known.
    """
    whole: tuple[str, ...] = ()
    hidden = hidden_areas(_with_whole(counts), {whole: [(group,) for group in counts]}, most=_bounds(most))
    if total_is_shown and whole in hidden:
        return set(counts)
    groups = {group for group in counts if (group,) in hidden}
    if not total_is_shown and not groups:
        groups = set(sorted((group for group in counts if counts[group]), key=counts.__getitem__)[:1])
    return groups


def left_of_groups(
    counts: Mapping[str, int], hidden: Collection[str], total_is_shown: bool, most: Mapping[str, int]
) -> dict[str, int]:
    """Return how many are left in each group at most, for a reader who is shown the rest of the counts."""
    whole: tuple[str, ...] = ()
    not_shown = [*((group,) for group in hidden), *(() if total_is_shown else (whole,))]
    spans = possible(
        _with_whole(counts), {whole: [(group,) for group in counts]}, not_shown, _bounds(most) or {}
    )
    return {group: most[group] - spans[group,][0] for group in counts}


def _with_whole(counts: Mapping[str, int]) -> dict[tuple[str, ...], int]:
    return {(): sum(counts.values())} | {(group,): count for group, count in counts.items()}


def _bounds(most: Mapping[str, int] | None) -> dict[tuple[str, ...], int] | None:
    return None if most is None else _with_whole(most)
