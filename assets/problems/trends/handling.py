"""How cases are dealt with: repeats about one place, time to close, shares resolved and repeated.

Belongs here: counting over cases. Does not belong here: what a case is (`assets.problems.cases`). The exports
tell when a case was closed, and not when somebody first answered.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from assets.problems.assertions import normalised
from assets.problems.trends.weekly import ASKED

REPEAT_SCHEMA = pl.Schema(
    {
        "case_id": pl.String(),
        "repeat_of": pl.String(),
        "days": pl.Int64(),
        "similarity": pl.Float64(),
    }
)
HANDLING_SCHEMA = pl.Schema(
    {
        "label_code": pl.String(),
        "cases": pl.Int64(),
        "closed": pl.Int64(),
        "median_days": pl.Float64(),
        "days_of_nine_in_ten": pl.Float64(),
        "resolved_share": pl.Float64(),
        "repeat_share": pl.Float64(),
    }
)
WITHIN_DAYS = 30
ALIKE = 0.3
"""From which share of common pairs of characters two texts about one place tell of one thing."""
LOOKED_BACK = 365


def repeats(cases: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Return the cases that repeat the one before about the same place, with the same label.

    Returned: `REPEAT_SCHEMA`, sorted by case_id: which earlier case (within `WITHIN_DAYS` days) and how alike
    the texts are, from `ALIKE` to 1. A committee is no place: it has thousands of homes.

    Args:
        cases: of the frame `problems/case` case_id, received_on, subject, subject_id and label_code.
        texts: case_id (unique) and text, masked.

    """
    place = ["subject", "subject_id", "label_code"]
    # A text is read as a set of pairs of characters: "电梯又坏了" and "电梯坏了三天" share half of theirs.
    told = (
        cases.filter(pl.col("subject").is_in(["building", "compound"]) & pl.col("label_code").is_not_null())
        .drop_nulls(["subject_id", "received_on"])
        .join(texts, on="case_id")
        .drop_nulls("text")
        .with_columns(pl.col("text").map_batches(normalised, return_dtype=pl.String))
        .sort(*place, "received_on", "case_id")
        .with_columns(
            before_id=pl.col("case_id").shift(1).over(place),
            before_on=pl.col("received_on").shift(1).over(place),
            before_text=pl.col("text").shift(1).over(place),
        )
        .with_columns(days=(pl.col("received_on") - pl.col("before_on")).dt.total_days())
        .filter(pl.col("days") <= WITHIN_DAYS)
    )
    both = told.with_columns(one=_pairs("text"), other=_pairs("before_text"))
    common = pl.col("one").list.set_intersection("other").list.len()
    every = pl.col("one").list.set_union("other").list.len()
    return (
        both.with_columns(similarity=common / every.clip(1))
        .filter(pl.col("similarity") >= ALIKE)
        .select("case_id", repeat_of="before_id", days="days", similarity="similarity")
        .cast(REPEAT_SCHEMA)
        .sort("case_id")
    )


def handling(cases: pl.DataFrame, repeated: pl.DataFrame, snapshot_date: date) -> pl.DataFrame:
    """Return how the cases of the last year were dealt with, by label.

    Returned: `HANDLING_SCHEMA`, sorted: cases that came, those closed by now, days from coming to closing
    (median, and those within which nine in ten were closed; null where none was), shares closed and repeated.
    What visits and inspections found is left out: nobody waits for an answer.

    Args:
        cases: the frame `problems/case`.
        repeated: of `repeats`.
        snapshot_date: the date.

    """
    days = (pl.col("closed_on") - pl.col("received_on")).dt.total_days()
    since = snapshot_date - timedelta(days=LOOKED_BACK)
    return (
        cases.filter(pl.col("source").is_in(ASKED) & (pl.col("received_on") > since))
        .drop_nulls("label_code")
        .join(repeated.select("case_id", again=pl.lit(True)), on="case_id", how="left")
        .group_by("label_code")
        .agg(
            cases=pl.len(),
            closed=pl.col("closed_on").is_not_null().sum(),
            median_days=days.median(),
            days_of_nine_in_ten=days.quantile(0.9, "higher"),
            resolved_share=pl.col("closed_on").is_not_null().mean(),
            repeat_share=pl.col("again").fill_null(False).mean(),
        )
        .cast(HANDLING_SCHEMA)
        .sort("label_code")
    )


def _pairs(column: str) -> pl.Expr:
    characters = pl.col(column).str.replace_all(r"[\pP\pZ0-9]", "").str.split("")
    return characters.list.eval(pl.element() + pl.element().shift(-1)).list.drop_nulls().list.unique()
