"""The review list: pairs that a person has to look at, each once and the most doubtful first.

Belongs here: which pairs are asked about. Does not belong here: explaining one (`words.py`, `waterfall.py`).
"""

import polars as pl

DOUBTFUL = "doubtful"


def review_list(
    pairs: pl.DataFrame,
    cluster: pl.Series,
    contradicting: pl.DataFrame,
    decided: pl.DataFrame,
    band: tuple[float, float],
) -> pl.DataFrame:
    """Return l, r, weight, probability, reason, linked: whether the two are in one group now.

    Asked about are pairs whose weight is within the band, and contradictions above it that were held back
    (reason: twins or generations); of the pairs between two groups the strongest, of a group whose members
    hold together by a stronger link none. What was decided is not asked again.
    """
    low, high = band
    open_pairs = (
        pairs.select("l", "r", "weight", "probability")
        .filter(pl.col("weight") >= low)
        .join(contradicting, on=["l", "r"], how="left")
        .join(decided.select("l", "r"), on=["l", "r"], how="anti")
    )
    placed = open_pairs.with_columns(a=cluster.gather(open_pairs["l"]), b=cluster.gather(open_pairs["r"]))
    return (
        pl.concat([_between_groups(placed, high), _within_groups(placed, high)], how="diagonal")
        .select("l", "r", "weight", "probability", pl.col("reason").fill_null(DOUBTFUL), "linked")
        .sort(pl.col("weight").abs(), "l", "r")
    )


def _between_groups(placed: pl.DataFrame, high: float) -> pl.DataFrame:
    """Return of the pairs of any two groups the strongest, where it is doubtful or contradicts."""
    return (
        placed.filter(pl.col("a") != pl.col("b"))
        .with_columns(one=pl.min_horizontal("a", "b"), two=pl.max_horizontal("a", "b"))
        .sort("weight", "l", "r", descending=[True, False, False])
        .unique(["one", "two"], keep="first", maintain_order=True)
        .filter((pl.col("weight") < high) | pl.col("reason").is_not_null())
        .with_columns(linked=False)
    )


def _within_groups(placed: pl.DataFrame, high: float) -> pl.DataFrame:
    """Return the doubtful pairs by which a record hangs in its group: neither record has a stronger link."""
    within = placed.filter(pl.col("a") == pl.col("b"))
    strongest_link = (
        pl.concat([within.select(row=side, w="weight") for side in ("l", "r")])
        .group_by("row")
        .agg(strongest=pl.col("w").max())
    )
    return (
        within.join(strongest_link, left_on="l", right_on="row")
        .join(strongest_link, left_on="r", right_on="row", suffix="_r")
        .filter(
            (pl.col("weight") < high) & (pl.col("weight") == pl.min_horizontal("strongest", "strongest_r"))
        )
        .with_columns(linked=True)
    )
