"""Where the city and our rule differ on a resident: a list to look into, never a correction.

Belongs here: the frame `tagging/disagreement`. Does not belong here: which of the two wins (`outcome`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from tag_rules.engine.evaluate import evaluate
from tag_rules.engine.model import RuleSet

KINDS = ["only_source", "only_rule"]
SCHEMA = pl.Schema({"subject_id": pl.Int64(), "tag_code": pl.String(), "kind": pl.Enum(KINDS)})


def disagreements(
    rule_set: RuleSet, features: pl.DataFrame, upstream: pl.DataFrame, upstream_is_stale: bool, as_of: date
) -> pl.DataFrame:
    """Return one row per resident and tag on which the city and our rule differ: `SCHEMA`, sorted.

    `features` are those of residents. Compared are tags in force that have a rule of ours and that the city
    delivers: the tag's source is upstream, or `upstream` has it. An unknown outcome contradicts nobody, and a
    stale upstream table is compared with nothing. Tags of a roll never differ: their rule reads the roll.
    """
    delivered = upstream.get_column("tag_code").cast(pl.String).unique().to_list()
    compared = [
        tag.code
        for tag in rule_set.at(as_of).tags
        if tag.subject == "resident"
        and tag.condition is not None
        and tag.in_force(as_of)
        and (tag.source == "upstream" or tag.code in delivered)
    ]
    if upstream_is_stale or not compared:
        return SCHEMA.to_frame()
    key = ["subject_id", "tag_code"]
    ours = evaluate(rule_set, "resident", features, as_of, compared)
    theirs = (
        upstream.select(
            pl.col("resident_id").cast(pl.Int64).alias("subject_id"), pl.col("tag_code").cast(pl.String)
        )
        .filter(pl.col("tag_code").is_in(compared))
        .join(features.select(pl.col("subject_id").cast(pl.Int64)), on="subject_id", how="semi")
    )
    only_source = theirs.join(ours, on=key, how="anti").with_columns(kind=pl.lit("only_source"))
    only_rule = (
        ours.filter(pl.col("outcome"))
        .select(key)
        .join(theirs, on=key, how="anti")
        .with_columns(kind=pl.lit("only_rule"))
    )
    return pl.concat([only_source, only_rule]).cast(SCHEMA).sort(key)
