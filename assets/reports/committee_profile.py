"""What a committee's area is like, needs, has and gets (一特征三清单): the table `committee_profile`.

Belongs here: choosing and ranking the items, pure. Does not belong here: counting tags (`statistics`), which
also decides what counts are too small to show; this table never shows a count that one does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

SCHEMA = pl.Schema(
    {
        "snapshot_date": pl.Date(),
        "committee_code": pl.String(),
        "list_kind": pl.String(),
        "item": pl.String(),
        "value": pl.String(),
        "rank": pl.Int64(),
    }
)
FACTS = ("residents", "households", "share_60_plus", "share_on_cloud", "share_rented", "share_surveyed")
"""Facts of the committee that go with its characteristic tags (特征), in this order."""
NEEDS = tuple(f"D{number:03d}" for number in range(29, 39))
"""Tags of wants from questionnaires (服务需求)."""
SERVICES = ("M018", "M022", "M027", "M040", "M047")
"""Tags of help in place: long-term care, companions, family doctors, volunteers, stairwell leaders."""
MOST_NEEDS = 10
SPAN = timedelta(days=365)
"""Cases and requests of one year before the snapshot date count."""
SMALL = "<5"


def committee_profile(
    snapshot_date: date,
    committee: pl.DataFrame,
    true_outcome: pl.DataFrame | pl.LazyFrame,
    statistic: pl.DataFrame,
    case: pl.DataFrame,
    registry: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Return one row per committee, list and item: `SCHEMA`, sorted by committee, list, rank from 1.

    `committee`: features of committees. `true_outcome`: data model section 4. `statistic`: the table of that
    name. `case`: problem cases. `registry`: the frames resource and request. Items are tag codes, problem
    labels, facts (`FACTS`), kinds of resources, and `request:<department>` with "resolved / all"; values are
    texts, shares in per cent; a count too small to show is "<5".
    """
    since = snapshot_date - SPAN
    lists = {
        "feature": [_characteristics(committee, true_outcome), _facts(committee)],
        "needs": [_needs(statistic, case.filter(pl.col("received_on") > since))],
        "resources": [_resources(registry["resource"])],
        "services": [
            _tags(statistic, SERVICES),
            _requests(registry["request"].filter(pl.col("requested_on") > since)),
        ],
    }
    rows = [
        part.select(
            "committee_code", "item", "value", list_kind=pl.lit(kind), part=pl.lit(number), order="order"
        )
        for kind, parts in lists.items()
        for number, part in enumerate(parts)
    ]
    key = ["committee_code", "list_kind"]
    return (
        pl.concat(rows)
        .drop_nulls("committee_code")
        .sort(*key, "part", "order", "item", descending=[False, False, False, True, False])
        .with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(key))
        .filter((pl.col("list_kind") != "needs") | (pl.col("rank") <= MOST_NEEDS))
        .select(pl.lit(snapshot_date).alias("snapshot_date"), *key, "item", "value", "rank")
        .cast(SCHEMA)
        .select(SCHEMA.names())
        .sort("committee_code", "list_kind", "rank")
    )


def _item(frame: pl.DataFrame, item: pl.Expr, value: pl.Expr, order: pl.Expr) -> pl.DataFrame:
    return frame.select(
        "committee_code",
        item.cast(pl.String).alias("item"),
        value.cast(pl.String).alias("value"),
        order.cast(pl.Float64).alias("order"),
    )


def _characteristics(committee: pl.DataFrame, true_outcome: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    held = (
        true_outcome.lazy()
        .filter((pl.col("subject") == "committee") & (pl.col("status") != "disputed"))
        .select("subject_id", "tag_code", tag_value="value")
        .collect()
    )
    placed = held.join(committee.select("subject_id", "committee_code"), on="subject_id")
    return _item(placed, pl.col("tag_code"), pl.col("tag_value"), pl.lit(0))


def _facts(committee: pl.DataFrame) -> pl.DataFrame:
    def said(name: str) -> pl.Expr:
        known = pl.col(name)
        return pl.format("{}%", (known * 100).round(1)) if name.startswith("share_") else known

    return pl.concat(
        _item(committee.drop_nulls(name), pl.lit(name), said(name), pl.lit(len(FACTS) - place))
        for place, name in enumerate(FACTS)
    )


def _needs(statistic: pl.DataFrame, recent: pl.DataFrame) -> pl.DataFrame:
    problems = recent.drop_nulls("label_code").group_by("committee_code", "label_code").len()
    return pl.concat(
        [_item(problems, pl.col("label_code"), pl.col("len"), pl.col("len")), _tags(statistic, NEEDS)]
    )


def _tags(statistic: pl.DataFrame, codes: tuple[str, ...]) -> pl.DataFrame:
    counted = statistic.filter(
        (pl.col("area_level") == "committee")
        & pl.col("tag_code").is_in(codes)
        & (pl.col("suppressed") | (pl.col("count") > 0))
    ).rename({"area_code": "committee_code"})
    count = pl.col("count")
    return _item(counted, pl.col("tag_code"), count.cast(pl.String).fill_null(SMALL), count.fill_null(0))


def _resources(resource: pl.DataFrame) -> pl.DataFrame:
    kinds = resource.group_by("committee_code", "kind").len()
    return _item(kinds, pl.col("kind"), pl.col("len"), pl.col("len"))


def _requests(request: pl.DataFrame) -> pl.DataFrame:
    asked = request.group_by("committee_code", "department").agg(
        pl.len().alias("all"), (pl.col("status") == "resolved").sum().alias("resolved")
    )
    said = pl.format("{} / {}", "resolved", "all")
    return _item(asked, pl.format("request:{}", "department"), said, pl.col("all"))
