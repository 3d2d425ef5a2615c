"""How right linkage was: precision, recall and F1 of pairs and of clusters, and of every threshold.

Belongs here: comparing with the truth. Does not belong here: anything that linkage may learn from.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Score:
    """Precision, recall and their harmonic mean; 0 where nothing was found or nothing was to be found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean."""
        together = self.precision + self.recall
        return 2 * self.precision * self.recall / together if together else 0.0


def pair_score(truth: pl.Series, cluster: pl.Series, source: pl.Series | None = None) -> Score:
    """Score the pairs inside clusters; with `source`, only pairs of two sources count."""
    frame = pl.DataFrame({"t": truth, "c": cluster})
    right, real, joined = (_pairs(frame, keys) for keys in (["t", "c"], ["t"], ["c"]))
    if source is not None:
        frame = frame.with_columns(s=source)
        right -= _pairs(frame, ["t", "c", "s"])
        real -= _pairs(frame, ["t", "s"])
        joined -= _pairs(frame, ["c", "s"])
    return Score(right / joined if joined else 0.0, right / real if real else 0.0)


def whole_cluster_score(truth: pl.Series, cluster: pl.Series) -> Score:
    """Score clusters that hold exactly one person's records, no more and no fewer."""
    cells = _cells(truth, cluster)
    exact = cells.filter((pl.col("both") == pl.col("of_t")) & (pl.col("both") == pl.col("of_c"))).height
    return Score(exact / cluster.n_unique(), exact / truth.n_unique())


def bcubed_score(truth: pl.Series, cluster: pl.Series) -> Score:
    """Score per record: how much of its cluster is its person, how much of its person is in its cluster.

    (Bagga, Baldwin 1998.)
    """
    cells = _cells(truth, cluster)
    rows = max(len(truth), 1)
    squared = pl.col("both") * pl.col("both")
    precision, recall = cells.select(
        precision=(squared / pl.col("of_c")).sum(), recall=(squared / pl.col("of_t")).sum()
    ).row(0)
    return Score(precision / rows, recall / rows)


def curve(pairs: pl.DataFrame, real: int, points: int = 101) -> pl.DataFrame:
    """Return threshold, precision, recall, f1: of all single pairs from each threshold on, the lowest first.

    Thresholds are weights (log2 odds).

    Args:
        pairs: weight, is_match.
        real: how many pairs match, compared or not.
    """
    ordered = (
        pairs.filter(pl.col("weight") >= -20)
        .sort("weight", descending=True)
        .with_columns(found=pl.int_range(1, pl.len() + 1), right=pl.col("is_match").cum_sum())
    )
    at = pl.DataFrame({"threshold": [-20 + 60 * step / (points - 1) for step in range(points)]})
    below = (
        at.sort("threshold")
        .join_asof(
            ordered.reverse()
            .select("weight", "found", "right")
            .unique("weight", keep="first", maintain_order=True)
            .sort("weight"),
            left_on="threshold",
            right_on="weight",
            strategy="forward",
        )
        .with_columns(pl.col("found", "right").fill_null(0))
    )
    return below.select(
        "threshold",
        precision=pl.when(pl.col("found") > 0).then(pl.col("right") / pl.col("found")).otherwise(1.0),
        recall=pl.col("right") / max(real, 1),
    ).with_columns(
        f1=(2 * pl.col("precision") * pl.col("recall") / (pl.col("precision") + pl.col("recall"))).fill_nan(
            0.0
        )
    )


def pairs_of(labels: pl.Series, source: pl.Series | None = None) -> int:
    """Return how many pairs share a label, of two sources where a source is given."""
    frame = pl.DataFrame({"t": labels})
    if source is None:
        return _pairs(frame, ["t"])
    return _pairs(frame, ["t"]) - _pairs(frame.with_columns(s=source), ["t", "s"])


def _pairs(frame: pl.DataFrame, keys: list[str]) -> int:
    sizes = frame.group_by(keys).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _cells(truth: pl.Series, cluster: pl.Series) -> pl.DataFrame:
    cells = pl.DataFrame({"t": truth, "c": cluster}).group_by("t", "c").agg(both=pl.len().cast(pl.Int64))
    return cells.with_columns(of_t=pl.col("both").sum().over("t"), of_c=pl.col("both").sum().over("c"))
