"""Reviewers' decisions (复核结论): which two records are one person or two, for ever or until decided anew.

Belongs here: which decisions are effective, in which order. Does not belong here: carrying them out
(`groups.py`), where they are kept (`identity/decision_store`).
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


def of_residents(decided: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of canonical `person_decisions` in the columns of decisions."""
    return decided.select(
        "decided_by", "decided_on", record_a="person_code", record_b="other_person_code", same="same_person"
    ).select(*COLUMNS)


def effective_decisions(decided: pl.DataFrame) -> pl.DataFrame:
    """Return the newest decision on each pair, the newest pair first; record_a is the smaller of the two.

    A pair that is undecided stays out. Of one reviewer's decisions of one day the last counts. Of two
    reviewers' on one day "two people" does, since people wrongly joined are harder to part than to join
    later.
    """
    pair = {"record_a": pl.min_horizontal, "record_b": pl.max_horizontal}
    return (
        decided.drop_nulls("same")
        .filter(pl.col("record_a") != pl.col("record_b"))
        .with_columns(**{name: least(*pair) for name, least in pair.items()})
        .unique([*pair, "decided_by", "decided_on"], keep="last", maintain_order=True)
        .sort("decided_on", "same", *pair, descending=[True, False, False, False], nulls_last=True)
        .unique(list(pair), keep="first", maintain_order=True)
        .select(*COLUMNS)
    )


def disputed_pairs(decided: pl.DataFrame) -> pl.DataFrame:
    """Return record_a, record_b of the pairs on which the last words of two reviewers differ."""
    pair = {"record_a": pl.min_horizontal, "record_b": pl.max_horizontal}
    last = (
        decided.drop_nulls("same")
        .with_columns(**{name: least(*pair) for name, least in pair.items()})
        .sort("decided_on", maintain_order=True)
        .unique([*pair, "decided_by"], keep="last", maintain_order=True)
    )
    both = last.group_by(*pair).agg(pl.col("same").n_unique())
    return both.filter(pl.col("same") > 1).select(*pair).sort(*pair)


def placed(decisions: pl.DataFrame, record_ids: pl.Series) -> pl.DataFrame:
    """Return l, r (rows of `record_ids`) and the decision's columns, in the order of `decisions`.

    A decision on a record that is not there stays out.
    """
    rows = pl.DataFrame({"record": record_ids.cast(pl.String)}).with_row_index("row")
    both = decisions
    for side, row in (("record_a", "a"), ("record_b", "b")):
        of_side = rows.rename({"record": side, "row": row})
        both = both.join(of_side, on=side, how="inner", maintain_order="left")
    return both.select(
        pl.min_horizontal("a", "b").cast(pl.Int32).alias("l"),
        pl.max_horizontal("a", "b").cast(pl.Int32).alias("r"),
        *COLUMNS,
    )
