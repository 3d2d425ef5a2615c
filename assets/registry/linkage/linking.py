"""Linkage from records to people: prepare, block, compare, learn, group, and list what a person must judge.

Belongs here: the order of the steps, and what a caller sets. Does not belong here: any step. This module
knows no file and no database; the register calls it with residents, `tagging link-benchmark` with any file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from assets.registry.linkage.blocking import candidate_pairs
from assets.registry.linkage.clusters import Constraints, clusters
from assets.registry.linkage.comparisons import Comparison, comparisons
from assets.registry.linkage.contradictions import contradictions
from assets.registry.linkage.decisions import no_decisions, standing
from assets.registry.linkage.fields import RESIDENT_FIELDS, Field
from assets.registry.linkage.learn import Model, learn, learn_from
from assets.registry.linkage.prepare import Prepared, prepare
from assets.registry.linkage.review import review_list
from assets.registry.linkage.vectors import Vectors, compare
from assets.registry.linkage.weights import scored

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class LinkSettings:
    """How to link. Weights are log2 odds: 0 is even, 6.6 is 99 in 100.

    threshold: mean weight from which groups are joined; of all thresholds the one at half the best F1 in
    probability is best for F1 (Lipton 2014), so even odds for a good file. unseen: what a pair weighs at
    least, and one that was not compared. review: weights between which a person is asked. inertia: by how
    much a standing group is held together, and two standing groups are kept apart. pairs_per_record and
    most_pairs bound the blocks. is_across: only pairs of different sources; is_one_to_one: a source has a
    person once.
    """

    threshold: float = 0.0
    unseen: float = -3.0
    review: tuple[float, float] = (-3.0, 6.6)
    inertia: float = 2.0
    pairs_per_record: int = 200
    fewest_pairs: int = 1_000_000
    most_pairs: int = 40_000_000
    is_across: bool = False
    is_one_to_one: bool = False
    seed: int = 1


_MEMORY = "4GB"
"""What DuckDB may hold; beyond that it writes to its temporary folder."""

RESIDENTS = LinkSettings(threshold=6.6, review=(-3.0, 10.0))
"""For people: joining two is worse than missing one, so below 99 in 100 somebody looks."""


@dataclass(frozen=True)
class Linked:
    """What linkage found.

    pairs: record_a, record_b, weight, probability, against_home, per compared field x `gamma_x` (level, -1
    missing) and `weight_x` (bits): every candidate pair, decided ones included. clusters: record_id, cluster
    (the first record of the group), one row per record, sorted by record_id.
    review: record_a, record_b, weight, probability, reason, linked.
    contradicted: decisions that a newer one made void. model: to be given to the next day's linkage.
    """

    pairs: pl.DataFrame
    clusters: pl.DataFrame
    review: pl.DataFrame
    contradicted: pl.DataFrame
    model: Model
    comparisons: tuple[Comparison, ...]


def link(
    records: pl.DataFrame,
    fields: Sequence[Field] = RESIDENT_FIELDS,
    settings: LinkSettings = RESIDENTS,
    *,
    decisions: pl.DataFrame | None = None,
    earlier: pl.DataFrame | None = None,
    model: Model | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> Linked:
    """Return which records are one person.

    records: record_id (unique), the columns of `fields`, and where there are any: source (file or system),
    identity (a trustworthy number; two that differ are two people, and pairs with one each are not compared).
    decisions: `decisions.COLUMNS`; they win whatever is found. earlier: record_id, cluster of the last
    linkage; groups stay unless much speaks against them. model: of an earlier linkage, so that weights stay;
    learnt without it. The same input gives the same output. Raises ValueError where fewer than two fields
    can be compared.
    """
    import duckdb

    # In one order whatever the file's: which of two equal links comes first then never depends on it.
    records = records.with_columns(pl.col("record_id").cast(pl.String)).sort("record_id")
    prepared = prepare(records, fields)
    compared = comparisons(prepared)
    if len(compared) < 2:
        raise ValueError("两项以上可比较的信息才能匹配 / linkage needs at least two fields that records fill")
    connection = duckdb.connect(config={"memory_limit": _MEMORY})
    connection.execute("set enable_progress_bar = false").fetchall()
    try:
        vectors = _compared(connection, records, prepared, compared, settings, progress)
    finally:
        connection.close()
    decided = standing(no_decisions() if decisions is None else decisions, records["record_id"])
    before = _earlier(records, earlier)
    constraints = _constraints(records, prepared, settings, decided)
    all_pairs = _all_pairs(prepared, settings)
    known = model or learn(vectors, compared, all_pairs, len(records))
    pairs, apart, cluster, void = _grouped(
        vectors, len(records), known, compared, constraints, before, settings
    )
    if model is None:
        progress("学习权重 learning weights from the groups")
        known = learn_from(vectors, compared, cluster, known)
        pairs, apart, cluster, void = _grouped(
            vectors, len(records), known, compared, constraints, before, settings
        )
    asked = review_list(pairs, cluster, apart, decided, settings.review)
    progress(f"归并 {cluster.n_unique():,} people of {len(records):,} records")
    ids = records["record_id"]
    return Linked(
        _named(pairs, ids),
        pl.DataFrame({"record_id": ids, "cluster": ids.gather(cluster)}),
        _named(asked, ids),
        decided[void].drop("l", "r"),
        known,
        compared,
    )


def _compared(
    connection: "duckdb.DuckDBPyConnection",
    records: pl.DataFrame,
    prepared: Prepared,
    compared: Sequence[Comparison],
    settings: LinkSettings,
    progress: Callable[[str], None],
) -> Vectors:
    wanted = (
        records["identity"].is_null()
        if "identity" in records.columns
        else pl.repeat(True, len(records), eager=True)
    )
    bound = min(
        max(settings.pairs_per_record * int(wanted.sum()), settings.fewest_pairs), settings.most_pairs
    )
    found = candidate_pairs(connection, prepared, wanted, settings.is_across, bound)
    progress(f"分块 {len(records):,} records, {found:,} candidate pairs")
    vectors = compare(connection, prepared, compared, settings.seed)
    progress(f"比较 {len(compared)} fields compared")
    return vectors


def _all_pairs(prepared: Prepared, settings: LinkSettings) -> int:
    rows = len(prepared.frame)
    every = rows * (rows - 1) // 2
    if not settings.is_across:
        return max(every, 1)
    sizes = prepared.frame.group_by("source").len()["len"].cast(pl.Int64)
    return max(every - int((sizes * (sizes - 1) // 2).sum()), 1)


def _earlier(records: pl.DataFrame, earlier: pl.DataFrame | None) -> pl.Series | None:
    if earlier is None:
        return None
    known = earlier.select(pl.col("record_id").cast(pl.String), pl.col("cluster").cast(pl.String))
    return records.select("record_id").join(known, on="record_id", how="left", maintain_order="left")[
        "cluster"
    ]


def _constraints(
    records: pl.DataFrame, prepared: Prepared, settings: LinkSettings, decided: pl.DataFrame
) -> Constraints:
    return Constraints(
        decided=decided.select("l", "r", "same").rows(),
        identity=records["identity"].cast(pl.String) if "identity" in records.columns else None,
        alone=prepared.frame["source"] if settings.is_one_to_one else None,
    )


def _grouped(
    vectors: Vectors,
    rows: int,
    model: Model,
    compared: Sequence[Comparison],
    constraints: Constraints,
    before: pl.Series | None,
    settings: LinkSettings,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.Series, list[int]]:
    pairs = scored(vectors, compared, model)
    apart = contradictions(pairs, compared)
    bound = Constraints(
        constraints.decided, apart.select("l", "r").rows(), constraints.identity, constraints.alone
    )
    held = pairs.select("l", "r", "weight")
    if before is not None:
        held = held.with_columns(one=before.gather(held["l"]), two=before.gather(held["r"]))
        is_one = pl.col("one") == pl.col("two")  # null for a record that is new: nothing is added
        stays = pl.when(is_one).then(settings.inertia).when(~is_one).then(-settings.inertia).otherwise(0.0)
        held = held.select("l", "r", weight=pl.col("weight") + stays)
    cluster, void = clusters(held, rows, settings.threshold, settings.unseen, bound)
    return pairs, apart, cluster, void


def _named(pairs: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    named = pl.DataFrame({"record_a": ids.gather(pairs["l"]), "record_b": ids.gather(pairs["r"])})
    return named.hstack(pairs.drop("l", "r"))
