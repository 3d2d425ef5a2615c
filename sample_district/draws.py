"""How the sample draws: codes in a row, words by number."""

from __future__ import annotations

import numpy as np
import polars as pl


def codes(prefix: str, count: int, width: int) -> pl.Series:
    """Return ``count`` codes: a prefix and a number of ``width`` digits."""
    return prefix + pl.Series(np.arange(1, count + 1)).cast(pl.String).str.zfill(width)


def pick(words: str | list[str] | tuple[str, ...], index: np.ndarray) -> pl.Series:
    """Return the words at ``index``."""
    return pl.Series(words.split() if isinstance(words, str) else list(words)).gather(index)
