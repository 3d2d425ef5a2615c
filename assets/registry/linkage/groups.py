"""Groups of records that grow, with what must and what cannot be together.

Belongs here: joining and parting groups, and carrying out decisions. Does not belong here: which groups look
alike enough to be joined (`clusters.py`), which decision is the newer one (`decisions.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Groups:
    """Groups of rows 0, 1, 2 ..., each named by its lowest row.

    above: per row another one of its group, at last the lowest. links: by how much the pairs between two
    groups outweigh unseen pairs. apart: groups that must stay two. identities: the trustworthy numbers in a
    group. alone: values that a group has once.
    """

    above: list[int]
    size: list[int]
    links: dict[int, dict[int, float]] = field(default_factory=dict)
    apart: dict[int, set[int]] = field(default_factory=dict)
    identities: dict[int, set[str]] = field(default_factory=dict)
    alone: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def single(cls, rows: int) -> "Groups":
        """Return every row as a group of its own."""
        return cls(list(range(rows)), [1] * rows)

    def of(self, row: int) -> int:
        """Return the group of a row."""
        while self.above[row] != row:
            self.above[row] = self.above[self.above[row]]
            row = self.above[row]
        return row

    def part(self, one: int, two: int) -> None:
        """Keep two groups apart for ever."""
        if one != two:
            self.apart.setdefault(one, set()).add(two)
            self.apart.setdefault(two, set()).add(one)

    def link(self, one: int, two: int, weight: float) -> None:
        """Add the weight of a pair between two groups."""
        if one != two:
            for here, there in ((one, two), (two, one)):
                links = self.links.setdefault(here, {})
                links[there] = links.get(there, 0.0) + weight

    def mean(self, one: int, two: int, unseen: float) -> float:
        """Return the mean weight of all pairs between two linked groups."""
        return self.links[one][two] / (self.size[one] * self.size[two]) + unseen

    def may_unite(self, one: int, two: int) -> bool:
        """Whether nothing forbids that two groups are one person."""
        mine, theirs = self.identities.get(one), self.identities.get(two)
        if two in self.apart.get(one, ()) or (mine and theirs and mine != theirs):
            return False
        return not (self.alone.get(one, set()) & self.alone.get(two, set()))

    def unite(self, one: int, two: int) -> int:
        """Make one group of two, the lower row its name, and return it."""
        if one == two:
            return one
        one, two = min(one, two), max(one, two)
        self.above[two] = one
        self.size[one] += self.size[two]
        for there, weight in self.links.pop(two, {}).items():
            del self.links[there][two]
            self.link(one, there, weight)
        for there in self.apart.pop(two, set()):
            self.apart[there].discard(two)
            self.part(one, there)
        for marks in (self.identities, self.alone):
            if two in marks:
                marks[one] = marks.get(one, set()) | marks.pop(two)
        return one

    def carry_out(self, wishes: Iterable[tuple[int, int, bool]]) -> list[int]:
        """Join and part rows as wished, the strongest wish first; return the places of those not possible.

        wishes: two rows, and whether they are one person. What a stronger wish excludes is not done.
        """
        void = []
        for place, (left, right, same) in enumerate(wishes):
            one, two = self.of(left), self.of(right)
            if (one == two and not same) or (same and two in self.apart.get(one, ())):
                void.append(place)
            elif same:
                self.unite(one, two)
            else:
                self.part(one, two)
        return void
