"""What registry knows of a person beyond a state, a birth date say, is in no stored content."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from assets.publication.history.timelines import SUBJECT_TIMELINES
from assets.publication.release.gate import decide
from assets.publication.release.publish import publish
from assets.publication.release.staging import stage
from assets.publication.store.database import Database
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, PASSED, content, frames

FIRST = date(2024, 3, 1)
DAY = Day({("resident", 1, "M017"): outcome()}, {1: {}, 2: {}})


def as_registry_has_them(on: date, day: Day) -> dict[str, pl.DataFrame]:
    """Frames of a day with more in those of subjects than their states."""
    made = frames(on, day)
    for timeline in SUBJECT_TIMELINES:
        made[timeline.table] = made[timeline.table].select(
            pl.lit("canary").alias("sex"), pl.lit(date(1950, 5, 17)).alias("birth_date"), pl.all()
        )
    return made


def publish_frames(database: Database, store: Path, on: date, made: Mapping[str, pl.DataFrame]) -> None:
    staged = stage(database, store, on, made, "rules-1", NOW)
    decide(database, staged.staging_version, PASSED, NOW)
    publish(database, on, "run-1", NOW)


def stored_columns(store: Path) -> dict[str, tuple[str, ...]]:
    """Columns of the stored frames of subjects, of all contents together."""
    return {
        timeline.table: tuple(
            sorted(
                {
                    name
                    for path in store.rglob(f"{timeline.table}.parquet")
                    for name in pl.read_parquet_schema(path)
                }
            )
        )
        for timeline in SUBJECT_TIMELINES
    }


WANTED = {timeline.table: tuple(sorted(timeline.state_columns)) for timeline in SUBJECT_TIMELINES}


def test_only_states_are_stored(database, tmp_path) -> None:
    publish_frames(database, tmp_path, FIRST, as_registry_has_them(FIRST, DAY))
    assert stored_columns(tmp_path) == WANTED
    assert content(database, "resident", ("resident_id",)) == [(1,), (2,)]
