"""What residents say about the neighbourhood: sentences for every problem sub-category (问题小类).

Belongs here: drawing sentences from ``texts/``, which category how often. Does not belong here: how a note or
ticket wraps them, or the patterns that label them (``tag_rules/problems``), which never see this file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import yaml

TEXTS = Path(__file__).parents[1] / "texts"
CATEGORY_SHARES = {
    "P01": 0.24, "P02": 0.15, "P03": 0.11, "P04": 0.09, "P05": 0.14, "P06": 0.12, "P07": 0.06, "P08": 0.07,
    "P09": 0.02,
}  # fmt: skip
"""Shares of tickets by category: a guess; the one anchor is 41.9 % property in a phone-in of 2025."""


@cache
def sentences() -> pl.DataFrame:
    """Return every sentence: category ("P01"), label_code ("P0101"), text, in the order of their codes."""
    rows = [
        (code[:3], code, text)
        for path in TEXTS.glob("*.yaml")
        for code, texts in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).items()
        for text in texts
    ]
    return pl.DataFrame(rows, schema=["category", "label_code", "text"], orient="row").sort(
        "label_code", "text"
    )


def categories(count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw ``count`` categories by their shares."""
    shares = np.array(list(CATEGORY_SHARES.values()))
    return rng.choice(list(CATEGORY_SHARES), count, p=shares / shares.sum())


def problem_texts(wanted: np.ndarray, rng: np.random.Generator) -> tuple[pl.Series, pl.Series]:
    """Return a sentence for each wanted category, and the sub-category it was written for.

    Sub-categories of a category come equally often, so that a small sample has them all.
    """
    known = sentences()
    row = np.empty(len(wanted), dtype=np.int64)
    for category in CATEGORY_SHARES:
        of_category = np.flatnonzero(wanted == category)
        rows = np.flatnonzero((known["category"] == category).to_numpy())
        # Every sub-category once before any comes again: cards dealt from shuffled decks.
        decks = -(-len(of_category) // len(rows))
        dealt = np.concatenate([rng.permutation(rows) for _ in range(decks)]) if decks else rows[:0]
        row[of_category] = dealt[: len(of_category)]
    numbers = {"{n}": rng.integers(1, 60, len(row)), "{d}": rng.integers(2, 12, len(row))}
    drawn_texts = known[row].with_columns(
        pl.Series(slot, drawn).cast(pl.String) for slot, drawn in numbers.items()
    )
    for slot in numbers:
        drawn_texts = drawn_texts.with_columns(
            pl.col("text").str.replace_all(slot, pl.col(slot), literal=True)
        )
    return drawn_texts["text"], drawn_texts["label_code"]
