"""Blocking 分块: which pairs of records are worth comparing, so that a district takes minutes.

Belongs here: rules, and the bound on pairs. Does not belong here: what records are put into blocks by
(`block_keys.py`), comparing (`vectors.py`). Every key and every two keys of different fields make a rule. A
rule takes its smallest blocks first until the bound is used: no rule has to be chosen by hand, and a block of
everybody called Wang costs nothing.
"""

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
_SPREAD = 20
"""Bits of a mark by which most values that no record to be linked has are told from those one has."""


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
    rows = len(prepared.source)
    if _pairs_of(rows) <= min(_ALL_PAIRS, bound):
        blocks = pl.DataFrame({"row": np.arange(rows, dtype=np.int32), "key": np.zeros(rows, np.int64)})
    else:
        blocks = _blocks_within(keyed(prepared), wanted.to_numpy(), bound)
    blocks = blocks.with_columns(
        source=prepared.source.gather(blocks["row"]), wanted=wanted.gather(blocks["row"])
    )
    connection.register("block", blocks.to_arrow())
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

    def add(self, pairs: NDArray[np.int64], within: NDArray[np.int64]) -> None:
        """Count blocks; each is taken while it is small enough and the block it lies in is not."""
        steps = np.zeros(len(_SIZES) + 1, dtype=np.int64)
        np.add.at(steps, np.searchsorted(_SIZES, pairs), pairs)
        np.subtract.at(steps, np.searchsorted(_SIZES, within), pairs)
        self.pairs += np.cumsum(steps[:-1])


@dataclass(frozen=True)
class _Key:
    """A key whose values are numbered: those alone whose blocks make a pair.

    numbers: per value that a record may have, each record's number, -1 for none. having: the records that
    have one. pairs: per number, how many pairs its block makes.
    """

    field: str
    numbers: list[NDArray[np.int32]]
    having: list[NDArray[np.int32]]
    pairs: NDArray[np.int64]


@dataclass(frozen=True)
class _Blocks:
    """The blocks of a rule that make pairs, and not too many.

    rows, block: the records in them, a record in several more than once. pairs, within: per block, how many
    pairs it makes, and how many the smaller block that holds all of it.
    """

    rows: NDArray[np.int32]
    block: NDArray[np.int64]
    pairs: NDArray[np.int64]
    within: NDArray[np.int64]

    def only(self, kept: NDArray[np.bool_]) -> "_Blocks":
        """Return some of the blocks."""
        number = np.cumsum(kept) - 1
        of_kept = kept[self.block]
        return _Blocks(self.rows[of_kept], number[self.block[of_kept]], self.pairs[kept], self.within[kept])


def _blocks_within(keys: list[Keyed], wanted: NDArray[np.bool_], bound: int) -> pl.DataFrame:
    """Return the blocks whose pairs stay within the bound: row, key (unique over all rules)."""
    counted = _Bound(bound, np.zeros(len(_SIZES), dtype=np.int64))
    numbered = [_numbered(key, wanted) for key in keys]
    kept: list[_Blocks] = []
    is_whole = True
    for key in numbered:
        is_whole = is_whole and bool((key.pairs <= counted.largest()).all())
        kept.append(_of_one(key, counted.largest()))
        counted.add(kept[-1].pairs, kept[-1].within)
    # Where every block is taken, each of two keys lies in one that is.
    if not (is_whole and counted.are_within()):
        for one, two in combinations(numbered, 2):
            if one.field != two.field:
                kept.append(_of_two(one, two, wanted, counted.largest()))
                counted.add(kept[-1].pairs, kept[-1].within)
    largest, before = counted.largest(), 0
    taken = []
    for blocks in kept:
        small = blocks.only((blocks.pairs <= largest) & (blocks.within > largest))
        taken.append(pl.DataFrame({"row": small.rows, "key": small.block + before}))
        before += len(small.pairs)
    return pl.concat(taken)


def _numbered(key: Keyed, wanted: NDArray[np.bool_]) -> _Key:
    """Return a key with the values that at least two records have, one of them to be linked."""
    every = np.bincount(key.place, minlength=len(key.values[0]))
    linked = np.bincount(key.place[wanted], minlength=len(key.values[0]))
    held = pl.concat(
        pl.DataFrame({"key": value, "records": every, "wanted": linked}) for value in key.values
    ).filter(pl.col("key") != 0)
    of_wanted = held.filter(pl.col("wanted") > 0).select("key").unique()
    counted = held.join(of_wanted, on="key", how="semi").group_by("key").sum()
    pairs = pl.Series("pairs", _pairs_between(counted["records"].to_numpy(), counted["wanted"].to_numpy()))
    blocks = counted.select("key", pairs).filter(pl.col("pairs") > 0).with_row_index("number")
    numbers = [
        pl.DataFrame({"key": value})
        .join(blocks, on="key", how="left", maintain_order="left")
        .select(pl.col("number").cast(pl.Int32).fill_null(-1))
        .to_series()
        .to_numpy()[key.place]
        for value in key.values
    ]
    having = [np.flatnonzero(number >= 0).astype(np.int32) for number in numbers]
    return _Key(key.field, numbers, having, blocks["pairs"].to_numpy())


def _pairs_between(records: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many pairs of so many records have one of those to be linked."""
    return records * wanted - wanted * (wanted + 1) // 2


def _of_one(key: _Key, largest: int) -> _Blocks:
    """Return the blocks of a key that make no more than so many pairs."""
    rows = np.concatenate(key.having)
    number = np.concatenate([of[at] for of, at in zip(key.numbers, key.having, strict=True)]).astype(np.int64)
    every = _Blocks(rows, number, key.pairs, np.full(len(key.pairs), _MOST))
    return every.only(key.pairs <= largest)


def _of_two(one: _Key, two: _Key, wanted: NDArray[np.bool_], largest: int) -> _Blocks:
    """Return the blocks of records that share two keys, those that make no more than so many pairs."""
    rows, both = [], []
    for a, b in product(range(len(one.numbers)), range(len(two.numbers))):
        fewer, others = (one.having[a], two.numbers[b])
        if len(two.having[b]) < len(fewer):
            fewer, others = (two.having[b], one.numbers[a])
        at = fewer[others[fewer] >= 0]
        rows.append(at)
        both.append(one.numbers[a][at].astype(np.int64) * len(two.pairs) + two.numbers[b][at])
    row, value = np.concatenate(rows), np.concatenate(both)
    values = np.unique(value[wanted[row]])
    row, place = _placed(row, value, values, len(one.pairs) * len(two.pairs))
    linked = np.bincount(place[wanted[row]], minlength=len(values))
    pairs = _pairs_between(np.bincount(place, minlength=len(values)), linked)
    within = np.minimum(one.pairs[values // len(two.pairs)], two.pairs[values % len(two.pairs)])
    blocks = _Blocks(row, place, pairs, within)
    return blocks.only((pairs > 0) & (pairs <= largest) & (pairs < within))


def _placed(
    rows: NDArray[np.int32], values: NDArray[np.int64], among: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the rows whose value is among some, which are in order, and its place there.

    most: one more than the largest value there can be. Where values are few each is looked up, else those
    whose mark none of the others has are left out before the rest is searched for.
    """
    if most <= 4 * len(values):
        place = np.full(most, -1)
        place[among] = np.arange(len(among))
        found = place[values]
        near = np.flatnonzero(found >= 0)
        return rows[near], found[near]
    marked = np.zeros(1 << _SPREAD, dtype=np.bool_)
    marked[_marks(among)] = True
    near = np.flatnonzero(marked[_marks(values)])
    found = np.searchsorted(among, values[near])
    same = among.take(found, mode="clip") == values[near]
    return rows[near[same]], found[same]


def _marks(values: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return for each value one of 2**_SPREAD marks."""
    return (values.view(np.uint64) * _MIX) >> np.uint64(64 - _SPREAD)
