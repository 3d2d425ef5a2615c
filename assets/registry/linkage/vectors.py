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
    linker = _linker(api, prepared, compared, known or {})
    if known is None:
        linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLE_PAIRS, seed=seed, num_chunks=1)
    kept = ", ".join(_kept(compared))
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
    pairs = pl.concat(parts)
    return Vectors(pairs, _by_chance(linker.misc.save_model_to_json(), compared))


def _linker(
    api: "DuckDBAPI",
    prepared: Prepared,
    compared: Sequence[Comparison],
    known: Mapping[str, Sequence[float]],
) -> "Linker":
    from splink import Linker, SettingsCreator

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        comparisons=[each.for_splink(known.get(each.field.name)) for each in compared],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    # Its validation parses every condition again, which takes longer than comparing a small file.
    return Linker(
        api.register(prepared.frame.drop("source").to_arrow()),
        settings,
        log_level=logging.ERROR,
        validate_settings=False,
    )


def _kept(compared: Sequence[Comparison]) -> list[str]:
    kept = ["row_l::integer as l", "row_r::integer as r"]
    for comparison in compared:
        x = comparison.field.name
        kept.append(f"gamma_{x}::tinyint as gamma_{x}")
        if any(level.counts for level in comparison.levels):
            kept.append(f"mw_tf_adj_{x}::float as rarity_{x}")
    return kept


def _by_chance(model: dict[str, Any], compared: Sequence[Comparison]) -> dict[str, list[float | None]]:
    shares = {}
    for comparison, learnt in zip(compared, model["comparisons"], strict=True):
        levels = [level for level in learnt["comparison_levels"] if not level.get("is_null_level")]
        shares[comparison.field.name] = [level.get("u_probability") for level in reversed(levels)]
    return shares
