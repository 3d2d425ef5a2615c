"""What of the outcomes is published: nothing of a draft, and of a pilot only what is in its committees.

Belongs here: leaving out. Does not belong here: which stage a tag is in (`tag_rules/engine/life.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from tag_rules.engine.life import pilot_committees
from tag_rules.engine.model import Tag


def published(claims: pl.DataFrame, tags: Sequence[Tag], subjects: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the claims without those of drafts, and of pilots outside of their committees.

    Args:
        claims: row and tag, the places of a subject in `subjects` and of a tag in `tags`.
        tags: all that were worked out, drafts too: other rules may read them.
        subjects: committee_code of each.
        as_of: the day.

    """
    for number, tag in enumerate(tags):
        stage = tag.stage(as_of)
        if stage == "published":
            continue
        inside = pl.lit(False)
        if stage == "pilot":
            here = pl.col("committee_code").cast(pl.String).is_in(pilot_committees(tag.life, as_of))
            rows = subjects.with_row_index("row").filter(here.fill_null(False)).get_column("row")
            inside = pl.col("row").is_in(rows.implode())
        claims = claims.filter((pl.col("tag") != number) | inside)
    return claims
