"""One row for each key, out of several that say it differently.

Belongs here: picking that row. Does not belong here: which of them is right (the callers say by what order).
"""

from collections.abc import Sequence

import polars as pl


def deduplicate(
    frame: pl.DataFrame, key: Sequence[str], by: Sequence[str | pl.Expr], descending: Sequence[bool]
) -> pl.DataFrame:
    """Return the row of each `key` that comes first in the order of `by`, nulls last; rows in no order.

    Only rows whose key occurs again are sorted: of a million people a few thousand are entered twice.
    """
    keys = pl.col(key[0]) if len(key) == 1 else pl.struct(key)
    again = frame.select(keys.is_duplicated()).to_series()
    first = (
        frame.filter(again)
        .sort(by, descending=list(descending), nulls_last=True)
        .unique(list(key), keep="first", maintain_order=True)
    )
    return pl.concat([frame.filter(~again), first])
