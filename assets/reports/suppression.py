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

from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, TypeVar

Area = TypeVar("Area", bound=Hashable)
SMALL = 5
"""Counts from 1 to SMALL - 1 are hidden."""


def hidden_areas(
    counts: Mapping[Area, int],
    children: Mapping[Area, Sequence[Area]],
    unpublished: frozenset[Area] = frozenset(),
) -> set[Area]:
    """Return the areas whose count is hidden; the root is one of them when nothing else would do.

    Args:
        counts: by area.
        children: by parent, parents before their children; a parent counts the sum of its children.
        unpublished: areas that no table shows (for example people without a committee). A small one is
            protected like any other, but none protects another: somebody may know it from elsewhere.

    """
    tree = _Areas(counts, children, unpublished)
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


class _Areas(Generic[Area]):
    """A tree of areas with their counts, and which of them are hidden so far: first, the small ones."""

    def __init__(
        self,
        counts: Mapping[Area, int],
        children: Mapping[Area, Sequence[Area]],
        unpublished: frozenset[Area],
    ) -> None:
        self.counts, self.children, self.unpublished = counts, children, unpublished
        self.hidden = {area for area, count in counts.items() if 0 < count < SMALL}
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


def hidden_groups(counts: Mapping[str, int], total_is_shown: bool) -> set[str]:
    """Return which groups are hidden when the sum of all is shown elsewhere, or is hidden there.

    Of a total that is hidden at least one group is, so that it is not their sum. One that is shown and gives
    every group away, none of them a zero, cannot be hidden here; then all groups are.
    """
    whole: tuple[str, ...] = ()
    tree = {whole: sum(counts.values())} | {(group,): count for group, count in counts.items()}
    hidden = hidden_areas(tree, {whole: [(group,) for group in counts]})
    if total_is_shown and whole in hidden:
        return set(counts)
    groups = {group for group in counts if (group,) in hidden}
    if not total_is_shown and not groups:
        groups = set(sorted((group for group in counts if counts[group]), key=counts.__getitem__)[:1])
    return groups
