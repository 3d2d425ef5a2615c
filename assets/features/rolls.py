"""What the departments' rolls say of each resident: one column per roll that the catalogue names.

Belongs here: laying roll entries beside residents, for whatever rolls there are, pure. Does not belong here:
any roll by name (`tag_rules/features.yaml` has them), or which roll is too old (`staleness.py`).
"""

from collections.abc import Collection, Iterable

import polars as pl

from tag_rules.engine.model import Feature


def roll_columns(
    residents: pl.DataFrame, entries: pl.DataFrame, features: Collection[Feature]
) -> list[pl.Series]:
    """Return the columns of `features` that show a roll, row by row as `residents`: days, or levels as Enum.

    Who is on no roll is `none`, and has no day; without a document nobody can be found on one, and a level
    that the catalogue does not list says nothing: both null.

    Args:
        residents: resident_id (unique), resident_key.
        entries: resident_id, roll, level and the days that are shown, at most one per resident and roll.
    """
    rows = residents.select("resident_id").with_row_index("row")
    shown = {feature.shows for feature in features if feature.shows is not None}
    placed = entries.select("resident_id", pl.col("roll", "level").cast(pl.String), *sorted(shown)).join(
        rows, on="resident_id"
    )
    by_roll = placed.partition_by("roll", as_dict=True)
    nobody = placed.clear()
    documented = residents.get_column("resident_key").is_not_null()
    columns = []
    for feature in features:
        if feature.roll is None:
            continue
        listed = by_roll.get((feature.roll,), nobody)
        if feature.shows is not None:
            days = pl.repeat(None, residents.height, dtype=pl.Date, eager=True).alias(feature.name)
            columns.append(days.scatter(listed.get_column("row"), listed.get_column(feature.shows)))
            continue
        members = pl.Enum(list(feature.members or ()))
        levels = pl.repeat("none", residents.height, dtype=members, eager=True).alias(feature.name)
        # Written into place row by row number: a join for each of some thirty rolls takes ten times as long.
        levels.scatter(listed.get_column("row"), listed.get_column("level").cast(members, strict=False))
        columns.append(pl.select(pl.when(documented).then(levels).alias(feature.name)).to_series())
    return columns


def unlisted_levels(entries: pl.DataFrame, features: Iterable[Feature]) -> pl.DataFrame:
    """Return how many entries no column can show: roll, rows; empty when mappings and catalogue agree."""
    listed = [
        (feature.roll, member)
        for feature in features
        if feature.roll is not None
        for member in feature.members or ()
    ]
    known = pl.DataFrame(listed, schema={"roll": pl.String, "level": pl.String}, orient="row")
    return (
        entries.drop_nulls("level")
        .select(pl.col("roll", "level").cast(pl.String))
        .join(known, on=["roll", "level"], how="anti")
        .group_by("roll")
        .agg(rows=pl.len())
        .sort("roll")
    )
