"""Pairs that look alike and are two people all the same: twins, father and son of one name.

Belongs here: what no score may join, only a reviewer. Does not belong here: two trustworthy numbers, which
`clusters.py` keeps apart itself.
"""

from collections.abc import Sequence

import polars as pl

from assets.registry.linkage.comparisons import Comparison
from assets.registry.linkage.fields import Kind

TWINS = "twins"
GENERATIONS = "generations"


def contradictions(pairs: pl.DataFrame, compared: Sequence[Comparison]) -> pl.DataFrame:
    """Return l, r, reason of pairs of one household that are told apart by what a household shares least.

    twins: one birth date and given names that are neither the same nor written for the same sound;
    generations: one name, and more than ten years between two full birth dates. Without a household, a date
    or a name nothing is returned.
    """
    by_name = {comparison.field.name: comparison for comparison in compared}
    dates = [name for name, comparison in by_name.items() if comparison.field.kind is Kind.DATE]
    if "household" not in by_name or "given" not in by_name or not dates:
        return pl.DataFrame(schema={"l": pl.Int32, "r": pl.Int32, "reason": pl.String})
    given, date = by_name["given"], by_name[dates[0]]
    one_household = pl.col("gamma_household") == len(by_name["household"].levels) - 1
    other_name = pl.col("gamma_given").is_between(0, _lowest_same_name(given) - 1)
    one_name = pl.col("gamma_given") >= _lowest_same_name(given)
    one_date = pl.col(f"gamma_{date.field.name}") == len(date.levels) - 1
    far_dates = pl.col(f"gamma_{date.field.name}") == 0
    return (
        pairs.filter(one_household)
        .select(
            "l",
            "r",
            reason=pl.when(one_date & other_name)
            .then(pl.lit(TWINS))
            .when(far_dates & one_name)
            .then(pl.lit(GENERATIONS)),
        )
        .drop_nulls("reason")
    )


def _lowest_same_name(given: Comparison) -> int:
    """Return the lowest level at which two given names may be one, miswritten: same sound or same signs."""
    top = len(given.levels) - 1
    same = [place for place, level in enumerate(given.levels) if level.is_same_name]
    return top - max(same)
