"""How many planted waves are found, and how many alarms nobody planted.

Belongs here: comparing alarms with the sample's truth. Does not belong here: finding rises
(`assets/problems/trends`), reading (`sample_scoring`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.problems.trends.alarms import alarms
from assets.problems.trends.weekly import STREET_DIGITS, Series

WEEKS = 20
"""How many weeks are looked at: before them the sample's one year has too little to learn from."""


@dataclass(frozen=True)
class WaveScore:
    """Waves planted in the weeks that were looked at, those found, and alarms of none a week."""

    waves: int
    found: int
    false_a_week: float


def score_waves(planted: pl.DataFrame, series: Series, snapshot_date: date, weeks: int = WEEKS) -> WaveScore:
    """Return how the alarms of the last weeks compare with what was planted.

    A wave is found by an alarm of its label, in its area, in one of its weeks. An alarm of a part of that
    area or of one around it in that week is no false one: it shows the same wave.

    Args:
        planted: of ``sample_district.read_waves``: label_code, reach, area_code, first_on, last_on.
        series: of ``weekly``.
        snapshot_date: the date.
        weeks: how many whole weeks are looked at.

    """
    looked_at = series.weeks[-weeks:]
    told = alarms(series, snapshot_date, weeks)
    waves = planted.with_columns(
        first_week=pl.col("first_on").dt.truncate("1w"),
        last_week=pl.col("last_on").dt.truncate("1w"),
    ).filter(pl.col("last_week").is_in(looked_at))
    pairs = told.with_row_index("alarm").join(
        waves.with_row_index("number"), on="label_code", suffix="_of_wave"
    )
    pairs = pairs.filter(pl.col("week_start").is_between("first_week", "last_week"))
    area, of_wave = pl.col("area_code"), pl.col("area_code_of_wave")
    here = of_wave.is_null() | (area == of_wave)
    found = pairs.filter((pl.col("area_level") == pl.col("reach")) & here)
    street = area.str.slice(0, STREET_DIGITS)
    # Where a compound lies its id does not tell: of the label and the week it counts as of the wave.
    same = (
        of_wave.is_null()
        | pl.col("area_level").is_in(["district", "compound"])
        | (street == of_wave.str.slice(0, STREET_DIGITS))
    )
    explained = pairs.filter(same).get_column("alarm").n_unique()
    return WaveScore(
        waves.height,
        found.get_column("number").n_unique(),
        (told.height - explained) / max(len(looked_at), 1),
    )
