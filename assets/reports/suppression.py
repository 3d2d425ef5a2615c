"""Which counts of a tree of areas may not be shown, so that no small one can be read or worked out.

Belongs here: small counts and the further ones hidden to protect them (complementary suppression).
Does not belong here: what is counted (`statistics`).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Area = TypeVar("Area", bound=Hashable)
SMALL = 5
"""Counts from 1 to SMALL - 1 are hidden."""


def hidden_areas(
    counts: Mapping[Area, int], children: Mapping[Area, Sequence[Area]], unpublished: frozenset[Area]
) -> set[Area]:
    """Return the areas whose count is hidden.

    `children`: by parent, parents before their children; a parent counts the sum of its children.
    `unpublished`: areas that no table shows (for example people without a committee), hidden in any case.
    Where a hidden small count could be had as the parent less the other children, the smallest other non-zero
    children are hidden too, until the sum of all hidden ones is not small; a parent hidden for this
    is in turn not the sum of shown children.
    """
    small = {area for area, count in counts.items() if 0 < count < SMALL}
    hidden = small | {area for area in unpublished if counts[area] > 0}
    for parent, below in children.items():
        covered = [area for area in below if area in hidden]
        if parent not in hidden and not small.intersection(covered):
            continue
        shown = sorted(
            (area for area in below if area not in hidden and counts[area] > 0),
            key=lambda area: (counts[area], str(area)),
        )
        # One small count alone stays below SMALL, so under a shown parent at least two are hidden.
        while shown and sum(counts[area] for area in covered) < SMALL:
            covered.append(shown.pop(0))
        hidden.update(covered)
    return hidden
