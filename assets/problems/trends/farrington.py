"""The improved Farrington method (Noufaily et al. 2013, Statistics in Medicine 32) over many series at once.

Belongs here: what is usual for a week by a quasi-Poisson regression, and from where it is unusual. Does not
belong here: weeks and areas (`weekly`), which alarms are told (`alarms`). All series have the same design, so
one batch of small systems is solved in place of thousands of regressions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
YEAR = 52
HALF_WINDOW = 3
"""Weeks on both sides of the same week of other years that share one level of the season."""
SEASONS = 10
"""Levels of the season: the window around this week, and the rest of the year in equal parts."""
SEASON_FROM = 2 * YEAR
"""From how many weeks of history a season is told apart; with less it cannot be."""
TREND_FROM = 26
NOT_YET = 4
"""Latest weeks that teach nothing of what is usual: a wave that has begun must not hide itself."""
UNUSUAL = 2.58
"""Anscombe residuals above it are of past waves, which are weighed down by their square."""
QUANTILE = 2.58
"""Normal quantile of the upper bound of one series: 0.995, as in the paper."""
ROUNDS = 12
_RIDGE = 1e-3
_MOST, _LEAST = 12.0, -12.0


@dataclass(frozen=True)
class Bounds:
    """Of one week and each series: what is usual, and from where it is unusual; overdispersion."""

    expected: Array
    threshold: Array
    dispersion: Array


def bounds(counts: Array, at: int, quantile: float = QUANTILE) -> Bounds:
    """Return what was to be expected in week `at` of each series (rows of `counts`), by the weeks before.

    `quantile`: of the normal distribution; from there a count is unusual.
    """
    learnt = counts[:, : max(at - NOT_YET, 0)]
    if learnt.shape[1] < TREND_FROM:
        nothing = np.full(counts.shape[0], np.nan)
        return Bounds(nothing, nothing, nothing)
    design, now = _design(learnt.shape[1], at)
    weights = np.ones_like(learnt)
    coefficients = _fitted(learnt, design, weights)
    mean = _mean(design, coefficients)
    dispersion = _dispersion(learnt, mean, weights, design.shape[1])
    weights = _weights(learnt, mean, design, dispersion)
    coefficients = _fitted(learnt, design, weights)
    mean = _mean(design, coefficients)
    dispersion = _dispersion(learnt, mean, weights, design.shape[1])
    expected = _mean(now[None, :], coefficients)[:, 0]
    # No forecast beyond what was ever seen: a trend that runs away is no reason to miss a wave.
    expected = np.minimum(expected, np.maximum(learnt.max(axis=1), 1e-3))
    spread = _variance_of_mean(design, mean, weights, now, dispersion) * expected**2
    total = np.maximum(dispersion + spread / np.maximum(expected, 1e-9), 1e-9)
    # Counts to the power of 2/3 are nearly normal: an upper bound of them, and back.
    root = np.cbrt(expected) ** 2
    upper = root + quantile * 2 / 3 * np.cbrt(np.maximum(expected, 1e-9)) ** 0.5 * np.sqrt(total)
    return Bounds(expected, np.maximum(upper, 0) ** 1.5, dispersion)


def _design(weeks: int, at: int) -> tuple[Array, Array]:
    """Return the design of the weeks learnt from, one row each, and that of week `at`."""
    every = np.append(np.arange(weeks), at).astype(np.float64)
    columns = [np.ones_like(every), (every - weeks) / YEAR]
    if weeks >= SEASON_FROM:
        away = np.round(at - every).astype(int) % YEAR
        inside = (away <= HALF_WINDOW) | (away >= YEAR - HALF_WINDOW)
        share = (away - HALF_WINDOW - 1) / (YEAR - 2 * HALF_WINDOW - 1)
        level = np.clip((share * (SEASONS - 1)).astype(int), 0, SEASONS - 2)
        columns += [((level == one) & ~inside).astype(np.float64) for one in range(SEASONS - 1)]
    design = np.stack(columns, axis=1)
    return design[:-1], design[-1]


def _mean(design: Array, coefficients: Array) -> Array:
    return np.asarray(np.exp(np.clip(coefficients @ design.T, _LEAST, _MOST)))


def _fitted(counts: Array, design: Array, weights: Array) -> Array:
    """Return the coefficients of each series: iteratively reweighted least squares, one batch a round."""
    parameters = design.shape[1]
    outer = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    ridge = _RIDGE * np.eye(parameters)
    ridge[0, 0] = 1e-9
    coefficients = np.zeros((len(counts), parameters))
    coefficients[:, 0] = np.log(np.maximum(counts.mean(axis=1), 1e-3))
    for _ in range(ROUNDS):
        mean = _mean(design, coefficients)
        weight = weights * mean
        working = np.log(mean) + (counts - mean) / mean
        left = (weight @ outer).reshape(-1, parameters, parameters) + ridge
        right = (weight * working) @ design
        step = np.linalg.solve(left, right[:, :, None])[:, :, 0] - coefficients
        coefficients = coefficients + np.clip(step, -3, 3)
        if np.abs(step).max(initial=0) < 1e-6:
            break
    return np.asarray(coefficients)


def _dispersion(counts: Array, mean: Array, weights: Array, parameters: int) -> Array:
    """Return the overdispersion by Pearson's residuals, at least 1."""
    chi = (weights * (counts - mean) ** 2 / mean).sum(axis=1)
    return np.asarray(np.maximum(chi / max(counts.shape[1] - parameters, 1), 1.0))


def _weights(counts: Array, mean: Array, design: Array, dispersion: Array) -> Array:
    """Return weights that take weeks of past waves down; each series' add up to its number of weeks."""
    anscombe = 1.5 * (np.cbrt(counts) ** 2 - np.cbrt(mean) ** 2) / np.cbrt(mean) ** 0.5
    leverage = design.shape[1] / counts.shape[1]
    residual = anscombe / np.sqrt(dispersion[:, None] * (1 - leverage))
    weights = np.where(residual > UNUSUAL, 1 / np.maximum(residual, UNUSUAL) ** 2, 1.0)
    return np.asarray(weights * (counts.shape[1] / weights.sum(axis=1))[:, None])


def _variance_of_mean(design: Array, mean: Array, weights: Array, now: Array, dispersion: Array) -> Array:
    """Return the variance of the logarithm of what is expected now."""
    parameters = design.shape[1]
    outer = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    left = ((weights * mean) @ outer).reshape(-1, parameters, parameters) + _RIDGE * np.eye(parameters)
    solved = np.linalg.solve(left, np.broadcast_to(now[None, :, None], (len(mean), parameters, 1)))[:, :, 0]
    return np.asarray(np.clip(dispersion * (solved @ now), 0, 4))
