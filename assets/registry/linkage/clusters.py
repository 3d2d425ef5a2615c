"""From pairs to people: groups that agree as a whole, not chains of which each link alone looks well.

Belongs here: clustering with what must and what cannot be together. Does not belong here: scores
(`weights.py`), which pairs contradict each other (`contradictions.py`).
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

_STRONGEST = 15.0
"""Bits beyond which a pair counts no more: one identical pair must not outweigh many that disagree."""


@dataclass(frozen=True)
class Constraints:
    """What scores do not decide.

    decided: pairs of rows and whether they are one person, the newest decision first: carried out whatever
    the scores say, unless a newer one says otherwise. apart: pairs that only a decision may put together.
    identity: per row a trustworthy number or null: rows of two numbers are two people. alone: per row a value
    that a person has once (two files without duplicates: the file); null for no such bound.
    """

    decided: Sequence[tuple[int, int, bool]] = ()
    apart: Iterable[tuple[int, int]] = ()
    identity: pl.Series | None = None
    alone: pl.Series | None = None


@dataclass
class _Groups:
    """Groups of rows; `links`: by how much the pairs between two of them outweigh unseen pairs."""

    above: list[int]
    size: list[int]
    links: dict[int, dict[int, float]] = field(default_factory=dict)
    apart: dict[int, set[int]] = field(default_factory=dict)
    identities: dict[int, set[str]] = field(default_factory=dict)
    alone: dict[int, set[str]] = field(default_factory=dict)

    def of(self, row: int) -> int:
        while self.above[row] != row:
            self.above[row] = self.above[self.above[row]]
            row = self.above[row]
        return row

    def part(self, one: int, two: int) -> None:
        if one != two:
            self.apart.setdefault(one, set()).add(two)
            self.apart.setdefault(two, set()).add(one)

    def link(self, one: int, two: int, weight: float) -> None:
        if one != two:
            for here, there in ((one, two), (two, one)):
                links = self.links.setdefault(here, {})
                links[there] = links.get(there, 0.0) + weight

    def mean(self, one: int, two: int, unseen: float) -> float:
        return self.links[one][two] / (self.size[one] * self.size[two]) + unseen

    def may_unite(self, one: int, two: int) -> bool:
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


def clusters(
    pairs: pl.DataFrame, rows: int, threshold: float, unseen: float, constraints: Constraints
) -> tuple[pl.Series, list[int]]:
    """Return per row the lowest row of its group, and the places of decisions that newer ones contradict.

    Groups are joined from the strongest on while the mean weight over all pairs between two groups stays at
    least `threshold`; a pair that was not compared, or weighs less, counts as `unseen`.

    Args:
        pairs: l, r, weight.
    """
    groups = _Groups(list(range(rows)), [1] * rows)
    groups.identities = _marks(constraints.identity)
    groups.alone = _marks(constraints.alone)
    contradicted = _decide(groups, constraints.decided)
    for one, two in constraints.apart:
        groups.part(groups.of(one), groups.of(two))
    for left, right, weight in _deciding(pairs, rows, threshold, unseen).iter_rows():
        groups.link(groups.of(left), groups.of(right), weight - unseen)
    _grow(groups, threshold, unseen)
    return pl.Series("cluster", [groups.of(row) for row in range(rows)], dtype=pl.Int32), contradicted


def _marks(values: pl.Series | None) -> dict[int, set[str]]:
    if values is None:
        return {}
    return {row: {value} for row, value in enumerate(values) if value is not None}


def _decide(groups: _Groups, decided: Sequence[tuple[int, int, bool]]) -> list[int]:
    contradicted = []
    for place, (left, right, same) in enumerate(decided):
        one, two = groups.of(left), groups.of(right)
        if (one == two and not same) or (same and two in groups.apart.get(one, ())):
            contradicted.append(place)
        elif same:
            groups.unite(one, two)
        else:
            groups.part(one, two)
    return contradicted


def _deciding(pairs: pl.DataFrame, rows: int, threshold: float, unseen: float) -> pl.DataFrame:
    """Return the pairs that can decide anything: those inside what pairs over the threshold hold together."""
    whole = _Groups(list(range(rows)), [1] * rows)
    for left, right in pairs.filter(pl.col("weight") >= threshold).select("l", "r").iter_rows():
        whole.unite(whole.of(left), whole.of(right))
    part = pl.Series([whole.of(row) for row in range(rows)], dtype=pl.Int32)
    near = pairs.filter(pl.col("weight") > unseen)
    return (
        near.filter(part.gather(near["l"]) == part.gather(near["r"]))
        .select("l", "r", pl.col("weight").clip(upper_bound=_STRONGEST))
        .sort("l", "r")
    )


def _grow(groups: _Groups, threshold: float, unseen: float) -> None:
    waiting = [
        (-groups.mean(one, two, unseen), one, two)
        for one, links in groups.links.items()
        for two in links
        if one < two
    ]
    heapq.heapify(waiting)
    while waiting:
        negative, one, two = heapq.heappop(waiting)
        if -negative < threshold:
            break
        is_current = two in groups.links.get(one, {}) and groups.mean(one, two, unseen) == -negative
        if not is_current or not groups.may_unite(one, two):
            continue
        united = groups.unite(one, two)
        for there in groups.links.get(united, ()):
            low, high = min(united, there), max(united, there)
            if (value := groups.mean(low, high, unseen)) >= threshold:
                heapq.heappush(waiting, (-value, low, high))
