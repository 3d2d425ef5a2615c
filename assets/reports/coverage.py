"""How much of each committee is on the community cloud (上云率), and how complete its records are.

Belongs here: the frame `reports/coverage`, pure: shares of what `record_quality` counts, so that it never
tells what that hides. Does not belong here: what follows for a committee: it is there to find gaps in
records, never to rank those who keep them.
"""

from datetime import date

import polars as pl

from assets.reports.statistics import COMMITTEE, DISTRICT

SHARES = {
    "on_cloud_share": "已上云的户 Households on the cloud",
    "activated_share": "上云户中已激活 Active on the cloud",
    "document_share": "有有效证件 Valid document",
    "birth_date_share": "有出生日期 Birth date",
    "verified_share": "一年内核实 Verified within a year",
    "dwelling_share": "已匹配到房屋 Matched to a dwelling",
    "emergency_contact_share": "有应急联系人 Emergency contact",
}
"""By column: what one sees in the UI."""
_OF = {
    "on_cloud_share": ("household_on_cloud", "household"),
    "activated_share": ("household_activated", "household_on_cloud"),
    "birth_date_share": ("resident_with_birth_date", "resident"),
    "verified_share": ("resident_verified", "resident"),
    "dwelling_share": ("resident_in_dwelling", "resident"),
    "emergency_contact_share": ("resident_with_emergency_contact", "resident"),
}
"""By share: the item that is counted, and the one that it is a share of."""
_AREA = ("street_code", "grid_code", "committee_code")


def coverage(snapshot_date: date, quality: pl.DataFrame, committee: pl.DataFrame) -> pl.DataFrame:
    """Return one row per committee: its area, households, residents, and shares of them; sorted.

    Shares are 0 to 1 in whole per cents, each of two counts that are shown: null where one of them is hidden
    (`suppressed`), where there is nobody, or where no record of the district has the fact.

    Args:
        snapshot_date: the date.
        quality: of `record_quality`.
        committee: the registry's frame of that name.
    """
    counts = _counts(quality, COMMITTEE).rename({"area_code": "committee_code"})
    items = [name for name in counts.columns if name != "committee_code"]
    told = committee.select(_AREA).join(counts, on="committee_code", how="left")
    return (
        told.with_columns(pl.col(items).fill_null(0))
        .select(
            pl.lit(snapshot_date).alias("snapshot_date"),
            *_AREA,
            _count("household", counts).alias("households"),
            _count("resident", counts).alias("residents"),
            *_shares(counts),
            suppressed=pl.any_horizontal(pl.lit(False), pl.col(items) == _HIDDEN),
        )
        .sort("committee_code")
    )


def district_coverage(quality: pl.DataFrame) -> dict[str, float]:
    """Return the figures of the whole district that are shown, by column name."""
    counts = _counts(quality, DISTRICT)
    row = counts.select(
        _count("household", counts).alias("households"), _count("resident", counts).alias("residents"),
        *_shares(counts, digits=4),
    )  # fmt: skip
    return {name: value for name, value in row.row(0, named=True).items() if value is not None}


_HIDDEN = -1
"""Stands for a count that is hidden, beside null, which is none."""


def _counts(quality: pl.DataFrame, level: str) -> pl.DataFrame:
    """Return area_code and a column of counts for each item."""
    of_level = quality.filter(pl.col("area_level") == level)
    return of_level.with_columns(pl.col("count").fill_null(_HIDDEN)).pivot(
        "item", index="area_code", values="count"
    )


def _count(item: str, counts: pl.DataFrame) -> pl.Expr:
    if item not in counts.columns:
        return pl.lit(0, pl.Int64)
    return pl.when(pl.col(item) != _HIDDEN).then(pl.col(item))


def _shares(counts: pl.DataFrame, digits: int = 2) -> list[pl.Expr]:
    def share(part: pl.Expr, whole: str) -> pl.Expr:
        of_all = _count(whole, counts)
        return pl.when(of_all > 0).then((part / of_all).round(digits))

    made = {
        name: share(_count(item, counts), whole) if item in counts.columns else pl.lit(None, pl.Float64)
        for name, (item, whole) in _OF.items()
    }
    with_number = _count("resident", counts) - _count("resident_without_number", counts)
    made["document_share"] = share(with_number, "resident")
    return [made[name].alias(name) for name in SHARES]
