"""What a reader can work out of shown counts, by going through every table that agrees with them."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Area = TypeVar("Area", bound=Hashable)


def possible_values(
    target: Area,
    root: Area,
    children: Mapping[Area, Sequence[Area]],
    shown: Mapping[Area, int],
    unseen: Mapping[Area, range],
) -> set[int]:
    """Every count that `target` has in some table with the shown counts.

    A parent is the sum of its children; what is not shown is somewhere in `unseen`.
    """

    def tables(area: Area) -> set[tuple[int, int | None]]:
        """The count of an area and that of the target, if it is within."""
        if area in children:
            found: set[tuple[int, int | None]] = {(0, None)}
            for child in children[area]:
                of_child = tables(child)
                found = {
                    (sum_ + count, seen if other is None else other)
                    for sum_, seen in found
                    for count, other in of_child
                }
        else:
            found = {(count, None) for count in ([shown[area]] if area in shown else unseen[area])}
        within = {shown[area]} if area in shown else unseen[area]
        found = {(count, seen) for count, seen in found if count in within}
        return {(count, count) for count, _ in found} if area == target else found

    return {seen for _, seen in tables(root) if seen is not None}
