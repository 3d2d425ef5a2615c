"""Decisions by hand that somebody should look at: contradicted, disputed, or about to expire.

Belongs here: which those are, pure. Does not belong here: which decision stands (`entries.py`), what follows
for a tag (`tagging/outcome.py`).
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

WHY = ("conflict", "disputed", "expires")
SOON = 30
"""Days before its end in which a decision is about to expire."""


def to_look_at(manual_tag: pl.DataFrame, as_of: date, days: int = SOON) -> pl.DataFrame:
    """The rows of registry/manual_tag to look at, with `why` (list of `WHY`), what ends first on top.

    conflict: another operator's decision in force says otherwise. disputed: the tag is withheld from every
    consumer until it is decided. expires: the decision ends within `days` days after `as_of`.
    """
    reasons = {
        "conflict": pl.col("contradicts").is_not_null(),
        "disputed": pl.col("action") == "dispute",
        "expires": pl.col("expires_on") <= as_of + timedelta(days=days),
    }
    named = [pl.when(holds).then(pl.lit(why)) for why, holds in reasons.items()]
    return (
        manual_tag.with_columns(why=pl.concat_list(named).list.drop_nulls())
        .filter(pl.col("why").list.len() > 0)
        .sort("expires_on", "subject", "subject_id", "tag_code", nulls_last=True)
    )


def counts(manual_tag: pl.DataFrame, as_of: date) -> dict[str, int]:
    """How many decisions stand, and how many of them are to be looked at, by why."""
    found = to_look_at(manual_tag, as_of)["why"].explode().drop_nulls()
    return {"decisions": manual_tag.height, **{why: int(found.eq(why).sum()) for why in WHY}}
