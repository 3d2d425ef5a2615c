"""The score of every pair: match weight per field, their sum, and the probability of a match.

Belongs here: applying a model to pairs. Does not belong here: learning it (`learn.py`).
"""

import polars as pl

from assets.registry.linkage.learn import Model
from assets.registry.linkage.vectors import Vectors


def scored(vectors: Vectors, model: Model) -> pl.DataFrame:
    """Return l, r, weight (log2 odds, prior included), probability, per field `gamma_x` and `weight_x`."""
    pairs = vectors.pairs
    parts = []
    for x, weights in model.weights.items():
        of_level = dict(enumerate(weights)) | {-1: 0.0}
        part = pl.col(f"gamma_{x}").replace_strict(of_level, return_dtype=pl.Float32)
        if f"rarity_{x}" in pairs.columns:
            part = part + pl.col(f"rarity_{x}")
        parts.append(part.alias(f"weight_{x}"))
    return (
        pairs.with_columns(parts)
        .select("l", "r", pl.col("^gamma_.*$"), pl.col("^weight_.*$"))
        .with_columns(weight=pl.sum_horizontal(pl.col("^weight_.*$")).cast(pl.Float64) + model.prior)
        .with_columns(probability=1 / (1 + (-pl.col("weight") * pl.lit(2.0).log()).exp()))
    )
