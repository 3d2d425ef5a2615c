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
from typing import TypeVar

Area = TypeVar("Area", bound=Hashable)
SMALL = 5
"""Counts from 1 to SMALL - 1 are hidden."""


def hidden_areas(
    counts: Mapping[Area, int],
    children: Mapping[Area, Sequence[Area]],
    unpublished: frozenset[Area] = frozenset(),
) -> set[Area]:
    """Return the areas whose count is hidden; the root is one of them when nothing else would do.

    `children`: by parent, parents before their children; a parent counts the sum of its children.
    `unpublished`: areas that no table shows (for example people without a committee). A small one is
    protected like any other, but none protects another: somebody may know it from elsewhere.
    """
    hidden = {area for area, count in counts.items() if 0 < count < SMALL}
    maybe_zero: set[Area] = set()

    def has_cover(area: Area) -> bool:
        if area in unpublished:
            return False
        return any(map(has_cover, children[area])) if area in children else counts[area] > 0

    def open_below(area: Area) -> list[Area]:
        below = (child for child in children.get(area, ()) if child not in hidden and has_cover(child))
        return sorted(below, key=lambda child: (counts[child], str(child)))

    def hide(area: Area) -> None:
        # A hidden parent is not the sum of shown children.
        hidden.add(area)
        if hidden.isdisjoint(children.get(area, ())) and (below := open_below(area)):
            hide(below[0])

    def has_zeros(area: Area) -> bool:
        return any(
            has_zeros(child) if child in hidden else not counts[child]
            for child in children.get(area, ())
            if child not in unpublished
        )

    def hide_zeros(area: Area) -> None:
        below = [child for child in children.get(area, ()) if child in hidden or not counts[child]]
        if any(not counts[child] for child in below if child not in unpublished):
            maybe_zero.update(below)
        hidden.update(below)
        for child in below:
            hide_zeros(child)

    def hidden_within(area: Area) -> tuple[list[int], int]:
        """Return the counts of the smallest published areas hidden here, and the least they can add up to."""
        if area in unpublished:
            return [], 0
        smallest, least = ([], 0) if area in children else ([counts[area]], 0)
        for child in children.get(area, ()):
            if child in hidden:
                below, least_below = hidden_within(child)
                smallest, least = smallest + below, least + least_below
        return smallest, max(least, 1 if smallest and area not in maybe_zero else 0)

    for parent in reversed(list(children)):
        while not hidden.isdisjoint(children[parent]) and not _hide_each_other(*hidden_within(parent)):
            if further := open_below(parent):
                hide(further[0])
            elif parent not in hidden and has_zeros(parent):
                hide_zeros(parent)
            else:
                hidden.add(parent)
                break
    return hidden


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
