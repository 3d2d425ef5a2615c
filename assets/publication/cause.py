"""Why a tag came or went: the cause written beside every change.

Belongs here: deciding between data, rule, time, manual and correction for the edits of one publish, pure.
Does not belong here: erasure, which writes its own cause.
"""

from collections.abc import Callable
from datetime import date

import polars as pl

from assets.publication.timelines import FAR_FUTURE, TAG_ASSIGNMENT

# Given keys (subject, subject_id, tag_code) and a date: those keys whose rule is true on today's facts
# when asked as of that date.
EvaluateOn = Callable[[pl.DataFrame, date], pl.DataFrame]

_KEY = list(TAG_ASSIGNMENT.key)


def with_cause(
    changes: pl.DataFrame,
    catalogue: pl.DataFrame,
    known_tags: pl.DataFrame,
    backfill: bool,
    standing: date | None,
    evaluate_on: EvaluateOn | None,
) -> pl.DataFrame:
    """`changes` with a column `cause`.

    correction: the date, or one after it, had been published before (`backfill`). manual: set, or set
    aside, by hand. rule: the tag's version is not the published one (`known_tags`: tag_code, version).
    time: on today's facts the rule would have decided otherwise as of the `standing` date, so the calendar
    alone made the change. data: everything else.
    """
    if backfill:
        return changes.with_columns(cause=pl.lit("correction"))
    by_hand = changes.filter(pl.col("origin") == "manual").select(_KEY).unique()
    reworded = catalogue.join(known_tags, on=["tag_code", "version"], how="anti").select("tag_code")
    by_time = changes.select(_KEY).clear()
    if standing is not None and evaluate_on is not None:
        candidates = changes.filter((pl.col("effective_to") == FAR_FUTURE) & (pl.col("origin") == "rule"))
        true_then = evaluate_on(candidates.select(_KEY).unique(), standing)
        came = candidates.filter(pl.col("change") == "added").join(true_then, on=_KEY, how="anti")
        went = candidates.filter(pl.col("change") == "removed").join(true_then, on=_KEY, how="semi")
        # A key that both came and went kept its tag with other attributes: that is data, not time.
        by_time = pl.concat([came, went]).group_by(_KEY).len().filter(pl.col("len") == 1).select(_KEY)
        both = candidates.group_by(_KEY).len().filter(pl.col("len") > 1)
        by_time = by_time.join(both, on=_KEY, how="anti")
    flagged = changes
    for name, keys in (("manual", by_hand), ("rule", reworded), ("time", by_time)):
        flagged = flagged.join(
            keys.unique().with_columns(pl.lit(True).alias(name)), on=keys.columns, how="left"
        )
    first_publication = known_tags.is_empty()
    rule = pl.lit(False) if first_publication else pl.col("rule").fill_null(False)
    return flagged.with_columns(
        cause=pl.when("manual").then(pl.lit("manual")).when(rule).then(pl.lit("rule"))
        .when("time").then(pl.lit("time")).otherwise(pl.lit("data"))
    ).drop("manual", "rule", "time")  # fmt: skip
