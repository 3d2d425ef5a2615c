"""The score of every pair: match weight per field, their sum, and the probability of a match.

Belongs here: applying a model to pairs. Does not belong here: learning it (`learn.py`).
"""

from collections.abc import Sequence
from functools import reduce
from operator import add

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
        far=_added("far", compared) + model.prior(against_home=False),
        home=_added("home", compared) + model.prior(against_home=True),
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


def _added(against: str, compared: Sequence[Comparison]) -> pl.Expr:
    """The weights of the fields, added one after the other.

    Polars adds columns in the order in which its threads are free: the same pair would weigh another last
    digit when its date is run again.
    """
    weights = (pl.col(f"{against}_{each.field.name}").cast(pl.Float64).fill_null(0.0) for each in compared)
    return reduce(add, weights)


def _weight(comparison: Comparison, vectors: Vectors, model: Model, home: bool) -> pl.Expr:
    x = comparison.field.name
    of_level = dict(enumerate(model.weights(x, home))) | {-1: 0.0}
    weight = pl.col(f"gamma_{x}").replace_strict(of_level, return_dtype=pl.Float32)
    # That a home shares a rare surname or address is no wonder, so its rarity weighs against strangers only.
    is_rare = f"rarity_{x}" in vectors.pairs.columns and (not home or comparison.field.kind in PERSONAL)
    return weight + pl.col(f"rarity_{x}") if is_rare else weight
