"""What other words of labels would make of the texts of a date: how many each label gains and loses.

Belongs here: comparing, pure, in counts. Does not belong here: labelling (`labels.py`), hiding small counts.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from assets.problems.cases import case_texts
from assets.problems.labels import label_matches
from tag_rules.engine.labels.model import Labelling

COUNTS = pl.Schema(
    {"label_code": pl.String(), "gained": pl.Int64(), "lost": pl.Int64(), "unchanged": pl.Int64()}
)


def label_changes(before: Labelling, after: Labelling, texts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return a row of `COUNTS` for each label that is the best one of other texts than before, sorted.

    Args:
        before: labels, their language and what is nobody's label, as they are now.
        after: the same as they would be.
        texts: intake's masked tables with a free text (`FREE_TEXT`), by name.
    """
    if before == after:
        return COUNTS.to_frame()
    rows = case_texts(texts).select("text").drop_nulls().with_row_index("row")
    was, now = (
        label_matches(labelling, rows, "row", "text").filter(pl.col("rank") == 1).select("row", "label_code")
        for labelling in (before, after)
    )
    both = was.rename({"label_code": "was"}).join(
        now.rename({"label_code": "now"}), on="row", how="full", coalesce=True
    )
    same = pl.col("was") == pl.col("now")
    sides = [
        both.select(label_code="now", gained=~same.fill_null(False), lost=False, unchanged=same),
        both.select(label_code="was", gained=False, lost=~same.fill_null(False), unchanged=False),
    ]
    return (
        pl.concat(sides)
        .drop_nulls("label_code")
        .group_by("label_code")
        .agg(pl.col("gained", "lost", "unchanged").sum())
        .filter((pl.col("gained") > 0) | (pl.col("lost") > 0))
        .sort("label_code")
        .cast(COUNTS)
    )
