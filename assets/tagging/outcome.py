"""Outcomes: what our rules, the city, the rolls and people's decisions say, as one frame.

Belongs here: precedence (hand > upstream and roll > rule) and the frame of data model section 4.
Does not belong here: what a rule means (`tag_rules`), history and keeping (`publication`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from tag_rules.engine.evaluate import evaluate_wide, value_where_true
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
# Subjects decided at a time: what is worked out in between grows with these, not with the district.
_AT_ONCE = 100_000
_ORIGINS = pl.Enum(["manual", "upstream", "roll", "rule"])
# Rows are counted, not named, until the end: `row` is the subject's place in its frame, `tag` its tag's.
_CLAIMS = pl.Schema(
    {
        "row": pl.UInt32(),
        "tag": pl.UInt8(),
        "outcome": pl.Boolean(),
        "value": pl.String(),
        "origin": _ORIGINS,
    }
)


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

    parts = [SCHEMA.to_frame()]
    for subject in sorted(features):
        of_subject = tuple(sorted((tag for tag in tags if tag.subject == subject), key=lambda tag: tag.code))
        for frame in features[subject].sort("subject_id").iter_slices(_AT_ONCE):
            subjects = _Subjects(subject, frame, of_subject)
            made = _claims(rule_set, subjects, decided, stated, upstream_is_stale, undocumented, as_of)
            parts.append(_named(subjects, made, decided))
    return pl.concat(parts)


@dataclass(frozen=True)
class _Subjects:
    """The subjects of one kind, by subject_id, and the tags in force for them, by code."""

    subject: str
    features: pl.DataFrame
    tags: tuple[Tag, ...]

    def numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return those of `rows` that are of this kind, with `row` and `tag`."""
        ids = self.features.select(pl.col("subject_id").cast(pl.Int64)).with_row_index("row")
        codes = pl.DataFrame(
            {"tag_code": [tag.code for tag in self.tags]}, schema={"tag_code": pl.String}
        ).with_row_index("tag")
        return (
            rows.filter(pl.col("subject") == self.subject)
            .join(ids, on="subject_id")
            .join(codes, on="tag_code")
            .cast({"row": pl.UInt32, "tag": pl.UInt8})
        )


def _claims(
    rule_set: RuleSet,
    subjects: _Subjects,
    decided: pl.DataFrame,
    stated: pl.DataFrame,
    upstream_is_stale: bool,
    undocumented: pl.Series,
    as_of: date,
) -> pl.DataFrame:
    """Return the strongest claim of every subject and tag: `_CLAIMS`, in no order."""
    by_hand = (
        subjects.numbered(decided.filter(pl.col("action") == "add"))
        .group_by("row", "tag")
        .agg(pl.col("value").max())
        .with_columns(origin=pl.lit("manual"))
    )
    key = ["row", "tag"]
    by_city = subjects.numbered(stated.clear() if upstream_is_stale else stated).join(
        by_hand, on=key, how="anti"
    )
    said = pl.concat(
        [
            rows.with_columns(outcome=pl.lit(True)).select(_CLAIMS.names()).cast(_CLAIMS)
            for rows in (by_hand, by_city.with_columns(origin=pl.lit("upstream")))
        ]
    )
    said_of = {int(tag): part["row"] for (tag,), part in said.partition_by("tag", as_dict=True).items()}
    _, wide = evaluate_wide(
        rule_set, subjects.subject, subjects.features, as_of, [tag.code for tag in subjects.tags]
    )
    wide = wide.with_row_index("row")
    parts = [_CLAIMS.to_frame(), said]
    for number, tag in enumerate(subjects.tags):
        taken = said_of.get(number, pl.Series([], dtype=pl.UInt32))
        if tag.condition is not None:
            parts.append(_by_rule(wide, tag, number, taken))
            taken = pl.concat([taken, parts[-1]["row"]])
        # What the city might say comes last: it undoes no tag that our rule gives.
        if tag.source == "upstream" and (upstream_is_stale or tag.condition is None):
            asked = None if upstream_is_stale else undocumented
            parts.append(_undecidable(subjects.features, asked, number, taken))
    return pl.concat(parts)


def _by_rule(wide: pl.DataFrame, tag: Tag, number: int, taken: pl.Series) -> pl.DataFrame:
    """Return what our rule says of everyone but the rows `taken`."""
    open_ = pl.col(tag.code).fill_null(True)
    if not taken.is_empty():
        open_ &= ~pl.col("row").is_in(taken.implode())
    return wide.filter(open_).select(
        pl.col("row"),
        pl.lit(number, pl.UInt8).alias("tag"),
        pl.col(tag.code).alias("outcome"),
        value_where_true(tag).alias("value"),
        pl.lit("roll" if tag.source == "roll" else "rule", _ORIGINS).alias("origin"),
    )


def _undecidable(
    features: pl.DataFrame, undocumented: pl.Series | None, number: int, taken: pl.Series
) -> pl.DataFrame:
    """Return unknown rows of a tag of the city: of everyone who may be ours while its file is stale.

    While it is good, only people without a document cannot be looked up; where we have a rule of our own,
    that rule stands in for them. `undocumented` is None while the file is stale.
    """
    open_ = (pl.col("lives_here") | pl.col("registered_here")).fill_null(True)
    open_ &= ~pl.col("row").is_in(taken.implode())
    if undocumented is not None:
        open_ &= pl.col("subject_id").cast(pl.Int64).is_in(undocumented.cast(pl.Int64).implode())
    rows = features.select("subject_id", "lives_here", "registered_here").with_row_index("row")
    return rows.filter(open_).select(
        pl.col("row"),
        pl.lit(number, pl.UInt8).alias("tag"),
        pl.lit(None, pl.Boolean).alias("outcome"),
        pl.lit(None, pl.String).alias("value"),
        pl.lit("upstream", _ORIGINS).alias("origin"),
    )


def _named(subjects: _Subjects, claims: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Return claims but the suppressed as rows of `SCHEMA`, sorted by the key; disputed ones say so."""
    by_hand = {
        action: subjects.numbered(decided.filter(pl.col("action") == action)).select(_place())
        for action in ("suppress", "dispute")
    }
    place, tag, row = pl.col("place"), pl.col("tag"), pl.col("row")
    in_order = claims.with_columns(_place()).filter(~place.is_in(by_hand["suppress"]["place"].implode()))
    ids, streets, committees = subjects.features.select(
        pl.col("subject_id").cast(pl.Int64), pl.col("street_code", "committee_code").cast(pl.String)
    )
    tags = subjects.tags

    def of_tag(facts: list[Any], dtype: pl.DataType) -> pl.Expr:
        return pl.lit(pl.Series(facts, dtype=dtype)).gather(tag)

    return in_order.sort("place").select(
        pl.lit(subjects.subject).alias("subject"),
        pl.lit(ids).gather(row).alias("subject_id"),
        of_tag([tag.code for tag in tags], pl.String()).alias("tag_code"),
        "outcome",
        "value",
        pl.col("origin").cast(pl.String),
        pl.when(place.is_in(by_hand["dispute"]["place"].implode()))
        .then(pl.lit("disputed"))
        .otherwise(pl.lit("active"))
        .alias("status"),
        of_tag([tag.version for tag in tags], pl.Int32()).alias("rule_version"),
        of_tag([tag.unknown.keep_days for tag in tags], pl.Int32()).alias("keep_days"),
        of_tag([tag.publish_unknown for tag in tags], pl.Boolean()).alias("publish_unknown"),
        pl.lit(streets).gather(row).alias("street_code"),
        pl.lit(committees).gather(row).alias("committee_code"),
    )


def _place() -> pl.Expr:
    """Return where a subject's tag stands among all: one number to sort and to look up by."""
    return (pl.col("row").cast(pl.UInt64) * 256 + pl.col("tag")).alias("place")


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
