"""What agreement weighs, learnt from the records themselves: expectation maximisation over all pairs.

Belongs here: the Fellegi–Sunter model and its estimate. Does not belong here: levels (`comparisons.py`),
scores of single pairs (`weights.py`). All pairs of a file are a mixture of matches and others. Of the others
the share at each level is known from random pairs; pairs that no block brought together are others; so the
steps run over the candidates alone, and need neither labels nor a guess of how many matches there are.
(Fellegi, Sunter 1969, A Theory for Record Linkage; Winkler 1988 for the estimate.)
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from assets.registry.linkage.vectors import Vectors

_STEPS = 60
_SETTLED = 1e-4
_RAREST = 1e-6
"""What agreement is taken to happen by chance where no random pair showed it."""
_PRIOR_PAIRS = 2.0
"""Matches that each level of a field is given beforehand, so that a level never seen weighs little."""


@dataclass(frozen=True)
class Model:
    """What is learnt of a file, and all that has to be kept for weights to stay over days.

    weights: per field the match weight (log2 of how much likelier among matches) of levels 0, 1, 2 ...;
    prior: log2 odds that two random records match; matches: how many pairs are expected to match.
    """

    weights: dict[str, list[float]]
    prior: float
    matches: float


def learn(vectors: Vectors, all_pairs: int, records: int) -> Model:
    """Return the model under which the levels of all pairs are likeliest.

    all_pairs: how many pairs the records make, compared or not.
    """
    fields = list(vectors.by_chance)
    levels, counts, rarity = _patterns(vectors, fields)
    seen = [_floored(vectors.by_chance[x]) for x in fields]
    chance = [share.copy() for share in seen]
    matching = [_first_guess(len(share)) for share in seen]
    matches = min(records / 4, all_pairs / 2)
    weights = _weights(matching, chance)
    for _ in range(_STEPS):
        odds = rarity + np.log2(matches / max(all_pairs - matches, 1))
        for place in range(len(fields)):
            odds = odds + np.append(weights[place], 0.0)[levels[place]]
        expected = counts / (1 + np.exp2(-np.clip(odds, -200, 200)))
        matches = min(max(float(expected.sum()), 1.0), all_pairs / 2)
        for place, share in enumerate(seen):
            known = levels[place] >= 0
            found = np.bincount(levels[place][known], expected[known], len(share))
            matching[place] = _matching(found)
            chance[place] = _others(share, matching[place], matches / all_pairs)
        before, weights = weights, _weights(matching, chance)
        if max(np.abs(new - old).max() for new, old in zip(weights, before, strict=True)) < _SETTLED:
            break
    return Model(
        {x: [float(weight) for weight in weights[place]] for place, x in enumerate(fields)},
        float(np.log2(matches / max(all_pairs - matches, 1))),
        matches,
    )


def learn_from(vectors: Vectors, cluster: pl.Series, all_pairs: int) -> Model:
    """Return the model under which the pairs inside groups are the matches.

    Pairs judged one by one are taken for matches too often where what they agree on hangs together (a family
    has a surname and a place in common); groups that agree as a whole put that right.
    """
    inside = vectors.pairs.filter(cluster.gather(vectors.pairs["l"]) == cluster.gather(vectors.pairs["r"]))
    matches = float(max(inside.height, 1))
    weights = {}
    for x, shares in vectors.by_chance.items():
        share = _floored(shares)
        known = inside[f"gamma_{x}"].cast(pl.Int64).to_numpy()
        matching = _matching(np.bincount(known[known >= 0], minlength=len(share)).astype(np.float64))
        others = _others(share, matching, matches / all_pairs)
        weights[x] = [float(weight) for weight in np.log2(matching / others)]
    return Model(weights, float(np.log2(matches / max(all_pairs - matches, 1))), matches)


def _matching(found: NDArray[Any]) -> NDArray[np.float64]:
    """Return the share of each level among matches, of how many were found at it."""
    found = found + _PRIOR_PAIRS * _first_guess(len(found))
    return np.asarray(found / found.sum())


def _others(share: NDArray[np.float64], matching: NDArray[np.float64], part: float) -> NDArray[np.float64]:
    """Return the share of each level among pairs that do not match, of that among random pairs.

    Random pairs hold matches too, and in a small file not few.
    """
    others = np.maximum((share - part * matching) / (1 - part), share / 10)
    return np.asarray(others / others.sum())


def _patterns(
    vectors: Vectors, fields: list[str]
) -> tuple[list[NDArray[np.int64]], NDArray[np.float64], NDArray[np.float64]]:
    """Return levels per field, number of pairs and summed rarity of every combination of levels that occurs."""
    rarities = [column for column in vectors.pairs.columns if column.startswith("rarity_")]
    rarity = pl.sum_horizontal(rarities) if rarities else pl.lit(0.0)
    gammas = [f"gamma_{x}" for x in fields]
    # Halves of a bit: few enough combinations for a step to take milliseconds.
    together = (
        vectors.pairs.select(*gammas, rarity=(rarity * 2).round() / 2)
        .group_by(*gammas, "rarity")
        .len()
        .sort(*gammas, "rarity")
    )
    return (
        [together[gamma].cast(pl.Int64).to_numpy() for gamma in gammas],
        together["len"].cast(pl.Float64).to_numpy(),
        together["rarity"].cast(pl.Float64).to_numpy(),
    )


def _floored(shares: list[float | None]) -> NDArray[np.float64]:
    known = np.array([max(share or 0.0, _RAREST) for share in shares])
    return np.asarray(known / known.sum())


def _first_guess(levels: int) -> NDArray[np.float64]:
    """Return a start for the shares among matches: most agree, and each step further off is rarer."""
    falling = 0.5 ** np.arange(levels)[::-1].astype(float)
    return np.asarray(falling / falling.sum())


def _weights(
    matching: list[NDArray[np.float64]], chance: list[NDArray[np.float64]]
) -> list[NDArray[np.float64]]:
    return [np.log2(among / by) for among, by in zip(matching, chance, strict=True)]
