"""Precision, recall and F1 of pairs and clusters on a case that can be counted by hand."""

import polars as pl
import pytest

from assets.registry.linkage.benchmark.scores import (
    bcubed_score,
    curve,
    pair_score,
    pairs_of,
    whole_cluster_score,
)

TRUTH = pl.Series(["a", "a", "a", "b", "b", "c"])
FOUND = pl.Series(["1", "1", "2", "3", "3", "3"])


def test_by_hand() -> None:
    assert pairs_of(TRUTH) == 4
    pairs = pair_score(TRUTH, FOUND)  # found: 12 45 46 56; right: 12 45
    assert (pairs.precision, pairs.recall, pairs.f1) == (0.5, 0.5, 0.5)
    assert whole_cluster_score(TRUTH, FOUND).f1 == 0.0
    assert whole_cluster_score(TRUTH, TRUTH).f1 == 1.0
    cubed = bcubed_score(TRUTH, FOUND)
    assert cubed.precision == pytest.approx((2 + 1 + 2 * 2 / 3 + 1 / 3) / 6)
    assert cubed.recall == pytest.approx((2 * 2 / 3 + 1 / 3 + 2 + 1) / 6)


def test_two_files_count_pairs_across() -> None:
    source = pl.Series(["x", "x", "y", "x", "y", "y"])
    assert pairs_of(TRUTH, source) == 3
    assert pair_score(TRUTH, TRUTH, source).f1 == 1.0


def test_curve_of_thresholds() -> None:
    pairs = pl.DataFrame({"weight": [10.0, 5.0, -5.0], "is_match": [True, True, False]})
    at = {round(row["threshold"]): row for row in curve(pairs, real=4).iter_rows(named=True)}
    assert (at[-20]["precision"], at[-20]["recall"]) == (2 / 3, 0.5)
    assert (at[8]["precision"], at[8]["recall"]) == (1.0, 0.25)
    assert (at[40]["precision"], at[40]["recall"], at[40]["f1"]) == (1.0, 0.0, 0.0)
