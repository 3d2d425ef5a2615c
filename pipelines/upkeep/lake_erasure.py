"""Taking people out of the frames of the lake.

Belongs here: rewriting Parquet files without somebody's rows. Does not belong here: whose rows they are
(`assets/intake/erasure.py`), the
contents that published history stands on (`assets/publication/upkeep/erasure.py`).
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from assets.intake.erasure import People, blank_rows

# Frames whose `subject_id` is a resident's although no column says so.
_OF_RESIDENTS = {("features", "resident"), ("tagging", "disagreement")}
_REQUESTS = ("intake", "erasure_requests")


def frames_of(lake: Path, group: str, table: str) -> Iterator[pl.DataFrame]:
    """Yield a frame of the lake for each snapshot date it was made for."""
    for path in sorted((lake / group / table).glob("snapshot_date=*/part=*.parquet")):
        yield pl.read_parquet(path, glob=False, hive_partitioning=False)


def erase_from_lake(lake: Path, people: People) -> int:
    """Rewrite every frame of every date without the people's rows; returns how many rows went.

    Refused rows that name them stay, as counts, without their text. What a killed run left half written is
    deleted. Requests for erasure go last: as long as one is there the rest may be as well.
    """
    gone = 0
    kinds = {path: path.relative_to(lake).parts[:2] for path in lake.rglob("*.parquet")}
    for path, kind in sorted(kinds.items(), key=lambda found: (found[1] == _REQUESTS, found[0])):
        if kind[0] == "publication":
            continue
        if path.name.startswith("."):
            path.unlink()
            continue
        frame = pl.read_parquet(path, glob=False, hive_partitioning=False)
        kept = _without(frame, people, kind in _OF_RESIDENTS)
        if kept is not None:
            gone += frame.height - kept.height
            writing = path.with_name(".erasing.parquet")
            kept.write_parquet(writing, compression="zstd", compression_level=1)
            writing.rename(path)
    return gone


def _without(frame: pl.DataFrame, people: People, of_residents: bool) -> pl.DataFrame | None:
    """The frame without their rows; None when it has none of them."""
    if {"row", "reason_code", "line"} <= set(frame.columns):
        blanked = blank_rows(frame, people)
        return None if blanked.equals(frame) else blanked
    theirs = people.rows_of(frame.columns, of_residents)
    kept = frame if theirs is None else frame.filter(~theirs)
    return None if kept.height == frame.height else kept
