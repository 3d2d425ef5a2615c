"""Waves of one problem among the tickets of the hotline: what whoever watches for rises should find.

Belongs here: which waves there are, and the tickets that make them. Does not belong here: the truth as files
(`truth.py`). A wave takes tickets of other weeks, so that their number stays what it is.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sample_district.dates import days_after, first_date
from sample_district.places.divisions import committees
from sample_district.records.problem_texts import sentences

WAVES: tuple[tuple[str, int, str], ...] = (
    ("P0201", 1, "committee"),
    ("P0203", 1, "street"),
    ("P0307", 2, "district"),
    ("P0601", 4, "committee"),
    ("P0205", 7, "street"),
    ("P0301", 11, "committee"),
    ("P0409", 15, "district"),
    ("P0502", 19, "street"),
)
"""Label, how many whole weeks before the first date, and how far it reaches."""
TICKETS = {"committee": 9, "street": 12, "district": 14}
AT_FULL_SCALE = {"committee": 5, "street": 18, "district": 90}
"""How many tickets a wave has, and how many more at scale 1.0, where as many more come in any week."""
STREET_DIGITS = 9


def with_waves(tickets: pl.DataFrame, scale: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return the tickets, some of them moved into `WAVES`; added: wave, the wave's number, null for none.

    Args:
        tickets: of ``casework.hotline_tickets``: received_on, closed_on, committee_code, building_code,
            compound_code, text, personal, closed_after, appears.
        scale: the sample's.
        rng: a stream of its own.

    """
    days = (tickets["received_on"] - first_date()).dt.total_days().to_numpy()
    moved = _moved(rng.permutation(np.flatnonzero(days < 0)), scale, rng)
    joined = tickets.with_row_index("row").join(moved, on="row", how="left", maintain_order="left")
    is_moved = pl.col("wave").is_not_null()
    told = _filled_in(pl.col("told"), tickets.height, rng)
    took = pl.col("closed_after") - pl.Series("was", days)
    closed = pl.when(is_moved).then(pl.col("day") + took).otherwise("closed_after")
    made = joined.with_columns(
        received_on=pl.when(is_moved).then(_date("day")).otherwise("received_on"),
        closed_after=closed,
        closed_on=pl.when(is_moved).then(_date(closed)).otherwise("closed_on"),
        committee_code=pl.when(is_moved).then("area").otherwise("committee_code"),
        building_code=pl.when(~is_moved).then("building_code"),
        compound_code=pl.when(~is_moved).then("compound_code"),
        text=pl.when(is_moved).then(told).otherwise("text"),
        personal=pl.col("personal") & ~is_moved,
    )
    return made.drop("row", "day", "area", "told")


def _moved(free: np.ndarray, scale: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return row, wave, day, area and told of the tickets that waves take: `free` rows in their order."""
    code, known = committees()["committee_code"], sentences()
    moved, start = [], 0
    # The last whole week before the first date ended on the Sunday before it.
    sunday = -1 - first_date().weekday()
    for number, (label, weeks_ago, reach) in enumerate(WAVES):
        count = TICKETS[reach] + round(AT_FULL_SCALE[reach] * scale)
        row = free[start : start + count]
        start += count
        home = str(code[int(rng.integers(len(code)))])
        within = {"committee": code == home, "street": code.str.starts_with(home[:STREET_DIGITS])}
        areas = code.filter(within[reach]) if reach in within else code
        text = known.filter(label_code=label)["text"]
        day = sunday - 7 * weeks_ago + 7 - rng.integers(0, 7, len(row))
        area = areas.gather(rng.integers(0, len(areas), len(row)))
        told = text.gather(rng.integers(0, len(text), len(row)))
        moved.append(pl.DataFrame({"row": row, "wave": number, "day": day, "area": area, "told": told}))
    return pl.concat(moved).with_columns(pl.col("row").cast(pl.UInt32))


def _filled_in(told: pl.Expr, rows: int, rng: np.random.Generator) -> pl.Expr:
    """Return the sentences with a number drawn for each row in each of their slots."""
    for slot, low, high in (("{n}", 1, 60), ("{d}", 2, 12)):
        drawn = pl.lit(pl.Series(rng.integers(low, high, rows)).cast(pl.String))
        told = told.str.replace_all(slot, drawn, literal=True)
    return told


def _date(day: str | pl.Expr) -> pl.Expr:
    start = pl.lit(pl.Series(days_after(np.array([0])))[0])
    return start + pl.duration(days=pl.col(day) if isinstance(day, str) else day)
