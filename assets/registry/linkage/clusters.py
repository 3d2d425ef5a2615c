"""From pairs to people: groups that agree as a whole, not chains of which each link alone looks well.

Belongs here: clustering with what must and what cannot be together. Does not belong here: scores
(`weights.py`), which pairs contradict each other (`contradictions.py`).
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from assets.registry.linkage.groups import Groups

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


def clusters(
    pairs: pl.DataFrame, rows: int, threshold: float, unseen: float, constraints: Constraints
) -> tuple[pl.Series, list[int]]:
    """Return per row the lowest row of its group, and the places of decisions that newer ones contradict.

    Groups are joined from the strongest on while the mean weight over all pairs between two groups stays at
    least `threshold`; a pair that was not compared, or weighs less, counts as `unseen`.

    Args:
        pairs: l, r, weight.
    """
    deciding = _deciding(pairs, rows, threshold, unseen)
    concerned = {row for left, right, _ in constraints.decided for row in (left, right)}
    concerned.update(deciding["l"], deciding["r"])
    groups = Groups.single(rows)
    groups.identities = _marks(constraints.identity, concerned)
    groups.alone = _marks(constraints.alone, concerned)
    contradicted = groups.carry_out(constraints.decided)
    for one, two in constraints.apart:
        groups.part(groups.of(one), groups.of(two))
    for left, right, weight in deciding.iter_rows():
        groups.link(groups.of(left), groups.of(right), weight - unseen)
    _grow(groups, threshold, unseen)
    return pl.Series("cluster", [groups.of(row) for row in range(rows)], dtype=pl.Int32), contradicted


def _marks(values: pl.Series | None, concerned: Iterable[int]) -> dict[int, set[str]]:
    if values is None:
        return {}
    rows = sorted(concerned)
    return {row: {value} for row, value in zip(rows, values.gather(rows), strict=True) if value is not None}


def _deciding(pairs: pl.DataFrame, rows: int, threshold: float, unseen: float) -> pl.DataFrame:
    """Return the pairs that can decide anything: those inside what pairs over the threshold hold together."""
    whole = Groups.single(rows)
    for left, right in pairs.filter(pl.col("weight") >= threshold).select("l", "r").iter_rows():
        whole.unite(whole.of(left), whole.of(right))
    part = pl.Series([whole.of(row) for row in range(rows)], dtype=pl.Int32)
    near = pairs.filter(pl.col("weight") > unseen)
    return (
        near.filter(part.gather(near["l"]) == part.gather(near["r"]))
        .select("l", "r", pl.col("weight").clip(upper_bound=_STRONGEST))
        .sort("l", "r")
    )


def _grow(groups: Groups, threshold: float, unseen: float) -> None:
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
