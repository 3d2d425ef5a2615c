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

from assets.problems.trends.farrington import NOT_YET, TREND_FROM
from tag_rules.engine.labels.model import OTHER

ASKED = ("reception", "hotline", "request", "opinion")
"""Sources in which somebody asks. What visits, inspections and questionnaires find follows from how many
are made."""
STRAY = 0.01
"""Of the cases of a source, those that may be dated before it is recorded whole."""
LEARNT_FROM = TREND_FROM + NOT_YET + 1
"""From how many weeks of its record on the cases of a source count."""
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

    Weeks go from Monday to Sunday, from the first whole one of which all sources tell to the last that ended
    by the date: before a source is recorded its silence does not say that nobody asked.

    Args:
        cases: of the frame `problems/case` source, received_on, committee_code, subject, subject_id and
            label_code.
        snapshot_date: the date.

    """
    asked = cases.filter(pl.col("source").is_in(ASKED), pl.col("received_on").is_not_null()).with_columns(
        week=pl.col("received_on").dt.truncate("1w")
    )
    tomorrow = snapshot_date + timedelta(days=1)
    last = tomorrow - timedelta(days=tomorrow.weekday() + 7)
    began = _recorded(asked, last)
    first = began.get_column("week").max()
    nothing = pl.DataFrame(schema=dict.fromkeys(("area_level", "area_code", "label_code"), pl.String))
    if not isinstance(first, date) or first + timedelta(days=7) > last:
        return Series(nothing, np.zeros((0, 0)), ())
    first += timedelta(days=7)
    labelled = pl.col("label_code").is_not_null() & (pl.col("label_code") != OTHER)
    counted = asked.filter(labelled, pl.col("source").is_in(began["source"].implode()))
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


def _recorded(asked: pl.DataFrame, last: date) -> pl.DataFrame:
    """Return the sources that count and the week since which each is recorded: source, week.

    A source that begins is no rise: it is left out until its weeks are enough to learn from. The few cases
    long before the others of their source are dates mistyped or old ones taken over, not its beginning.
    """
    few = pl.col("received_on").quantile(STRAY, "lower").cast(pl.Date).dt.truncate("1w").alias("week")
    began = asked.group_by("source").agg(few)
    enough = began.filter(pl.col("week") <= last - timedelta(days=7 * LEARNT_FROM))
    return began if enough.is_empty() else enough


def _areas() -> dict[str, pl.Expr]:
    return {
        "district": pl.col("committee_code").str.slice(0, DISTRICT_DIGITS),
        "street": pl.col("committee_code").str.slice(0, STREET_DIGITS),
        "committee": pl.col("committee_code"),
        "compound": pl.when(pl.col("subject") == "compound").then(pl.col("subject_id").cast(pl.String)),
    }
