"""Reviewers' decisions: which two records are one person or two, for ever or until decided anew.

Belongs here: which decisions are in force, in which order. Does not belong here: carrying them out
(`clusters.py`).
"""

import polars as pl

COLUMNS = {
    "record_a": pl.String,
    "record_b": pl.String,
    "same": pl.Boolean,
    "decided_by": pl.String,
    "decided_on": pl.Date,
}


def no_decisions() -> pl.DataFrame:
    """Return a frame of decisions without a row."""
    return pl.DataFrame(schema=COLUMNS)


def decisions_in_force(decisions: pl.DataFrame, record_ids: pl.Series) -> pl.DataFrame:
    """Return l, r, same and the decision's columns, the newest first: one row per pair, its newest decision.

    A decision on a record that is no longer there stays out. Of two decisions on a pair on one day "two
    people" counts, since people wrongly joined are harder to part than to join later.
    """
    rows = pl.DataFrame({"record": record_ids.cast(pl.String)}).with_row_index("row")
    on_known_records = (
        decisions.join(rows.rename({"record": "record_a", "row": "a"}), on="record_a")
        .join(rows.rename({"record": "record_b", "row": "b"}), on="record_b")
        .filter(pl.col("a") != pl.col("b"))
        .with_columns(
            l=pl.min_horizontal("a", "b").cast(pl.Int32), r=pl.max_horizontal("a", "b").cast(pl.Int32)
        )
    )
    return (
        on_known_records.sort(
            "decided_on", "same", "l", "r", descending=[True, False, False, False], nulls_last=True
        )
        .unique(["l", "r"], keep="first", maintain_order=True)
        .select("l", "r", *COLUMNS)
    )
