"""What is true of everyone as sorted numbers, and what two dates differ in.

Belongs here: a subject and a tag as one number, pure: the one form in which all engines can be compared.
Does not belong here: outcomes as the product keeps them (`assets/tagging`); they say more than who has a tag.

Two dates are compared by one number per subject and tag: sorting what is sorted already is one pass over it,
where joining by subject and code builds tables of texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

from tag_rules.engine.evaluate import Applied

SUBJECT_BITS = 40
"""A key is the number of the tag, then this many bits of the subject's id."""


def tag_numbers(codes: Iterable[str]) -> dict[str, int]:
    """Return a number for each code, in the order of the codes."""
    return {code: number for number, code in enumerate(sorted(codes))}


def true_keys(applied: Applied, numbers: Mapping[str, int]) -> pl.Series:
    """Return `key` Int64 of each tag that is true, ascending if the features are by subject_id.

    Args:
        numbers: of `tag_numbers`, for every tag applied.
    """
    # Column by column: a query over the frame would look at all its columns once for every tag.
    ids = applied.rows.get_column("subject_id")
    parts = [
        ids.filter(applied.rows.get_column(tag.code)) + (numbers[tag.code] << SUBJECT_BITS)
        for tag in sorted(applied.tags, key=lambda tag: numbers[tag.code])
    ]
    return pl.concat([pl.Series("key", [], pl.Int64), *(part.alias("key") for part in parts)])


def key_difference(before: pl.Series, after: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the keys that are only in `after` and those only in `before`, ascending.

    Args:
        before: keys, each once; ascending they are quicker to compare.
        after: likewise.
    """
    # The lowest bit says whose a key is; a stable sort of a few ascending runs merges them.
    both = np.concatenate([before.to_numpy() << 1, (after.to_numpy() << 1) | 1])
    both.sort(kind="stable")
    keys = both >> 1
    alone = np.ones(len(keys), dtype=bool)
    paired = keys[1:] == keys[:-1]
    alone[1:] &= ~paired
    alone[:-1] &= ~paired
    single, is_after = keys[alone], (both[alone] & 1).astype(bool)
    return pl.Series("key", single[is_after]), pl.Series("key", single[~is_after])
