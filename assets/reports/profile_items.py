"""Items of a profile: their columns, and how lists of them are ranked.

Belongs here: the form of the table `committee_profile`, pure. Does not belong here: which items a list has
(`committee_profile`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import polars as pl

SCHEMA = pl.Schema(
    {
        "snapshot_date": pl.Date(),
        "committee_code": pl.String(),
        "list_kind": pl.String(),
        "item": pl.String(),
        "value": pl.String(),
        "number": pl.Int64(),
        "unit": pl.String(),
        "unknown": pl.Int64(),
        "suppressed": pl.Boolean(),
        "reason_zh": pl.String(),
        "reason_en": pl.String(),
        "rank": pl.Int64(),
    }
)
MOST_NEEDS = 10
OF_ITEM = ("value", "number", "unit", "unknown", "suppressed", "reason_zh", "reason_en")
"""What is said of an item."""
_KEY = ("committee_code", "list_kind")


def ranked(lists: Mapping[str, Sequence[pl.DataFrame]], snapshot_date: date) -> pl.DataFrame:
    """Return the items of all lists as `SCHEMA`: part by part, in a part the greatest first."""
    rows = [
        part.select(
            "committee_code",
            "item",
            *OF_ITEM,
            "order",
            list_kind=pl.lit(kind),
            part=pl.lit(number),
        )
        for kind, parts in lists.items()
        for number, part in enumerate(parts)
    ]
    return (
        pl.concat(rows)
        .sort(*_KEY, "part", "order", "item", descending=[False, False, False, True, False])
        .unique([*_KEY, "item"], keep="first", maintain_order=True)
        .with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(_KEY))
        .select(pl.lit(snapshot_date).alias("snapshot_date"), *SCHEMA.names()[1:])
        .cast(SCHEMA)
        .sort(*_KEY, "rank")
    )


def filled(frame: pl.DataFrame) -> list[pl.Expr]:
    """Return the columns of an item, those that a frame lacks as null; hidden is what says so."""
    return [
        (pl.col(name) if name in frame.columns else pl.lit(False if name == "suppressed" else None))
        .cast(SCHEMA[name])
        .alias(name)
        for name in OF_ITEM
    ]


def item(frame: pl.DataFrame, item: pl.Expr, order: pl.Expr, **columns: pl.Expr) -> pl.DataFrame:
    """Return committee_code, item, `_OF_ITEM` and order; a column that is not given is empty."""
    named = frame.select(
        "committee_code",
        item.cast(pl.String).alias("item"),
        order.cast(pl.Float64).alias("order"),
        **columns,
    )
    return named.select("committee_code", "item", *filled(named), "order")


def most(needs: pl.DataFrame) -> pl.DataFrame:
    """Return the `MOST_NEEDS` greatest items of each committee."""
    most_first = needs.sort("order", "item", descending=[True, False])
    return most_first.group_by("committee_code", maintain_order=True).head(MOST_NEEDS)


def tags(counts: pl.DataFrame, codes: Collection[str]) -> pl.DataFrame:
    """Return the tags that somebody has or may have, of `counts` by committee."""
    counted = counts.filter(
        pl.col("tag_code").is_in(codes) & (pl.col("suppressed") | (pl.col("count") > 0))
    ).rename({"area_code": "committee_code"})
    return item(
        counted,
        pl.col("tag_code"),
        pl.col("count").fill_null(0),
        number=pl.col("count"),
        unit=pl.lit("people"),
        unknown=pl.col("unknown"),
        suppressed=pl.col("suppressed"),
    )
