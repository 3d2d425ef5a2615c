"""A frame of one date for a command, or what to run when it is not there.

Belongs here: that reading. Does not belong here: the lake (`assets/lake.py`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import polars as pl


def frame_of(lake: Path, group: str, table: str, day: date) -> pl.DataFrame:
    """Return the frame of a date; raises ClickException when the date has not been run."""
    from assets.lake import read_frame

    frame = read_frame(lake, group, table, day)
    if frame is None:
        raise click.ClickException(
            f"{day} 尚未运行。 {day} has not been taken in yet: tagging run --date {day}"
        )
    return frame
