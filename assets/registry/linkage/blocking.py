"""Blocking 分块: which pairs of records are worth comparing, so that a district takes minutes.

Belongs here: keys, and the bound on pairs. Does not belong here: comparing (`vectors.py`). Every key and
every two keys of different fields make a rule. A rule takes its smallest blocks first until its share of the
bound is used: no rule has to be chosen by hand, and a block of everybody called Wang costs nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl

from assets.registry.linkage.fields import Kind
from assets.registry.linkage.prepare import Prepared

if TYPE_CHECKING:
    import duckdb

_WHOLE = 2**62
_ALL_PAIRS = 500_000
"""A file with no more pairs than this is compared whole."""


@dataclass(frozen=True)
class Key:
    """One way to put records into blocks. expression: a list where a record has several values."""

    field: str
    name: str
    expression: pl.Expr


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
    connection.execute("create or replace table pair (l integer, r integer)").fetchall()
    rows = frame.select("row", "source", wanted=wanted)
    if _pairs_of(len(frame)) <= min(_ALL_PAIRS, bound):
        _insert(connection, rows.with_columns(key=pl.lit(0)), across)
    else:
        keys = [*_keys(prepared)]
        kept = frame.select("row", *(key.expression.alias(key.name) for key in keys))
        rules = [*_rules(rows, kept, keys)]
        largest = _largest_block(rules, bound)
        for blocks in rules:
            taken = (pl.col("pairs") <= largest) & (pl.col("within") > largest)
            _insert(connection, blocks.filter(taken), across)
    connection.execute(
        "create or replace table candidate as select distinct l, r from pair order by l, r"
    ).fetchall()
    connection.execute("drop table pair").fetchall()
    ((counted,),) = connection.execute("select count(*) from candidate").fetchall()
    return int(counted)


def _pairs_of(rows: int) -> int:
    return rows * (rows - 1) // 2


def _keys(prepared: Prepared) -> Iterator[Key]:
    """Yield the keys of every field, those that forgive a mistake too."""
    has = {field.name for field in prepared.fields}
    if {"given", "family"} <= has:
        # Either part of the name: a swapped name stays in its block.
        yield Key("given", "part", pl.concat_list("given", "family").list.drop_nulls().list.unique())
        yield Key("family", "family", pl.col("family"))
    for field in prepared.fields:
        x = field.name
        match field.kind:
            case Kind.GIVEN_NAME | Kind.FAMILY_NAME:
                if prepared.is_chinese:
                    yield Key(x, f"{x}_sound", pl.col(f"{x}__sound"))
                    yield Key(x, f"{x}_first", pl.col(x).str.head(1))
                    yield Key(x, f"{x}_last", pl.col(x).str.tail(1))
                else:
                    yield Key(x, f"{x}_first", pl.col(x).str.head(3))
                    yield Key(x, f"{x}_letters", pl.col(f"{x}__letters"))
            case Kind.FULL_NAME:
                yield Key(x, x, pl.col(x))
            case Kind.DATE:
                yield Key(x, x, pl.col(x))
                for one, two in combinations(("year", "month", "day"), 2):
                    yield Key(x, f"{x}_{one}_{two}", pl.concat_str(f"{x}__{one}", f"{x}__{two}"))
                yield Key(x, f"{x}_year", pl.col(f"{x}__year"))
            case Kind.CODE:
                yield Key(x, x, pl.col(x))
                yield Key(x, f"{x}_letters", pl.col(f"{x}__letters"))
                yield Key(x, f"{x}_outer", pl.col(f"{x}__outer"))
            case Kind.TEXT:
                yield Key(x, x, pl.col(x))
                yield Key(x, f"{x}_first", pl.col(x).str.head(5))
                yield Key(x, f"{x}_letters", pl.col(f"{x}__letters"))
            case Kind.NUMBER | Kind.CATEGORY | Kind.DOCUMENT:
                yield Key(x, x, pl.col(x))
            case Kind.SEX:
                pass


def _rules(rows: pl.DataFrame, kept: pl.DataFrame, keys: list[Key]) -> Iterator[pl.DataFrame]:
    """Yield the blocks of every key, and of every two keys of different fields: key, row, source, wanted.

    pairs: how many the block makes; within: how many the smaller of its two keys' own blocks makes, which
    holds all of them.
    """
    single = {key.name: _blocks(rows, kept, (key.name,)) for key in keys}
    yield from (blocks.with_columns(within=pl.lit(_WHOLE)) for blocks in single.values())
    for one, two in combinations(keys, 2):
        if one.field != two.field:
            yield _within(_blocks(rows, kept, (one.name, two.name)), single[one.name], single[two.name])


def _blocks(rows: pl.DataFrame, kept: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    blocks = rows.with_columns(kept.select(names))
    for name in names:
        if blocks[name].dtype == pl.List:
            blocks = blocks.explode(name)
    wanted, everybody = pl.col("wanted").sum().cast(pl.Int64), pl.len().cast(pl.Int64)
    return (
        blocks.drop_nulls(names)
        .select("row", "source", "wanted", key=pl.struct(names).hash(seed=1))
        .with_columns(pairs=(wanted * everybody - wanted * (wanted + 1) // 2).over("key"))
        .filter(pl.col("pairs") > 0)
    )


def _within(blocks: pl.DataFrame, one: pl.DataFrame, two: pl.DataFrame) -> pl.DataFrame:
    # A record with two values of a key has two blocks of it: the larger one, so that none is left out.
    own = [side.group_by("row").agg(pl.col("pairs").max()) for side in (one, two)]
    return (
        blocks.join(own[0], on="row", how="left", suffix="_one")
        .join(own[1], on="row", how="left", suffix="_two")
        .with_columns(within=pl.min_horizontal("pairs_one", "pairs_two").max().over("key"))
        .drop("pairs_one", "pairs_two")
    )


def _largest_block(rules: list[pl.DataFrame], bound: int) -> int:
    """Return how many pairs one block may make for all that are taken to make no more than the bound."""
    blocks = pl.concat(
        [rule.group_by("key").agg(pl.col("pairs", "within").first()).drop("key") for rule in rules]
    )
    largest = 1
    for _ in range(40):
        taken = blocks.filter((pl.col("pairs") <= largest * 1.5 + 1) & (pl.col("within") > largest * 1.5 + 1))
        if int(taken["pairs"].sum()) > bound:
            break
        largest = int(largest * 1.5 + 1)
    return largest


def _insert(connection: "duckdb.DuckDBPyConnection", blocks: pl.DataFrame, across: bool) -> None:
    if blocks.is_empty():
        return
    connection.register("block", blocks.to_arrow())
    connection.execute(
        f"""
        insert into pair
        select least(a.row, b.row), greatest(a.row, b.row)
        from block a join block b using (key)
        where a.wanted and a.row <> b.row and not (b.wanted and b.row < a.row)
        {"and a.source <> b.source" if across else ""}
        """
    ).fetchall()
    connection.unregister("block")
