"""Outcomes: what our rules, the city, the rolls and people's decisions say, as one frame.

Belongs here: precedence (hand > upstream and roll > rule) and the frame of data model section 4.
Does not belong here: what a rule means (`tag_rules`), history and keeping (`publication`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from tag_rules.engine.evaluate import evaluate
from tag_rules.engine.model import RuleSet, Tag

KEY = ["subject", "subject_id", "tag_code"]
SCHEMA = pl.Schema(
    {
        "subject": pl.String(),
        "subject_id": pl.Int64(),
        "tag_code": pl.String(),
        "outcome": pl.Boolean(),
        "value": pl.String(),
        "origin": pl.String(),
        "status": pl.String(),
        "rule_version": pl.Int32(),
        "keep_days": pl.Int32(),
        "publish_unknown": pl.Boolean(),
        "street_code": pl.String(),
        "committee_code": pl.String(),
    }
)
_CLAIM = [*KEY, "outcome", "value", "origin"]


def outcomes(
    rule_set: RuleSet,
    features: Mapping[str, pl.DataFrame],
    upstream: pl.DataFrame,
    manual: pl.DataFrame,
    upstream_is_stale: bool,
    undocumented: pl.Series,
    as_of: date,
) -> pl.DataFrame:
    """Return one row per (subject, subject_id, tag_code) that is true or unknown; no row means false.

    `features`: by subject, data model section 3; only these subjects are tagged. `upstream`: resident_id,
    tag_code, value. `manual`: subject, subject_id, tag_code, action, value, decisions in force.
    `undocumented`: ids of residents without a document, whom no file of the city can name. Columns: `SCHEMA`,
    sorted by the key. A stale upstream table says nothing: its rows are not read, and a tag of the city is
    unknown unless our rule gives it. When people contradict each other by hand, suppress wins over add. Rows
    that `ignored` counts have no effect.
    """
    rule_set = rule_set.at(as_of)
    tags = tuple(tag for tag in rule_set.tags if tag.subject in features and tag.in_force(as_of))
    decided = _accepted(_manual_rows(manual), tags, features)
    stated = _accepted(_upstream_rows(upstream), tags, features)

    by_hand = (
        decided.filter(pl.col("action") == "add")
        .group_by(KEY)
        .agg(pl.col("value").max())
        .with_columns(outcome=pl.lit(True), origin=pl.lit("manual"))
    )
    by_city = (stated.clear() if upstream_is_stale else stated).with_columns(
        outcome=pl.lit(True), origin=pl.lit("upstream")
    )
    claims = by_hand.select(_CLAIM)
    # What the city might say comes last: it undoes no tag that our rule gives.
    for weaker in (
        by_city,
        _by_rule(rule_set, tags, features, as_of),
        _undecidable(tags, features, upstream_is_stale, undocumented),
    ):
        claims = pl.concat([claims, weaker.select(_CLAIM).join(claims, on=KEY, how="anti")])

    suppressed = decided.filter(pl.col("action") == "suppress")
    disputed = decided.filter(pl.col("action") == "dispute").select(KEY).unique()
    return (
        claims.join(suppressed, on=KEY, how="anti")
        .join(disputed.with_columns(status=pl.lit("disputed")), on=KEY, how="left")
        .with_columns(pl.col("status").fill_null("active"))
        .join(_facts_of(tags), on="tag_code", how="left")
        .join(_places(features), on=["subject", "subject_id"], how="left")
        .select(SCHEMA.names())
        .cast(SCHEMA)
        .sort(KEY)
    )


def ignored(
    rule_set: RuleSet,
    features: Mapping[str, pl.DataFrame],
    upstream: pl.DataFrame,
    manual: pl.DataFrame,
    as_of: date,
) -> pl.DataFrame:
    """Return how many upstream and manual rows have no effect: source, reason, rows Int64.

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
            frame.select(pl.lit(source).alias("source"), *KEY)
            for source, frame in (("upstream", _upstream_rows(upstream)), ("manual", _manual_rows(manual)))
        ]
    )
    known = _places(features).select("subject", "subject_id", pl.lit(True).alias("known"))
    return (
        rows.join(subject_of, on="tag_code", how="left")
        .join(known, on=["subject", "subject_id"], how="left")
        .with_columns(
            reason=pl.when(pl.col("tag_subject").is_null())
            .then(pl.lit("no_such_tag"))
            .when(~pl.col("tag_code").is_in(in_force))
            .then(pl.lit("not_in_force"))
            .when(pl.col("tag_subject") != pl.col("subject"))
            .then(pl.lit("other_subject"))
            .when(pl.col("known").is_null())
            .then(pl.lit("no_features"))
        )
        .drop_nulls("reason")
        .group_by("source", "reason")
        .agg(pl.len().cast(pl.Int64).alias("rows"))
        .sort("source", "reason")
    )


def _upstream_rows(upstream: pl.DataFrame) -> pl.DataFrame:
    return upstream.select(
        pl.lit("resident").alias("subject"),
        pl.col("resident_id").cast(pl.Int64).alias("subject_id"),
        pl.col("tag_code", "value").cast(pl.String),
    )


def _manual_rows(manual: pl.DataFrame) -> pl.DataFrame:
    return manual.select(
        pl.col("subject").cast(pl.String),
        pl.col("subject_id").cast(pl.Int64),
        pl.col("tag_code", "action", "value").cast(pl.String),
    )


def _accepted(
    rows: pl.DataFrame, tags: tuple[Tag, ...], features: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Return the rows of a tag in force on a subject it is for, and of a subject that there is."""
    wanted = pl.DataFrame(
        [(tag.subject, tag.code) for tag in tags],
        schema={"subject": pl.String, "tag_code": pl.String},
        orient="row",
    )
    return rows.join(wanted, on=["subject", "tag_code"], how="semi").join(
        _places(features), on=["subject", "subject_id"], how="semi"
    )


def _by_rule(
    rule_set: RuleSet, tags: tuple[Tag, ...], features: Mapping[str, pl.DataFrame], as_of: date
) -> pl.DataFrame:
    roll = [tag.code for tag in tags if tag.source == "roll"]
    parts = [
        evaluate(rule_set, subject, frame, as_of).select(pl.lit(subject).alias("subject"), pl.all())
        for subject, frame in features.items()
    ]
    origin = pl.when(pl.col("tag_code").is_in(roll)).then(pl.lit("roll")).otherwise(pl.lit("rule"))
    return pl.concat([_no_claims().drop("origin"), *parts]).with_columns(origin=origin)


def _undecidable(
    tags: tuple[Tag, ...],
    features: Mapping[str, pl.DataFrame],
    upstream_is_stale: bool,
    undocumented: pl.Series,
) -> pl.DataFrame:
    """Return unknown rows of the city's tags: of everyone who may be ours while its file is stale.

    While it is good, only people without a document cannot be looked up; where we have a rule of our own,
    that rule stands in for them.
    """
    parts = [_no_claims()]
    for tag in tags:
        if tag.source == "upstream" and (upstream_is_stale or tag.condition is None):
            ours = (pl.col("lives_here") | pl.col("registered_here")).fill_null(True)
            if not upstream_is_stale:
                ours &= pl.col("subject_id").is_in(undocumented.implode())
            parts.append(
                features[tag.subject]
                .filter(ours)
                .select(
                    pl.lit(tag.subject).alias("subject"),
                    pl.col("subject_id").cast(pl.Int64),
                    pl.lit(tag.code).alias("tag_code"),
                    pl.lit(None, pl.Boolean).alias("outcome"),
                    pl.lit(None, pl.String).alias("value"),
                    pl.lit("upstream").alias("origin"),
                )
            )
    return pl.concat(parts)


def _no_claims() -> pl.DataFrame:
    return SCHEMA.to_frame().select(_CLAIM)


def _facts_of(tags: tuple[Tag, ...]) -> pl.DataFrame:
    return pl.DataFrame(
        [(tag.code, tag.version, tag.unknown.keep_days, tag.publish_unknown) for tag in tags],
        schema={
            "tag_code": pl.String,
            "rule_version": pl.Int32,
            "keep_days": pl.Int32,
            "publish_unknown": pl.Boolean,
        },
        orient="row",
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
    return pl.concat([SCHEMA.to_frame().select(columns), *parts])
