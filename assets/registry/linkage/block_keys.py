"""By what records are put into blocks: one key per way to write a value, those that forgive a mistake too.

Belongs here: the keys of each kind of field. Does not belong here: which blocks are taken (`blocking.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from assets.registry.linkage.fields import Field, Kind
from assets.registry.linkage.prepare import Prepared


@dataclass(frozen=True)
class Keyed:
    """A key of every record.

    place: per record the place of its value. values: per place the key as a number, 0 for none; one column
    for each key that a value may have.
    """

    field: str
    place: NDArray[np.uint32]
    values: list[NDArray[np.uint64]]


def keyed(prepared: Prepared) -> list[Keyed]:
    """Return every key of every field that the records fill."""
    keys = []
    for field, of_field in _keys(prepared):
        values = prepared.values_of(field)
        keys.append(Keyed(field, values.place.to_numpy(), _numbers(values.made, of_field)))
    return keys


def _numbers(made: pl.DataFrame, values: tuple[pl.Expr, ...]) -> list[NDArray[np.uint64]]:
    columns = [
        made.select(pl.when(value.is_not_null()).then(value.hash(seed=1)).otherwise(pl.lit(0, pl.UInt64)))
        .to_series()
        .to_numpy()
        .copy()
        for value in values
    ]
    for column in columns[1:]:
        column[column == columns[0]] = 0
    return columns


def _keys(prepared: Prepared) -> Iterator[tuple[str, tuple[pl.Expr, ...]]]:
    """Yield the field and the values of each key."""
    has = {field.name for field in prepared.fields}
    if {"given", "family"} <= has:
        # Either part of the name: a swapped name stays in its block.
        yield "given", (pl.col("given"), pl.col("family"))
        yield "given", (pl.col("given__aloud" if prepared.is_chinese else "given__whole"),)
        yield "family", (pl.col("family"),)
    for field in prepared.fields:
        if field.kind is Kind.FULL_NAME:
            yield field.name, tuple(pl.col(field.name).list.get(n, null_on_oob=True) for n in range(_WORDS))
        for value in _of_field(field, prepared.is_chinese):
            yield field.name, (value,)


_WORDS = 3
"""Of how many other names of a record each is a key."""


def _of_field(field: Field, is_chinese: bool) -> Iterator[pl.Expr]:
    x = field.name
    match field.kind:
        case Kind.GIVEN_NAME | Kind.FAMILY_NAME if is_chinese:
            yield pl.col(f"{x}__sound")
            yield pl.col(x).str.head(1)
            yield pl.col(x).str.tail(1)
        case Kind.GIVEN_NAME | Kind.FAMILY_NAME:
            yield pl.col(x).str.head(3)
            yield pl.col(f"{x}__letters")
        case Kind.DATE:
            yield pl.col(x)
            for one, two in combinations(("year", "month", "day"), 2):
                yield pl.concat_str(f"{x}__{one}", f"{x}__{two}")
            yield pl.col(f"{x}__year")
        case Kind.CODE:
            yield pl.col(x)
            yield pl.col(f"{x}__letters")
            yield pl.col(f"{x}__outer")
        case Kind.TEXT:
            yield pl.col(x)
            yield pl.col(x).str.head(5)
            yield pl.col(f"{x}__letters")
        case Kind.DOCUMENT:
            # Of a number with one wrong digit one half is right.
            half = pl.col(x).str.len_chars() // 2
            yield pl.col(x)
            yield pl.col(x).str.head(half)
            yield pl.col(x).str.slice(half)
        case Kind.NUMBER | Kind.CATEGORY:
            yield pl.col(x)
        case Kind.SEX | Kind.FULL_NAME:
            pass
