"""Splink compares the candidate pairs: at which level each field of each pair agrees.

Belongs here: running Splink on DuckDB. Does not belong here: the levels (`comparisons.py`), what they weigh
(`learn.py`).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from assets.registry.linkage.comparisons import Comparison
from assets.registry.linkage.prepare import Prepared

if TYPE_CHECKING:
    import duckdb
    from splink import DuckDBAPI, Linker

_SAMPLE_PAIRS = 5e5
"""Random pairs of which agreement by chance is counted."""
_AT_ONCE = 1_000_000
"""Pairs that are compared before the next ones: Splink keeps the texts of each beside its levels."""
_RAREST = 1e-6
"""A value met once in a file would else outweigh everything beside it."""


@dataclass(frozen=True)
class Vectors:
    """At which level each field of each candidate pair agrees.

    pairs: l, r (rows), per field `gamma_x` (level, -1 missing) and `rarity_x` (bits by which agreement on
    this value is rarer than on any). by_chance: per field, the share of random pairs at each level from 0 up.
    """

    pairs: pl.DataFrame
    by_chance: dict[str, list[float | None]]


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
    from splink import DuckDBAPI

    api = DuckDBAPI(connection)
    linker = _linker(api, _to_compare(connection, prepared, known), compared, known or {})
    if known is None:
        linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLE_PAIRS, seed=seed, num_chunks=1)
    by_chance = _by_chance(linker.misc.save_model_to_json(), compared)
    kept = ", ".join(
        ["row_l::integer as l", "row_r::integer as r"]
        + [f"gamma_{each.field.name}::tinyint as gamma_{each.field.name}" for each in compared]
    )
    parts = []
    ((candidates,),) = connection.execute("select count(*) from candidate").fetchall()
    for start in range(0, max(candidates, 1), _AT_ONCE):
        connection.execute(
            "create or replace table blocked as select '0' as match_key, l as join_key_l, r as join_key_r "
            f"from candidate where rowid >= {start} and rowid < {start + _AT_ONCE}"
        ).fetchall()
        linker.table_management.register_blocked_pairs_for_predict(
            api.table_to_splink_dataframe("blocked", "blocked")
        )
        predicted = linker.inference.predict(warning_mode="never")
        parts.append(connection.sql(f"select {kept} from {predicted.physical_name} order by l, r").pl())
        predicted.drop_table_from_database_and_remove_from_cache()
    return Vectors(_with_rarity(pl.concat(parts), prepared, compared, by_chance), by_chance)


def _to_compare(
    connection: "duckdb.DuckDBPyConnection",
    prepared: Prepared,
    known: Mapping[str, Sequence[float]] | None,
) -> pl.DataFrame:
    """Return the records that are in a candidate pair; all of them where chance has to be counted."""
    frame = prepared.frame.drop("source")
    if known is None:
        return frame
    rows = connection.sql("select l as row from candidate union select r from candidate").pl()
    return frame.join(rows, on="row", how="semi")


def _with_rarity(
    pairs: pl.DataFrame,
    prepared: Prepared,
    compared: Sequence[Comparison],
    by_chance: Mapping[str, Sequence[float | None]],
) -> pl.DataFrame:
    """Add rarity_x: by how many bits agreement on this value is rarer by chance than on any value."""
    for comparison in compared:
        x, top = comparison.field.name, len(comparison.levels) - 1
        same = by_chance[x][top]
        if not comparison.levels[0].is_same or not same:
            continue
        values = prepared.frame[x]
        shares = values.alias(x).to_frame().drop_nulls().group_by(x).len("share")
        shares = shares.with_columns(pl.col("share") / (len(values) - values.null_count()))
        of_pair = pl.DataFrame({x: values.gather(pairs["l"])}).join(
            shares, on=x, how="left", maintain_order="left"
        )["share"]
        bits = pl.lit(same).log(2) - of_pair.clip(lower_bound=_RAREST).log(2)
        agree = pl.col(f"gamma_{x}") == top
        pairs = pairs.with_columns(
            pl.when(agree).then(bits).otherwise(0.0).cast(pl.Float32).alias(f"rarity_{x}")
        )
    return pairs


def _linker(
    api: "DuckDBAPI",
    frame: pl.DataFrame,
    compared: Sequence[Comparison],
    known: Mapping[str, Sequence[float]],
) -> "Linker":
    from splink import Linker, SettingsCreator

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        comparisons=[each.for_splink(known.get(each.field.name)) for each in compared],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=False,
    )
    # Its validation parses every condition again, which takes longer than comparing a small file.
    return Linker(api.register(frame.to_arrow()), settings, log_level=logging.ERROR, validate_settings=False)


def _by_chance(model: dict[str, Any], compared: Sequence[Comparison]) -> dict[str, list[float | None]]:
    shares = {}
    for comparison, learnt in zip(compared, model["comparisons"], strict=True):
        levels = [level for level in learnt["comparison_levels"] if not level.get("is_null_level")]
        shares[comparison.field.name] = [level.get("u_probability") for level in reversed(levels)]
    return shares
