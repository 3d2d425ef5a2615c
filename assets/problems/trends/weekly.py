"""Cases as weekly counts: one series per area, of the whole history.

Belongs here: which cases count, which weeks are whole, series. Does not belong here: what is unusual in them
(`farrington`), which of it is told (`alarms`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from tag_rules.engine.labels.model import OTHER

ASKED = ("reception", "hotline", "request")
"""Sources in which somebody asks. How many visits and inspections find follows from how many are made."""
DISTRICT_DIGITS, STREET_DIGITS = 6, 9
"""A committee's code begins with its district's and street's (GB/T 2260, GB/T 10114)."""
LEVELS = ("district", "street", "committee", "compound")


@dataclass(frozen=True)
class Series:
    """Weekly counts. `keys`: area_level, area_code, label_code, one row per series, sorted.

    `counts`: series × weeks. `weeks`: the Mondays, ascending, without gaps; the last week is whole.
    """

    keys: pl.DataFrame
    counts: npt.NDArray[np.float64]
    weeks: tuple[date, ...]


def weekly(cases: pl.DataFrame, snapshot_date: date) -> Series:
    """Return the weekly counts of each label in each area in which it was ever told of.

    Weeks go from Monday to Sunday, from the first whole week with a case to the last that ended by the date.

    Args:
        cases: of the frame `problems/case` source, received_on, committee_code, subject, subject_id and
            label_code.
        snapshot_date: the date.

    """
    counted = cases.filter(
        pl.col("source").is_in(ASKED)
        & pl.col("label_code").is_not_null()
        & (pl.col("label_code") != OTHER)
        & pl.col("received_on").is_not_null()
    ).with_columns(week=pl.col("received_on").dt.truncate("1w"))
    tomorrow = snapshot_date + timedelta(days=1)
    last = tomorrow - timedelta(days=tomorrow.weekday() + 7)
    first = counted.get_column("week").min()
    nothing = pl.DataFrame(schema=dict.fromkeys(("area_level", "area_code", "label_code"), pl.String))
    if not isinstance(first, date) or first + timedelta(days=7) > last:
        return Series(nothing, np.zeros((0, 0)), ())
    first += timedelta(days=7)
    weeks = tuple(first + timedelta(days=7 * at) for at in range((last - first).days // 7 + 1))
    counted = counted.filter(pl.col("week").is_between(first, last))
    areas = [
        counted.select("week", "label_code", area_level=pl.lit(level), area_code=code).drop_nulls("area_code")
        for level, code in _areas().items()
    ]
    by_week = (
        pl.concat(areas)
        .group_by("area_level", "area_code", "label_code", "week")
        .len("cases")
        .with_columns(at=(pl.col("week") - first).dt.total_days() // 7)
    )
    keys = by_week.select("area_level", "area_code", "label_code").unique().sort(pl.all())
    placed = by_week.join(keys.with_row_index("series"), on=keys.columns)
    counts = np.zeros((keys.height, len(weeks)))
    counts[placed["series"].to_numpy(), placed["at"].to_numpy()] = placed["cases"].to_numpy()
    return Series(keys, counts, weeks)


def _areas() -> dict[str, pl.Expr]:
    return {
        "district": pl.col("committee_code").str.slice(0, DISTRICT_DIGITS),
        "street": pl.col("committee_code").str.slice(0, STREET_DIGITS),
        "committee": pl.col("committee_code"),
        "compound": pl.when(pl.col("subject") == "compound").then(pl.col("subject_id").cast(pl.String)),
    }
