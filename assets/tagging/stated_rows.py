"""Rows of the city and of decisions by hand in one shape, before anything is decided.

Belongs here: which of them are of a tag in force and of a subject that is there, pure. Does not belong here:
who is right when they and our rule differ (`outcome`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.registry.decisions import REFUSED
from assets.tagging.outcome_encoding import KEY, SCHEMAS
from tag_rules.engine.model import RuleSet, Tag

UNREAD = "unread"


def ignored(
    rule_set: RuleSet,
    features: Mapping[str, pl.DataFrame],
    upstream: pl.DataFrame,
    manual: pl.DataFrame,
    as_of: date,
) -> pl.DataFrame:
    """Return how many upstream and manual rows have no effect: origin, reason, rows Int64.

    Reasons: no_such_tag, not_in_force, other_subject (the tag is of another kind of subject), no_features
    (the subject is not among those of this date).
    """
    rule_set = rule_set.at(as_of)
    in_force = [tag.code for tag in rule_set.tags if tag.in_force(as_of)]
    subject_of = pl.DataFrame(
        [(tag.code, tag.subject) for tag in rule_set.tags],
        schema={"tag_code": pl.String, "tag_subject": pl.String},
        orient="row",
    )
    rows = pl.concat(
        [
            frame.select(pl.lit(origin).alias("origin"), *KEY)
            for origin, frame in (("upstream", upstream_rows(upstream)), ("manual", manual_rows(manual)))
        ]
    )
    known = _places(features).select("subject", "subject_id", pl.lit(True).alias("known"))
    return (
        rows.join(subject_of, on="tag_code", how="left")
        .join(known, on=["subject", "subject_id"], how="left")
        .with_columns(reason=_without_effect(in_force))
        .drop_nulls("reason")
        .group_by("origin", "reason")
        .agg(pl.len().cast(pl.Int64).alias("rows"))
        .sort("origin", "reason")
    )


def _without_effect(in_force: list[str]) -> pl.Expr:
    """Return why a row has no effect; null for one that has."""
    return (
        pl.when(pl.col("tag_subject").is_null())
        .then(pl.lit("no_such_tag"))
        .when(~pl.col("tag_code").is_in(in_force))
        .then(pl.lit("not_in_force"))
        .when(pl.col("tag_subject") != pl.col("subject"))
        .then(pl.lit("other_subject"))
        .when(pl.col("known").is_null())
        .then(pl.lit("no_features"))
    )


def upstream_rows(upstream: pl.DataFrame) -> pl.DataFrame:
    """Return the city's rows by subject: subject, subject_id, tag_code, value."""
    if "subject" in upstream.columns:
        return upstream
    return upstream.select(
        pl.lit("resident").alias("subject"),
        pl.col("resident_id").cast(pl.Int64).alias("subject_id"),
        pl.col("tag_code", "value").cast(pl.String),
    )


def manual_rows(manual: pl.DataFrame) -> pl.DataFrame:
    """Return decisions by hand: subject, subject_id, tag_code, action, value.

    action: add, suppress, dispute; `UNREAD` of a decision of which nobody can read what it says.
    """
    action = pl.col("action").cast(pl.String)
    if "reason" in manual.columns:
        action = pl.when(pl.col("reason").eq_missing(REFUSED)).then(pl.lit(UNREAD)).otherwise(action)
    return manual.select(
        pl.col("subject").cast(pl.String),
        pl.col("subject_id").cast(pl.Int64),
        pl.col("tag_code").cast(pl.String),
        action.alias("action"),
        pl.col("value").cast(pl.String),
    )


def accepted(rows: pl.DataFrame, tags: tuple[Tag, ...], features: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of a tag in force on a subject it is for, and of a subject that there is."""
    wanted = pl.DataFrame(
        [(tag.subject, tag.code) for tag in tags],
        schema={"subject": pl.String, "tag_code": pl.String},
        orient="row",
    )
    return rows.join(wanted, on=["subject", "tag_code"], how="semi").join(
        _places(features), on=["subject", "subject_id"], how="semi"
    )


def _places(features: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return subject, subject_id, street_code, committee_code of every subject there is."""
    columns = ["subject", "subject_id", "street_code", "committee_code"]
    parts = [
        frame.select(
            pl.lit(subject).alias("subject"),
            pl.col("subject_id").cast(pl.Int64),
            pl.col("street_code", "committee_code").cast(pl.String),
        )
        for subject, frame in features.items()
    ]
    return pl.concat([SCHEMAS["true_outcome"].to_frame().select(columns), *parts])
