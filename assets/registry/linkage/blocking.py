"""Blocking 分块: which pairs of records are worth comparing, so that a district takes minutes.

Belongs here: rules, and the bound on pairs. Does not belong here: what records are put into blocks by
(`block_keys.py`), comparing (`vectors.py`). Every key and every two keys of different fields make a rule. A
rule takes its smallest blocks first until the bound is used: no rule has to be chosen by hand, and a block of
everybody called Wang costs nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from assets.registry.linkage.block_keys import Keyed, keyed
from assets.registry.linkage.prepare import Prepared

if TYPE_CHECKING:
    import duckdb

_ALL_PAIRS = 500_000
"""A file with no more pairs than this is compared whole."""
_SIZES = np.unique(np.floor(1.5 ** np.arange(60)).astype(np.int64))
"""Of how many pairs a block may be: the largest of these for which all blocks stay within the bound."""
_MOST = np.int64(2**62)
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""An odd number that spreads bits (Knuth's multiplicative hashing, 2**64 over the golden ratio)."""


def candidate_pairs(
    connection: "duckdb.DuckDBPyConnection", prepared: Prepared, wanted: pl.Series, across: bool, bound: int
) -> int:
    """Make the table candidate (l, r: rows, l < r) in the connection and return how many pairs it holds.

    Args:
        connection: to DuckDB.
        prepared: the records.
        wanted: per row, whether it is to be linked; a pair has at least one such row.
        across: whether only pairs of different sources count.
        bound: about how many pairs there may be at most.

    """
    frame = prepared.frame
    if _pairs_of(len(frame)) <= min(_ALL_PAIRS, bound):
        blocks = frame.select("row", key=pl.lit(0, pl.UInt64))
    else:
        blocks = _blocks_within(keyed(prepared), wanted, bound)
    rows = frame.select("row", "source", wanted=wanted)
    connection.register("block", blocks.join(rows, on="row").to_arrow())
    connection.execute(
        f"""
        create or replace table candidate as
        select distinct least(a.row, b.row) as l, greatest(a.row, b.row) as r
        from block a join block b using (key)
        where a.wanted and a.row <> b.row and not (b.wanted and b.row < a.row)
        {"and a.source <> b.source" if across else ""}
        order by l, r
        """
    ).fetchall()
    connection.unregister("block")
    ((counted,),) = connection.execute("select count(*) from candidate").fetchall()
    return int(counted)


def _pairs_of(rows: int) -> int:
    return rows * (rows - 1) // 2


@dataclass
class _Bound:
    """How many pairs the blocks met so far make for each size that a block may have."""

    most: int
    pairs: NDArray[np.int64]

    def are_within(self) -> bool:
        """Return whether all blocks met so far, of whatever size, stay within the bound."""
        return bool((self.pairs <= self.most).all())

    def largest(self) -> int:
        """Return how many pairs a block may make for all met so far to stay within the bound."""
        over = np.flatnonzero(self.pairs > self.most)
        return int(_SIZES[max(over[0] - 1, 0) if len(over) else -1])

    def add(self, blocks: pl.DataFrame) -> None:
        """Count blocks; each is taken while it is small enough and the block it lies in is not."""
        pairs, within = blocks["pairs"].to_numpy(), blocks["within"].to_numpy()
        steps = np.zeros(len(_SIZES) + 1, dtype=np.int64)
        np.add.at(steps, np.searchsorted(_SIZES, pairs), pairs)
        np.subtract.at(steps, np.searchsorted(_SIZES, within), pairs)
        self.pairs += np.cumsum(steps[:-1])


def _blocks_within(keys: list[Keyed], wanted: pl.Series, bound: int) -> pl.DataFrame:
    """Return the blocks whose pairs stay within the bound: row, key (unique over all rules)."""
    counted = _Bound(bound, np.zeros(len(_SIZES), dtype=np.int64))
    kept: list[pl.DataFrame] = []
    is_whole = True
    for number, rows in enumerate(_rules(keys, wanted)):
        if number == len(keys) and is_whole and counted.are_within():
            break  # each block of two keys lies in one that is taken already
        every = _counted(rows, wanted)
        blocks = every.filter(pl.col("pairs") <= counted.largest(), pl.col("pairs") < pl.col("within"))
        is_whole = is_whole and len(blocks) == len(every)
        counted.add(blocks)
        kept.append(rows.select("row", "key").join(blocks, on="key"))
    largest = counted.largest()
    taken = (pl.col("pairs") <= largest) & (pl.col("within") > largest)
    return pl.concat([blocks.filter(taken).select("row", "key") for blocks in kept])


def _rules(keys: list[Keyed], wanted: pl.Series) -> Iterator[pl.DataFrame]:
    """Yield of every key and of every two keys of different fields the blocks: row, key, within.

    within: how many pairs the smaller of the two keys' own blocks makes, which holds all of the block's.
    """
    own: list[list[NDArray[np.int64]]] = []
    for key in keys:
        rows = _rows(key.values, [np.full(len(wanted), _MOST)] * len(key.values), wanted)
        own.append(_pairs_of_blocks(key, rows, wanted))
        yield rows
    for number, (one, two) in enumerate(combinations(range(len(keys)), 2), start=1):
        if keys[one].field == keys[two].field:
            continue
        values, within = [], []
        for a, b in product(range(len(keys[one].values)), range(len(keys[two].values))):
            smaller = np.minimum(own[one][a], own[two][b])
            mixed = (keys[one].values[a] * _MIX) ^ (keys[two].values[b] + np.uint64(number))
            values.append(np.where(smaller > 0, mixed, np.uint64(0)))
            within.append(smaller)
        yield _rows(values, within, wanted)


def _rows(
    values: list[NDArray[np.uint64]], within: list[NDArray[np.int64]], wanted: pl.Series
) -> pl.DataFrame:
    """Return row, key, within of the rows that share a key with one to be linked; 0 is no key."""
    filled = [np.flatnonzero(value) for value in values]
    rows = pl.DataFrame(
        {
            "row": np.concatenate(filled).astype(np.int32),
            "key": np.concatenate([value[at] for value, at in zip(values, filled, strict=True)]),
            "within": np.concatenate([pairs[at] for pairs, at in zip(within, filled, strict=True)]),
        }
    )
    if wanted.all():
        return rows
    shared = rows.filter(wanted.gather(rows["row"]))["key"].unique()
    return rows.filter(pl.col("key").is_in(shared.implode()))


def _counted(rows: pl.DataFrame, wanted: pl.Series) -> pl.DataFrame:
    """Return one row per block that makes a pair: key, pairs, within."""
    of_wanted, everybody = pl.col("wanted").sum().cast(pl.Int64), pl.len().cast(pl.Int64)
    return (
        rows.with_columns(wanted=wanted.gather(rows["row"]))
        .group_by("key")
        # A record with two values of a key has two blocks of it: the larger one, so that none is left out.
        .agg(pairs=of_wanted * everybody - of_wanted * (of_wanted + 1) // 2, within=pl.col("within").max())
        .filter(pl.col("pairs") > 0)
    )


def _pairs_of_blocks(key: Keyed, rows: pl.DataFrame, wanted: pl.Series) -> list[NDArray[np.int64]]:
    """Return per value of each record how many pairs its block makes; 0 where it makes none."""
    blocks = _counted(rows, wanted).select("key", "pairs")
    return [
        pl.DataFrame({"key": value})
        .join(blocks, on="key", how="left", maintain_order="left")["pairs"]
        .fill_null(0)
        .to_numpy()
        for value in key.values
    ]
