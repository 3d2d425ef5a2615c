"""Pairs that look alike and are two people all the same: twins, father and son of one name.

Belongs here: what no score may join, only a reviewer. Does not belong here: two trustworthy numbers, which
`clusters.py` keeps apart itself.
"""

from collections.abc import Callable, Sequence

import polars as pl

from assets.registry.linkage.comparisons import Comparison, Level
from assets.registry.linkage.fields import Kind

TWINS = "twins"
GENERATIONS = "generations"
GROWN = 18
"""Years from which a telephone is one's own."""


def contradictions(
    pairs: pl.DataFrame, compared: Sequence[Comparison], grown: pl.Series | None = None
) -> pl.DataFrame:
    """Return l, r, reason of pairs of one household that are told apart by what a household shares least.

    twins: one birth date, and given names that are neither the same nor written for the same sound or shape;
    but no two people have numbers that differ by a digit at most, nor one telephone when they are grown up
    and their names differ by one character. generations: one name, and more than ten years between two full
    birth dates. Without a household, a date or a name nothing is returned.

    grown: per row whether somebody is of age, of `are_grown`.
    """
    by_name = {comparison.field.name: comparison for comparison in compared}
    dates = [comparison for comparison in compared if comparison.field.kind is Kind.DATE]
    if "household" not in by_name or "given" not in by_name or not dates:
        return pl.DataFrame(schema={"l": pl.Int32, "r": pl.Int32, "reason": pl.String})
    given, date = by_name["given"], dates[0]
    at_home = pairs.filter(_level(by_name["household"]) == _top(by_name["household"]))
    one_name = _level(given) >= _lowest(given, lambda level: level.is_same_name)
    slip = _level(given) >= _lowest(given, lambda level: level.is_one_slip)
    one_phone = _level(by_name["phone"]) == _top(by_name["phone"]) if "phone" in by_name else pl.lit(False)
    one_number = _level(by_name["number"]) >= 1 if "number" in by_name else pl.lit(False)
    of_age = grown.gather(at_home["l"]) if grown is not None else pl.lit(False)
    twins = (_level(date) == _top(date)) & (_level(given) >= 0) & ~one_name
    return at_home.select(
        "l",
        "r",
        reason=pl.when(twins & ~one_number & ~(slip & one_phone & of_age))
        .then(pl.lit(TWINS))
        .when((_level(date) == 0) & one_name)
        .then(pl.lit(GENERATIONS)),
    ).drop_nulls("reason")


def are_grown(days: pl.Series) -> pl.Series:
    """Return whether people are of age on the day the youngest of all was born; days: of birth, a number."""
    return days <= days.max() - GROWN * 365.25  # type: ignore[operator]


def _level(comparison: Comparison) -> pl.Expr:
    return pl.col(f"gamma_{comparison.field.name}")


def _top(comparison: Comparison) -> int:
    return len(comparison.levels) - 1


def _lowest(comparison: Comparison, holds: Callable[[Level], bool]) -> int:
    """Return the number of the lowest level of a kind; above the top where there is none."""
    places = [place for place, level in enumerate(comparison.levels) if holds(level)]
    return _top(comparison) - max(places, default=-1)
