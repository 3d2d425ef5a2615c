"""Decisions by hand that somebody should look at: contradicted, disputed, unreadable, or about to expire.

Belongs here: which those are, pure. Does not belong here: which decision stands (`person_records.py`), what
follows for a tag (`tagging/outcome.py`).
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

REFUSED = "refused_row"
"""The reason of a decision by hand whose row was refused: the tag is withheld until it is corrected."""
WHY = ("conflict", "disputed", "refused", "expires")
SOON = 30
"""Days before its end in which a decision is about to expire."""


def to_look_at(manual_tag: pl.DataFrame, as_of: date, days: int = SOON) -> pl.DataFrame:
    """The rows of registry/manual_tag to look at, with `why` (list of `WHY`), what ends first on top.

    conflict: another operator's decision in force says otherwise. disputed: the tag is withheld from every
    consumer until it is decided. refused: nobody can read what was decided, so the tag is withheld too, or
    every tag where it does not say which. expires: the decision ends within `days` days after `as_of`.
    """
    reasons = {
        "conflict": pl.col("contradicts").is_not_null(),
        "disputed": (pl.col("action") == "dispute") & pl.col("reason").ne_missing(REFUSED),
        "refused": pl.col("reason") == REFUSED,
        "expires": pl.col("expires_on") <= as_of + timedelta(days=days),
    }
    named = [pl.when(holds).then(pl.lit(why)) for why, holds in reasons.items()]
    return (
        manual_tag.with_columns(why=pl.concat_list(named).list.drop_nulls())
        .filter(pl.col("why").list.len() > 0)
        .sort("expires_on", "subject", "subject_id", "tag_code", nulls_last=True)
    )


def counts(manual_tag: pl.DataFrame, as_of: date) -> dict[str, int]:
    """How many decisions stand, and how many of them are to be looked at, by why; refused rows by subject."""
    refused = pl.col("reason").eq_missing(REFUSED)
    to_review = to_look_at(manual_tag, as_of)
    counted = pl.concat(
        [to_review.filter(~refused), to_review.filter(refused).unique(["subject", "subject_id"])]
    )
    why = counted["why"].explode().drop_nulls()
    in_force = manual_tag.filter(~refused).height
    return {"decisions": in_force, **{each: int(why.eq(each).sum()) for each in WHY}}
