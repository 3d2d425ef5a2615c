"""Where the city and our rule differ on a resident: a list to look into, never a correction.

Belongs here: the frame `tagging/disagreement`. Does not belong here: which of the two wins (`outcome`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from assets.tagging.city import City
from tag_rules.engine.evaluate import evaluate
from tag_rules.engine.model import RuleSet

KINDS = ["only_source", "only_rule"]
SCHEMA = pl.Schema({"subject_id": pl.Int64(), "tag_code": pl.String(), "kind": pl.Enum(KINDS)})
STANDINGS = ["agree", *KINDS, "unknown"]
_KEY = ["subject_id", "tag_code"]


def disagreements(
    rule_set: RuleSet, features: pl.DataFrame, upstream: pl.DataFrame, city: City, as_of: date
) -> pl.DataFrame:
    """Return one row per resident and tag on which the city and our rule differ: `SCHEMA`, sorted.

    An unknown outcome contradicts nobody. For the rest see `compared`.
    """
    both_outcomes = compared(rule_set, features, upstream, city, as_of)
    return both_outcomes.filter(pl.col("kind").is_in(KINDS)).cast(SCHEMA).sort(_KEY)


def compared(
    rule_set: RuleSet, features: pl.DataFrame, upstream: pl.DataFrame, city: City, as_of: date
) -> pl.DataFrame:
    """Return one row per resident and tag that the city or our rule gives, or our rule cannot decide.

    Columns: subject_id, tag_code, kind String of `STANDINGS`. `features` are those of residents. Compared are
    tags in force that have a rule of ours and that the city gives. A silent file is compared with nothing,
    and whom the city may or may not name is unknown.
    """
    codes = [
        tag.code
        for tag in rule_set.at(as_of).tags
        if tag.subject == "resident"
        and tag.condition is not None
        and tag.in_force(as_of)
        and city.may_give(tag)
    ]
    if city.is_silent or not codes:
        return pl.DataFrame(schema={**{name: SCHEMA[name] for name in _KEY}, "kind": pl.String})
    ours = evaluate(rule_set, "resident", features, as_of, codes).select(*_KEY, "outcome", ours=True)
    theirs = (
        upstream.select(
            pl.col("resident_id").cast(pl.Int64).alias("subject_id"), pl.col("tag_code").cast(pl.String)
        )
        .filter(pl.col("tag_code").is_in(codes))
        .join(features.select(pl.col("subject_id").cast(pl.Int64)), on="subject_id", how="semi")
        .with_columns(theirs=True)
    )
    of_all, of_one = (city.doubted.filter(pl.col("tag_code").is_null() == every) for every in (True, False))
    doubted = pl.col("subject_id").is_in(of_all["subject_id"].implode()) | pl.struct(_KEY).is_in(
        of_one.select(pl.struct(_KEY)).to_series().implode()
    )
    kind = (
        pl.when(pl.col("ours").is_null())
        .then(pl.lit("only_source"))
        .when(pl.col("outcome").is_null() | (pl.col("theirs").is_null() & doubted))
        .then(pl.lit("unknown"))
        .when(pl.col("theirs").is_null())
        .then(pl.lit("only_rule"))
        .otherwise(pl.lit("agree"))
    )
    return ours.join(theirs, on=_KEY, how="full", coalesce=True).select(*_KEY, kind.alias("kind"))
