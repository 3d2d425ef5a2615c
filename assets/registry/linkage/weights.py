"""The score of every pair: match weight per field, their sum, and the probability of a match.

Belongs here: applying a model to pairs. Does not belong here: learning it (`learn.py`).
"""

from collections.abc import Sequence

import polars as pl

from assets.registry.linkage.comparisons import Comparison
from assets.registry.linkage.learn import PERSONAL, Model
from assets.registry.linkage.vectors import Vectors


def scored(vectors: Vectors, compared: Sequence[Comparison], model: Model) -> pl.DataFrame:
    """Return l, r, weight (log2 odds), probability, against_home, per field `gamma_x` and `weight_x`.

    A pair is weighed against what it would else most likely be: two strangers, or (against_home) two people
    of one home. The weights of the fields and the prior add up to the pair's weight.
    """
    pairs = vectors.pairs.with_columns(
        _weight(comparison, vectors, model, home).alias(
            f"{'home' if home else 'far'}_{comparison.field.name}"
        )
        for comparison in compared
        for home in (False, True)
    ).with_columns(
        far=pl.sum_horizontal(pl.col("^far_.*$")).cast(pl.Float64) + model.prior(against_home=False),
        home=pl.sum_horizontal(pl.col("^home_.*$")).cast(pl.Float64) + model.prior(against_home=True),
    )
    at_home = pl.col("home") < pl.col("far")
    return pairs.select(
        "l",
        "r",
        weight=pl.min_horizontal("far", "home"),
        probability=1 / (1 + (-pl.min_horizontal("far", "home") * pl.lit(2.0).log()).exp()),
        against_home=at_home,
        **{f"gamma_{c.field.name}": pl.col(f"gamma_{c.field.name}") for c in compared},
        **{
            f"weight_{c.field.name}": pl.when(at_home)
            .then(f"home_{c.field.name}")
            .otherwise(f"far_{c.field.name}")
            for c in compared
        },
    )


def _weight(comparison: Comparison, vectors: Vectors, model: Model, home: bool) -> pl.Expr:
    x = comparison.field.name
    of_level = dict(enumerate(model.weights(x, home))) | {-1: 0.0}
    weight = pl.col(f"gamma_{x}").replace_strict(of_level, return_dtype=pl.Float32)
    # That a home shares a rare surname or address is no wonder, so its rarity weighs against strangers only.
    is_rare = f"rarity_{x}" in vectors.pairs.columns and (not home or comparison.field.kind in PERSONAL)
    return weight + pl.col(f"rarity_{x}") if is_rare else weight
