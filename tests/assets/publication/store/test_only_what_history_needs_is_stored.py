"""What registry knows of a person beyond a state, a birth date say, is in no stored content, new or old."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.publication.history.timelines import SUBJECT_TIMELINES
from assets.publication.release.gate import decide
from assets.publication.release.publish import publish
from assets.publication.release.staging import stage
from assets.publication.store.database import Database
from assets.publication.store.snapshot_store import _content_hash
from assets.publication.upkeep.rewriting import rewrite_published
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, PASSED, content, everything, frames, live

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
DAY = Day({("resident", 1, "M017"): outcome()}, {1: {}, 2: {}})
MOVED = Day({("resident", 1, "M017"): outcome()}, {1: {"household_id": 2}, 2: {}})


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


@pytest.fixture
def stored_before(database: Database, tmp_path: Path) -> Database:
    """A published date whose content was stored with all that registry has."""
    publish_frames(database, tmp_path, FIRST, frames(FIRST, DAY))
    (folder,) = (tmp_path / str(FIRST)).iterdir()
    for worked_out in folder.glob("last_known*"):
        worked_out.unlink()
    for name, frame in as_registry_has_them(FIRST, DAY).items():
        if name in WANTED:
            frame.write_parquet(folder / f"{name}.parquet")
    name = _content_hash(folder)
    folder.rename(folder.with_name(name))
    with database.transaction() as connection:
        for table in ("published_snapshot", "staged_version"):
            column = "content_hash" if table == "published_snapshot" else "snapshot_hash"
            connection.exec_driver_sql(f"update {table} set {column} = '{name}'")
    return database


def test_only_states_are_stored(database, tmp_path) -> None:
    publish_frames(database, tmp_path, FIRST, as_registry_has_them(FIRST, DAY))
    assert stored_columns(tmp_path) == WANTED
    assert content(database, "resident", ("resident_id",)) == [(1,), (2,)]


def test_content_stored_with_more_goes_on(stored_before, tmp_path) -> None:
    """A move is found beside it, and the same again is no news."""
    assert "birth_date" in stored_columns(tmp_path)["resident"]
    publish_frames(stored_before, tmp_path, SECOND, as_registry_has_them(SECOND, MOVED))
    assert content(stored_before, "resident", ("resident_id", "household_id", "valid_from", "valid_to")) == [
        (1, 1, FIRST, SECOND),
        (1, 2, SECOND, None),
        (2, 1, FIRST, None),
    ]
    before = live(stored_before)
    publish_frames(stored_before, tmp_path, FIRST, as_registry_has_them(FIRST, DAY))
    after = live(stored_before)
    assert {name for name in after if after[name] != before[name]} == {"published_snapshot"}


def test_content_stored_with_more_loses_it_when_contents_are_rewritten(stored_before, tmp_path) -> None:
    before = everything(stored_before)
    number = rewrite_published(
        stored_before,
        tmp_path,
        lambda _day, _name, frame: frame,
        lambda _connection, _number: None,
        "run-1",
        NOW,
    )
    assert number is None
    assert stored_columns(tmp_path) == WANTED
    after = everything(stored_before)
    assert {name for name in after if after[name] != before[name]} == {"published_snapshot"}
    publish_frames(stored_before, tmp_path, SECOND, as_registry_has_them(SECOND, MOVED))
    assert len(content(stored_before, "resident", ("resident_id",))) == 3
