"""Work orders both ways (工单互转): open cases as orders of a platform, and what it reports of them. Pure.

Belongs here: which cases are orders, and what several reports of one order come to. Does not belong here:
files (`pipelines/commands/orders.py`), the table of reports (`order_store.py`).

An order's id is the contract's own name of the case, the same for ever. Of several reports of one order the
one with the latest moment holds, whatever order they come in and however often; at one moment the one that is
further on.
"""

import polars as pl

STATUSES = ("accepted", "in_progress", "returned", "resolved")
"""What a platform may report, each further on than those before."""
_TYPES: dict[str, pl.DataType] = {
    "order_id": pl.String(), "status": pl.Enum(STATUSES), "changed_at": pl.String()
}  # fmt: skip
REPORT = pl.Schema(_TYPES)
"""One report: which order, what of it, and when, as ISO text with an offset or without."""
_OVER = ("returned", "resolved")


def latest(reports: pl.DataFrame) -> pl.DataFrame:
    """One row per order: the report that holds. Columns of REPORT, moments all in one zone."""
    further = pl.col("status").cast(pl.Enum(STATUSES)).to_physical()
    ordered = reports.sort("order_id", "changed_at", further)
    return ordered.unique("order_id", keep="last", maintain_order=True).select(REPORT.names())


def open_orders(cases: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """The orders that are to be worked on: open cases, without those that the platform reports to be over.

    Args:
        cases: rows of `problem_case` as the contract has them.
        reports: as `latest` gives them.

    Returns:
        The columns of the cases with `case_id` as order_id and the case's own `status` left out; then status
        and changed_at as last reported, null where nothing was.
    """
    orders = cases.filter(pl.col("status") == "open").drop("status").rename({"case_id": "order_id"})
    joined = orders.join(reports, on="order_id", how="left").sort("order_id")
    return joined.filter(~pl.col("status").cast(pl.String).is_in(_OVER).fill_null(False))
