"""Linkage from records to people: prepare, block, compare, learn, group, and list what a person must judge.

Belongs here: the order of the steps, and what a caller sets. Does not belong here: any step. This module
knows no file and no database; the register calls it with residents, `tagging link-benchmark` with any file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from tempfile import TemporaryDirectory

import polars as pl

from assets.registry.linkage.blocking import candidate_pairs
from assets.registry.linkage.clusters import Constraints, clusters
from assets.registry.linkage.comparisons import Comparison, comparisons
from assets.registry.linkage.contradictions import are_grown, contradictions
from assets.registry.linkage.decisions import effective_decisions, no_decisions, placed
from assets.registry.linkage.fields import RESIDENT_FIELDS, Field, Kind
from assets.registry.linkage.learn import Model, learn, learn_from
from assets.registry.linkage.prepare import Prepared, prepare
from assets.registry.linkage.review import review_list
from assets.registry.linkage.vectors import Vectors, compare
from assets.registry.linkage.weights import scored
from tag_rules.engine.errors import RefusedError


class TooFewFieldsError(RefusedError):
    """Fewer than two fields are filled, so that nothing can be said of two records."""


class WeightsDoNotFitError(RefusedError):
    """The weights given are of other levels than records are compared by; the message says what to do."""


@dataclass(frozen=True)
class LinkSettings:
    """How to link. Weights are log2 odds: 0 is even, 6.6 is 99 in 100.

    threshold: mean weight from which groups are joined; of all thresholds the one at half the best F1 in
    probability is best for F1 (Lipton 2014), so even odds for a good file. unseen: what a pair weighs at
    least, and one that was not compared. review: weights between which a person is asked. inertia: by how
    much a group of the last linkage is held together, and two are kept apart. pairs_per_record and most_pairs
    bound the blocks. is_across: only pairs of different sources; is_one_to_one: a source has a
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


_MEMORY = "500MB"
"""What DuckDB may hold; beyond that it writes to a temporary folder of this linkage's own."""

_NOT_COMPARED = ("record_id", "source", "identity")
"""What is needed of records beside what is compared."""

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
    """Return which records are one person; the same input gives the same output.

    Args:
        records: record_id (unique), the columns of `fields`, and where there are any: source (file or
            system), identity (a trustworthy number; two that differ are two people, and pairs with one each
            are not compared).
        fields: what is compared.
        settings: how to link.
        decisions: `decisions.COLUMNS`; they win over any score.
        earlier: record_id, cluster of the last linkage; groups stay unless much speaks against them.
        model: of an earlier linkage, so that weights stay; learnt without it.
        progress: gets one line per step, with counts only.

    Raises:
        TooFewFieldsError: fewer than two fields can be compared.
        WeightsDoNotFitError: the model is of other levels.

    """
    # In one order whatever the file's: which of two equal links comes first then never depends on it.
    records = records.with_columns(pl.col("record_id").cast(pl.String)).sort("record_id")
    ids = records["record_id"]
    prepared, compared = _comparable(records, fields)
    records = records.select(name for name in _NOT_COMPARED if name in records.columns)
    known, compared = _of_the_file(model, compared, len(records))
    vectors = _vectors(records, prepared, compared, settings, known, progress)
    decided = placed(effective_decisions(no_decisions() if decisions is None else decisions), ids)
    constraints = _constraints(records, prepared, settings, decided)
    before = _earlier(records, earlier)
    grouping = _Grouping(vectors, len(records), compared, constraints, before, _grown(prepared), settings)
    used, groups = _grouped(grouping, _all_pairs(prepared, settings), known, progress)
    asked = review_list(groups.pairs, groups.cluster, groups.contradicting, decided, settings.review)
    progress(f"归并 {groups.cluster.n_unique():,} people of {len(records):,} records")
    return Linked(
        _named(groups.pairs, ids),
        pl.DataFrame({"record_id": ids, "cluster": ids.gather(groups.cluster)}),
        _named(asked, ids),
        decided[groups.void_decisions].drop("l", "r"),
        used,
        compared,
    )


def _of_the_file(
    model: Model | None, compared: tuple[Comparison, ...], records: int
) -> tuple[Model | None, tuple[Comparison, ...]]:
    """Return the model for so many records, and the comparisons it knows; a field it does not weighs nothing.

    Raises WeightsDoNotFitError where it knows other levels. Without a model all are compared.
    """
    if model is None:
        return None, compared
    if not model.fits(compared):
        raise WeightsDoNotFitError(
            "匹配权重是按另一种比较方式学得的，不再适用，请重新学习后重跑：tagging link-learn --date <日期>。"
            " The weights of linkage were learnt of values compared otherwise and no longer fit: learn them"
            " again, then run the date again: tagging link-learn --date <date>"
        )
    known = tuple(each for each in compared if each.field.name in model.levels)
    return model.for_records(records), known


def _comparable(records: pl.DataFrame, fields: Sequence[Field]) -> tuple[Prepared, tuple[Comparison, ...]]:
    """Return the records prepared and how their fields are compared; raises TooFewFieldsError."""
    prepared = prepare(records, fields)
    compared = comparisons(prepared)
    if len(compared) < 2:
        raise TooFewFieldsError(
            "两项以上可比较的信息才能匹配 / linkage needs at least two fields that records fill"
        )
    return prepared, compared


def _vectors(
    records: pl.DataFrame,
    prepared: Prepared,
    compared: Sequence[Comparison],
    settings: LinkSettings,
    model: Model | None,
    progress: Callable[[str], None],
) -> Vectors:
    """Return the levels at which the candidate pairs agree, compared in a database of their own."""
    import duckdb

    wanted = (
        records["identity"].is_null()
        if "identity" in records.columns
        else pl.repeat(True, len(records), eager=True)
    )
    bound = min(
        max(settings.pairs_per_record * int(wanted.sum()), settings.fewest_pairs), settings.most_pairs
    )
    with (
        TemporaryDirectory() as spilled,  # nobody else may read it, and it goes with the connection
        duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": spilled}) as connection,
    ):
        connection.execute("set enable_progress_bar = false").fetchall()
        pair_count = candidate_pairs(connection, prepared, wanted, settings.is_across, bound)
        progress(f"分块 {len(records):,} records, {pair_count:,} candidate pairs")
        vectors = compare(connection, prepared, compared, settings.seed, model.strangers if model else None)
    progress(f"比较 {len(compared)} fields compared")
    return vectors


def _grouped(
    grouping: _Grouping, all_pairs: int, model: Model | None, progress: Callable[[str], None]
) -> tuple[Model, _Groups]:
    """Return the groups and the weights that made them: those of `model`, or learnt from first groups."""
    if model is not None:
        return model, grouping.with_weights(model)
    first = learn(grouping.vectors, grouping.compared, all_pairs, grouping.rows)
    groups = grouping.with_weights(first)
    progress("学习权重 learning weights from the groups")
    learnt = learn_from(grouping.vectors, grouping.compared, groups.cluster, first)
    return learnt, grouping.with_weights(learnt)


def _all_pairs(prepared: Prepared, settings: LinkSettings) -> int:
    rows = len(prepared.source)
    every = rows * (rows - 1) // 2
    if not settings.is_across:
        return max(every, 1)
    sizes = prepared.source.value_counts()["count"].cast(pl.Int64)
    return max(every - int((sizes * (sizes - 1) // 2).sum()), 1)


def _earlier(records: pl.DataFrame, earlier: pl.DataFrame | None) -> pl.Series | None:
    if earlier is None:
        return None
    known = earlier.select(pl.col("record_id").cast(pl.String), pl.col("cluster").cast(pl.String))
    return records.select("record_id").join(known, on="record_id", how="left", maintain_order="left")[
        "cluster"
    ]


def _grown(prepared: Prepared) -> pl.Series | None:
    dates = [field.name for field in prepared.fields if field.kind is Kind.DATE]
    return are_grown(prepared.values_of(dates[0]).of_records(f"{dates[0]}__days")) if dates else None


def _constraints(
    records: pl.DataFrame, prepared: Prepared, settings: LinkSettings, decided: pl.DataFrame
) -> Constraints:
    return Constraints(
        decided=decided.select("l", "r", "same").rows(),
        identity=records["identity"].cast(pl.String) if "identity" in records.columns else None,
        alone=prepared.source if settings.is_one_to_one else None,
    )


@dataclass(frozen=True)
class _Groups:
    """Records grouped by one set of weights.

    pairs: of `weights.scored`. contradicting: of `contradictions`. cluster: per record the row of the first
    one of its group. void_decisions: which decisions a newer one made void.
    """

    pairs: pl.DataFrame
    contradicting: pl.DataFrame
    cluster: pl.Series
    void_decisions: list[int]


@dataclass(frozen=True)
class _Grouping:
    """All that decides on groups, but the weights.

    before: per record its group of the last linkage. grown: per record whether somebody is of age.
    """

    vectors: Vectors
    rows: int
    compared: Sequence[Comparison]
    constraints: Constraints
    before: pl.Series | None
    grown: pl.Series | None
    settings: LinkSettings

    def with_weights(self, model: Model) -> _Groups:
        """Return the groups that these weights make."""
        pairs = scored(self.vectors, self.compared, model)
        contradicting = contradictions(pairs, self.compared, self.grown)
        bound = replace(self.constraints, apart=contradicting.select("l", "r").rows())
        cluster, void = clusters(
            self._with_inertia(pairs), self.rows, self.settings.threshold, self.settings.unseen, bound
        )
        return _Groups(pairs, contradicting, cluster, void)

    def _with_inertia(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """Return l, r, weight: more for a pair that was one group, less for one that was two."""
        weights = pairs.select("l", "r", "weight")
        if self.before is None:
            return weights
        weights = weights.with_columns(
            one=self.before.gather(weights["l"]), two=self.before.gather(weights["r"])
        )
        is_one = pl.col("one") == pl.col("two")  # null for a record that is new: nothing is added
        inertia = self.settings.inertia
        stays = pl.when(is_one).then(inertia).when(~is_one).then(-inertia).otherwise(0.0)
        return weights.select("l", "r", weight=pl.col("weight") + stays)


def _named(pairs: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    named = pl.DataFrame({"record_a": ids.gather(pairs["l"]), "record_b": ids.gather(pairs["r"])})
    return named.hstack(pairs.drop("l", "r"))
