"""What agreement weighs, learnt from the records themselves: expectation maximisation over all pairs.

Belongs here: the Fellegi–Sunter model and its estimate. Does not belong here: levels (`comparisons.py`),
scores of single pairs (`weights.py`). All pairs of a file are a mixture of matches, of two people of one home
(who share surname, address and household by more than chance, and name or birth date by chance alone) and of
strangers. What strangers share is known from random pairs; pairs that no block brought together are
strangers; so the steps run over the candidates alone, and need neither labels nor a guess of how many match.
Where the likeliest mixture takes other pairs that hang together for matches, it is estimated from the pairs
that are the same in all fields but one.
(Fellegi, Sunter 1969, A Theory for Record Linkage; Winkler 1988 for the estimate.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from assets.registry.linkage.comparisons import Comparison
from assets.registry.linkage.fields import Kind
from assets.registry.linkage.vectors import Vectors

Shares = NDArray[np.float64]
"""Per level of a field from 0 up, how much of a kind of pairs agrees so."""

PERSONAL = (Kind.GIVEN_NAME, Kind.FULL_NAME, Kind.DATE, Kind.SEX, Kind.DOCUMENT)
"""What two people of one home share by chance alone."""

_KEPT_FOR_LIFE = (Kind.GIVEN_NAME, Kind.FAMILY_NAME, Kind.DATE, Kind.DOCUMENT)

_STEPS = 80
_SURE_STEPS = 8
_RAN_OFF = 0.1
"""By how much more of the matches may differ in what a person keeps for life than of the surest ones."""
_SETTLED = 1e-3
_RAREST = 1e-6
"""What agreement is taken to happen by chance where no random pair showed it."""
_PRIOR_PAIRS = 2.0
"""Pairs that each field is given beforehand, so that a level never seen weighs little."""


@dataclass(frozen=True)
class Model:
    """What is learnt of a file, and all that has to be kept for weights to stay over days.

    matching, at_home, strangers: per field the share of each level from 0 up among matches, among two people
    of one home and among strangers. matches, homes: how many pairs of either kind there are among all_pairs.
    levels: per field what each level is, in words: weights hold for these levels only.
    """

    matching: dict[str, list[float]]
    at_home: dict[str, list[float]]
    strangers: dict[str, list[float]]
    matches: float
    homes: float
    all_pairs: int
    levels: dict[str, list[str]] = field(default_factory=dict)

    def weights(self, field: str, against_home: bool) -> list[float]:
        """Return per level how much likelier it is among matches than among the others, in bits (log2)."""
        others = (self.at_home if against_home else self.strangers)[field]
        return [float(np.log2(one / two)) for one, two in zip(self.matching[field], others, strict=True)]

    def fits(self, compared: Sequence[Comparison]) -> bool:
        """Whether its weights are of the levels of these comparisons, where it knows the field at all."""
        words = _in_words(compared)
        return bool(self.levels) and all(self.levels.get(x, levels) == levels for x, levels in words.items())

    def prior(self, against_home: bool) -> float:
        """Return the log2 odds of a match before anything is compared."""
        return float(np.log2(self.matches / (self.homes if against_home else self._strangers)))

    def for_records(self, records: int) -> "Model":
        """Return the model for a file of so many records, where that is larger than the one it was learnt of.

        Matches grow with the records, pairs of strangers with their square: the same likeness proves less.
        It grows by powers of two, so that one more record of a day moves no weight.
        """
        doublings = int(np.log2(max(records, 1) / np.sqrt(2 * self.all_pairs)))
        if doublings < 1:
            return self
        times = 2**doublings
        return replace(
            self,
            matches=self.matches * times,
            homes=self.homes * times,
            all_pairs=self.all_pairs * times * times,
        )

    @property
    def _strangers(self) -> float:
        return max(self.all_pairs - self.matches - self.homes, 1.0)


def learn(vectors: Vectors, compared: Sequence[Comparison], all_pairs: int, records: int) -> Model:
    """Return the model under which the levels of all pairs are likeliest.

    Args:
        all_pairs: how many pairs the records make, compared or not.
    """
    patterns = _patterns(vectors, compared)
    random = {x: _floored(shares) for x, shares in vectors.by_chance.items()}
    first = {x: _first_guess(len(shares)) for x, shares in random.items()}
    few = min(records / 4, all_pairs / 4)
    met = patterns.strangers(np.zeros_like(patterns.counts), vectors.filled, all_pairs)
    start = _model(first, first, random, met, compared, few, few, all_pairs)

    def settled(may_match: Shares, steps: int) -> Model:
        """Return the model after so many steps, where only some combinations may match."""
        model = start
        for _ in range(steps):
            matching, at_home = patterns.expected(model)
            matching = matching * may_match
            before, model = (
                model,
                _model(
                    patterns.shares(matching),
                    patterns.shares(at_home),
                    random,
                    patterns.strangers(matching + at_home, vectors.filled, all_pairs),
                    compared,
                    max(float(matching.sum()), 1.0),
                    max(float(at_home.sum()), 1.0),
                    all_pairs,
                ),
            )
            moved = abs(np.log2(model.matches / before.matches)) + abs(np.log2(model.homes / before.homes))
            if moved < _SETTLED:
                break
        return model

    free = settled(np.ones_like(patterns.counts), _STEPS)
    sure = settled(patterns.same_but_for_one(), _SURE_STEPS)
    return sure if _ran_off(free, sure, compared) else free


def _ran_off(free: Model, sure: Model, compared: Sequence[Comparison]) -> bool:
    """Whether what was taken for matches are other pairs that hang together.

    People of one country with one birth date, or twins: they differ in what a person keeps for life, and far
    more often than the pairs that are the same in everything but one field at most.
    """
    kept = [each.field.name for each in compared if each.field.kind in _KEPT_FOR_LIFE]
    return any(free.matching[x][0] > sure.matching[x][0] + _RAN_OFF for x in kept)


def learn_from(vectors: Vectors, compared: Sequence[Comparison], cluster: pl.Series, before: Model) -> Model:
    """Return the model under which the pairs inside groups are the matches.

    Pairs judged one by one are taken for matches too often where what they agree on hangs together; groups
    that agree as a whole put that right.
    """
    inside = cluster.gather(vectors.pairs["l"]) == cluster.gather(vectors.pairs["r"])
    grouped = _patterns(Vectors(vectors.pairs.filter(inside), vectors.by_chance), compared)
    others = _patterns(Vectors(vectors.pairs.filter(~inside), vectors.by_chance), compared)
    _, at_home = others.expected(before)
    random = {x: _floored(shares) for x, shares in vectors.by_chance.items()}
    return _model(
        grouped.shares(grouped.counts),
        others.shares(at_home),
        random,
        others.strangers(at_home, vectors.filled, before.all_pairs),
        compared,
        max(float(grouped.counts.sum()), 1.0),
        max(float(at_home.sum()), 1.0),
        before.all_pairs,
    )


def _model(
    matching: dict[str, Shares],
    at_home: dict[str, Shares],
    random: dict[str, Shares],
    met: dict[str, Shares],
    compared: Sequence[Comparison],
    matches: float,
    homes: float,
    all_pairs: int,
) -> Model:
    """Return the model of these shares; of strangers no less agree so than were met among the candidates.

    A level that is so rare that few random pairs show it, or none, is known from the candidates.
    """
    part = matches / all_pairs
    strangers = {x: _without(shares, matching[x], part, met[x]) for x, shares in random.items()}
    personal = {comparison.field.name for comparison in compared if comparison.field.kind in PERSONAL}
    shared = {x: strangers[x] if x in personal else shares for x, shares in at_home.items()}
    levels = _in_words(compared)
    return Model(_plain(matching), _plain(shared), _plain(strangers), matches, homes, all_pairs, levels)


def _in_words(compared: Sequence[Comparison]) -> dict[str, list[str]]:
    return {each.field.name: [level.en for level in reversed(each.levels)] for each in compared}


def _plain(shares: dict[str, Shares]) -> dict[str, list[float]]:
    return {x: [float(share) for share in levels] for x, levels in shares.items()}


@dataclass(frozen=True)
class _Patterns:
    """Every combination of levels that occurs: level per field, its pairs, how rare the agreed values are.

    rarity: in bits, of all fields and of personal fields alone. sizes: how many levels a field has.
    """

    levels: dict[str, NDArray[np.int64]]
    counts: Shares
    rarity: Shares
    personal_rarity: Shares
    sizes: dict[str, int]

    def expected(self, model: Model) -> tuple[Shares, Shares]:
        """Return of each combination's pairs how many match and how many are two people of one home."""
        strangers = self.rarity + model.prior(against_home=False)
        home = self.personal_rarity + model.prior(against_home=True)
        for x, level in self.levels.items():
            strangers = strangers + np.append(model.weights(x, against_home=False), 0.0)[level]
            home = home + np.append(model.weights(x, against_home=True), 0.0)[level]
        unlike, like_home = np.exp2(-np.clip(strangers, -300, 300)), np.exp2(-np.clip(home, -300, 300))
        matching = self.counts / (1 + unlike + like_home)
        return matching, matching * like_home

    def same_but_for_one(self) -> Shares:
        """Return of each combination 1 where all fields but one, and two at least, are the same, else 0."""
        known = sum((level >= 0).astype(int) for level in self.levels.values())
        same = sum((level == self.sizes[x] - 1).astype(int) for x, level in self.levels.items())
        return np.asarray(same >= np.maximum(known - 1, 2), dtype=np.float64)

    def shares(self, pairs: Shares) -> dict[str, Shares]:
        """Return the share of each level per field, of how many pairs there are of each combination."""
        shares_by_field = {}
        for x, level in self.levels.items():
            known, size = level >= 0, self.sizes[x]
            at = np.bincount(level[known], pairs[known], size) + _PRIOR_PAIRS * _first_guess(size)
            shares_by_field[x] = np.asarray(at / at.sum())
        return shares_by_field

    def strangers(self, alike: Shares, filled: Mapping[str, float], all_pairs: int) -> dict[str, Shares]:
        """Return the share of each level among all pairs that the strangers among the candidates alone make.

        Args:
            alike: of each combination's pairs, how many are no strangers.
            filled: of `Vectors`.
        """
        shares = {}
        for x, level in self.levels.items():
            known = level >= 0
            at = np.bincount(level[known], np.maximum(self.counts - alike, 0.0)[known], self.sizes[x])
            shares[x] = np.asarray(at / max(all_pairs * filled.get(x, 0.0), 1.0))
        return shares


def _patterns(vectors: Vectors, compared: Sequence[Comparison]) -> _Patterns:
    fields = list(vectors.by_chance)
    personal = {comparison.field.name for comparison in compared if comparison.field.kind in PERSONAL}
    rare = [x for x in fields if f"rarity_{x}" in vectors.pairs.columns]

    def together(names: list[str]) -> pl.Expr:
        # Halves of a bit: few enough combinations for a step to take milliseconds.
        # One after the other: what Polars adds at once it adds in any order, so with any last digit.
        summed = reduce(
            add, (pl.col(f"rarity_{x}").cast(pl.Float64).fill_null(0.0) for x in names), pl.lit(0.0)
        )
        return (summed * 2).round() / 2

    keys = [f"gamma_{x}" for x in fields]
    frame = (
        vectors.pairs.select(*keys, all=together(rare), own=together([x for x in rare if x in personal]))
        .group_by(*keys, "all", "own")
        .len()
        .sort(*keys, "all", "own")
    )
    return _Patterns(
        {x: frame[f"gamma_{x}"].cast(pl.Int64).to_numpy() for x in fields},
        frame["len"].cast(pl.Float64).to_numpy(),
        frame["all"].cast(pl.Float64).to_numpy(),
        frame["own"].cast(pl.Float64).to_numpy(),
        {x: len(shares) for x, shares in vectors.by_chance.items()},
    )


def _without(random: Shares, matching: Shares, part: float, met: Shares) -> Shares:
    """Return the share of each level among strangers, of that among random pairs; no less than was met.

    Random pairs hold matches too, and in a small file not few.
    """
    others = np.maximum((random - part * matching) / (1 - part), random / 10)
    others = np.maximum(others, met)
    return np.asarray(others / others.sum())


def _floored(shares: Sequence[float]) -> Shares:
    known = np.maximum(np.array(shares), _RAREST)
    return np.asarray(known / known.sum())


def _first_guess(levels: int) -> Shares:
    """Return a start for the shares among matches: most agree, and each step further off is rarer."""
    falling: NDArray[Any] = 0.5 ** np.arange(levels)[::-1].astype(float)
    return np.asarray(falling / falling.sum())
