"""Splink compares the candidate pairs: at which level each field of each pair agrees.

Belongs here: running Splink on DuckDB. Does not belong here: the levels (`comparisons.py`), what they weigh
(`learn.py`).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from assets.registry.linkage.comparisons import Comparison
from assets.registry.linkage.prepare import Prepared

if TYPE_CHECKING:
    import duckdb
    from splink import DuckDBAPI, Linker

_SAMPLE_PAIRS = 500_000
"""Random pairs of which agreement by chance is counted."""
_AT_ONCE = 600_000
"""Pairs that are compared before the next ones: Splink keeps the texts of each beside its levels."""
_RAREST = 1e-6
"""A value met once in a file would else outweigh everything beside it."""


@dataclass(frozen=True)
class Vectors:
    """At which level each field of each candidate pair agrees.

    pairs: l, r (rows), per field `gamma_x` (level, -1 missing) and `rarity_x` (bits by which agreement on
    this value is rarer than on any). by_chance: per field, the share of random pairs at each level from 0 up.
    filled: per field, the share of random pairs of which both have it; empty where chance was known.
    """

    pairs: pl.DataFrame
    by_chance: dict[str, list[float]]
    filled: dict[str, float] = field(default_factory=dict)


def compare(
    connection: "duckdb.DuckDBPyConnection",
    prepared: Prepared,
    compared: Sequence[Comparison],
    seed: int,
    known: Mapping[str, Sequence[float]] | None = None,
) -> Vectors:
    """Return the levels of every pair of the connection's table candidate, and how often each is chance.

    Args:
        seed: draws the random pairs of which chance is counted.
        known: that count from earlier, by field; then none is drawn.
    """
    rows = len(prepared.source)
    ((candidates,),) = connection.execute("select count(*) from candidate").fetchall()
    is_whole = candidates == rows * (rows - 1) // 2
    if known is None and not is_whole:
        connection.register("drawn", _random_pairs(rows, seed).to_arrow())
        connection.execute("create or replace table chance as select * from drawn").fetchall()
        connection.unregister("drawn")
    tables = ["candidate"] if known is not None or is_whole else ["candidate", "chance"]
    linker = _linker(connection, _to_compare(connection, prepared, tables), compared)
    pairs, *drawn = (_levels(connection, *linker, table, compared) for table in tables)
    by_chance, filled = _by_chance(drawn[0] if drawn else pairs, compared)
    if known is not None:
        by_chance, filled = {x: list(shares) for x, shares in known.items()}, {}
    return Vectors(_with_rarity(pairs, prepared, compared, by_chance), by_chance, filled)


def _random_pairs(rows: int, seed: int) -> pl.DataFrame:
    """Return l, r of pairs drawn one by one: drawn from few records, a rare value would be met or missed."""
    one, two = np.random.default_rng(seed).integers(0, rows, (2, _SAMPLE_PAIRS), dtype=np.int32)
    drawn = pl.DataFrame({"l": np.minimum(one, two), "r": np.maximum(one, two)})
    return drawn.filter(pl.col("l") < pl.col("r")).unique().sort("l", "r")


def _levels(
    connection: "duckdb.DuckDBPyConnection",
    api: "DuckDBAPI",
    linker: "Linker",
    table: str,
    compared: Sequence[Comparison],
) -> pl.DataFrame:
    """Return l, r, per field `gamma_x` of the pairs of a table."""
    kept = ", ".join(
        ["row_l::integer as l", "row_r::integer as r"]
        + [f"gamma_{each.field.name}::tinyint as gamma_{each.field.name}" for each in compared]
    )
    parts: list[pl.DataFrame] = []
    ((pairs,),) = connection.execute(f"select count(*) from {table}").fetchall()
    for start in range(0, max(pairs, 1), _AT_ONCE):
        connection.execute(
            "create or replace table blocked as select '0' as match_key, l as join_key_l, r as join_key_r "
            f"from {table} where rowid >= {start} and rowid < {start + _AT_ONCE}"
        ).fetchall()
        linker.table_management.register_blocked_pairs_for_predict(
            api.table_to_splink_dataframe("blocked", "blocked")
        )
        predicted = linker.inference.predict(warning_mode="never")
        parts.append(connection.sql(f"select {kept} from {predicted.physical_name} order by l, r").pl())
        predicted.drop_table_from_database_and_remove_from_cache()
    return pl.concat(parts)


def _to_compare(
    connection: "duckdb.DuckDBPyConnection", prepared: Prepared, tables: Sequence[str]
) -> pl.DataFrame:
    """Return the records that are in a pair of one of the tables."""
    sides = " union ".join(f"select {side} as row from {table}" for table in tables for side in "lr")
    return prepared.of_rows(connection.sql(f"select row from ({sides}) order by row").pl()["row"])


def _with_rarity(
    pairs: pl.DataFrame,
    prepared: Prepared,
    compared: Sequence[Comparison],
    by_chance: Mapping[str, Sequence[float]],
) -> pl.DataFrame:
    """Add rarity_x: by how many bits agreement on this value is rarer by chance than on any value."""
    for comparison in compared:
        x, top = comparison.field.name, len(comparison.levels) - 1
        same = by_chance[x][top]
        if not comparison.levels[0].is_same or not same:
            continue
        agree = (pairs[f"gamma_{x}"] == top).arg_true()
        share = _shares(prepared, x, pairs["l"].gather(agree))
        bits = pl.lit(same).log(2) - pl.lit(share.clip(lower_bound=_RAREST)).log(2)
        rarity = pl.zeros(len(pairs), dtype=pl.Float32, eager=True)
        rarity = rarity.scatter(agree, pl.select(bits.cast(pl.Float32)).to_series())
        pairs = pairs.with_columns(rarity.alias(f"rarity_{x}"))
    return pairs


def _shares(prepared: Prepared, x: str, rows: pl.Series) -> pl.Series:
    """Return for rows that fill a field the share of records that have their value among those with any."""
    values = prepared.values_of(x)
    records = np.bincount(values.place.to_numpy(), minlength=len(values.made))
    held = values.made.select(x, records=records).drop_nulls(x)
    asked = pl.DataFrame({x: values.made[x].gather(values.place.gather(rows))})
    shares = (
        held.join(asked, on=x, how="semi")
        .group_by(x)
        .agg(share=pl.col("records").sum() / held["records"].sum())
    )
    return asked.join(shares, on=x, how="left", maintain_order="left")["share"]


def _linker(
    connection: "duckdb.DuckDBPyConnection", frame: pl.DataFrame, compared: Sequence[Comparison]
) -> "tuple[DuckDBAPI, Linker]":
    from splink import DuckDBAPI, Linker, SettingsCreator

    api = DuckDBAPI(connection)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        comparisons=[each.for_splink() for each in compared],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=False,
    )
    # Its validation parses every condition again, which takes longer than comparing a small file.
    records = api.register(frame.to_arrow())
    return api, Linker(records, settings, log_level=logging.ERROR, validate_settings=False)


def _by_chance(
    drawn: pl.DataFrame, compared: Sequence[Comparison]
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Return per field the share of each level from 0 up among the pairs that fill it, and their share."""
    shares, filled = {}, {}
    for each in compared:
        gamma = drawn[f"gamma_{each.field.name}"]
        counts = np.bincount(gamma.filter(gamma >= 0).to_numpy(), minlength=len(each.levels))
        shares[each.field.name] = [float(count) / max(int(counts.sum()), 1) for count in counts]
        filled[each.field.name] = float(counts.sum()) / max(len(gamma), 1)
    return shares, filled
