"""Who lives together: templates of households, their ages and relations. Pure shares, no names or places.

Sizes 1/2/3/4/5/6 = 30/33/22/9/4.5/1.5 % (mean 2.30, Shanghai 2020 census: 2.32). Template weights are set so
that about 33 % are 60 or over, 8.5 % under 15, and one person in six aged 60+ is alone by record: two to
three times the official roll of 独居老人, a gap planted on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIZE_SHARES = {1: 0.30, 2: 0.33, 3: 0.22, 4: 0.09, 5: 0.045, 6: 0.015}
HEAD, SPOUSE, CHILD, GRANDCHILD, PARENT, SIBLING, OTHER = "02", "10", "20", "40", "50", "70", "99"

# (low, high, share): ages within a pool
POOLS: dict[str, tuple[tuple[int, int, float], ...]] = {
    "elder": ((60, 65, 0.27), (65, 70, 0.30), (70, 80, 0.30), (80, 90, 0.115), (90, 100, 0.0147),
              (100, 104, 0.0003)),
    "elder_alone": ((60, 65, 0.21), (65, 70, 0.24), (70, 80, 0.30), (80, 90, 0.20), (90, 100, 0.0494),
                    (100, 105, 0.0006)),
    "minor": ((3, 6, 0.2), (6, 18, 0.8)),
    "adult": ((25, 35, 0.32), (35, 50, 0.40), (50, 60, 0.28)),
    "parent": ((27, 35, 0.35), (35, 50, 0.65)),
    "young": ((19, 30, 0.6), (30, 45, 0.4)),
}  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One member: relation to the head, and either a pool of ages or an offset from an earlier member."""

    relation: str
    pool: str = ""
    anchor: int = 0
    low: int = 0
    high: int = 0
    opposite: bool = False
    at_least: int = 0


@dataclass(frozen=True)
class Template:
    """A kind of household: its size, its share of that size, its members."""

    size: int
    share: float
    members: tuple[Member, ...]
    renting: bool = False


def _spouse(at_least: int = 22) -> Member:
    return Member(SPOUSE, low=-4, high=3, opposite=True, at_least=at_least)


def _child(anchor: int = 0) -> Member:
    return Member(CHILD, anchor=anchor, low=-36, high=-24)


_ELDER, _ADULT, _PARENT, _YOUNG = (
    Member(HEAD, pool="elder"),
    Member(HEAD, pool="adult"),
    Member(HEAD, pool="parent"),
    Member(HEAD, pool="young"),
)
_MATE = Member(OTHER, pool="young")
_OWN_PARENT = Member(PARENT, low=24, high=33)
_GROWN = Member(CHILD, low=-34, high=-23)
_MINOR = Member(GRANDCHILD, pool="minor")

TEMPLATES = (
    Template(1, 0.50, (Member(HEAD, pool="elder_alone"),)),
    Template(1, 0.25, (_ADULT,)),
    Template(1, 0.25, (_YOUNG,), renting=True),
    Template(2, 0.44, (_ELDER, _spouse(57))),
    Template(2, 0.18, (_ELDER, _GROWN)),
    Template(2, 0.02, (_ELDER, _MINOR)),  # 隔代: the parents live elsewhere
    Template(2, 0.15, (_ADULT, _spouse())),
    Template(2, 0.09, (_PARENT, _child())),
    Template(2, 0.12, (_YOUNG, _MATE), renting=True),
    Template(3, 0.40, (_PARENT, _spouse(), _child())),
    Template(3, 0.20, (_ADULT, _spouse(), _OWN_PARENT)),
    Template(3, 0.30, (_ELDER, _spouse(57), _GROWN)),
    Template(3, 0.03, (_ELDER, _spouse(57), _MINOR)),
    Template(3, 0.07, (_YOUNG, _MATE, _MATE), renting=True),
    Template(4, 0.34, (_PARENT, _spouse(), _child(), _child())),
    Template(4, 0.46, (_PARENT, _spouse(), _child(), _OWN_PARENT)),
    Template(4, 0.10, (Member(HEAD, pool="elder_alone"), _GROWN,
                       Member(GRANDCHILD, anchor=1, low=-34, high=-25), Member(SIBLING, low=-8, high=8))),
    Template(4, 0.10, (_YOUNG, _MATE, _MATE, _MATE), renting=True),
    Template(5, 1.00, (_PARENT, _spouse(), _child(), _OWN_PARENT, _OWN_PARENT)),
    Template(6, 1.00, (_PARENT, _spouse(), _child(), _child(), _OWN_PARENT, _OWN_PARENT)),
)  # fmt: skip


def ages_from(pool: str, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw ``count`` ages (whole years) from a pool."""
    low, high, share = (np.array(column) for column in zip(*POOLS[pool], strict=True))
    band = rng.choice(len(low), count, p=share / share.sum())
    return np.asarray(low[band] + (rng.random(count) * (high - low)[band]).astype(int))


@dataclass(frozen=True)
class Members:
    """People by household number: parallel arrays (household, relation, age, female, renting, size)."""

    household: np.ndarray
    relation: np.ndarray
    age: np.ndarray
    female: np.ndarray
    renting: np.ndarray
    size: np.ndarray


def compose(households: int, rng: np.random.Generator) -> Members:
    """Fill ``households`` family households; the household number follows the templates' order."""
    counts = _largest_remainders([SIZE_SHARES[t.size] * t.share for t in TEMPLATES], households)
    columns: list[list[np.ndarray]] = [[], [], [], [], [], []]
    start = 0
    for template, count in zip(TEMPLATES, counts, strict=True):
        for column, values in zip(columns, _fill(template, start, int(count), rng), strict=True):
            column.append(values)
        start += int(count)
    stacked = [np.concatenate(column) for column in columns]
    order = np.argsort(stacked[0], kind="stable")
    return Members(*(column[order] for column in stacked))


def _fill(template: Template, start: int, count: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    ages: list[np.ndarray] = []
    female: list[np.ndarray] = []
    for member in template.members:
        if member.pool:
            ages.append(ages_from(member.pool, count, rng))
        else:
            drawn = ages[member.anchor] + rng.integers(member.low, member.high + 1, count)
            ages.append(np.clip(drawn, member.at_least, 104))
        share = 0.64 if member.pool == "elder_alone" else 0.5
        female.append(~female[0] if member.opposite else rng.random(count) < share)
    size = len(template.members)
    household = np.tile(np.arange(start, start + count), size)
    return (
        household,
        np.repeat([member.relation for member in template.members], count),
        np.concatenate(ages),
        np.concatenate(female),
        np.full(count * size, template.renting),
        np.full(count * size, size),
    )


def _largest_remainders(shares: list[float], total: int) -> np.ndarray:
    exact = np.array(shares) / sum(shares) * total
    counts = np.floor(exact).astype(int)
    counts[np.argsort(counts - exact, kind="stable")[: total - counts.sum()]] += 1
    return counts
