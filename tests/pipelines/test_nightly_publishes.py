"""The nightly job publishes the first date whole, later dates as differences, and nothing twice."""

from datetime import date
from itertools import pairwise

import dagster as dg
import polars as pl
import pytest
import sqlalchemy as sa

from assets.lake import partition_folder
from assets.paths import DataPaths
from assets.publication.store import schema
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES
from tests.assets.publication.publishing import live, rows_of
from tests.pipelines.conftest import District, History, rows_written

FIRST, LAST = SNAPSHOT_DATES[0], SNAPSHOT_DATES[-1]
PUBLICATION = [column.name for column in schema.publication.c]
VALID_TO = [column.name for column in schema.tag_assignment.c].index("valid_to")


def publications(history: History) -> list[dict[str, object]]:
    rows = [dict(zip(PUBLICATION, row, strict=True)) for row in history.tables[LAST]["publication"]]
    return sorted(rows, key=lambda row: row["publication_id"])


def every_date_is_one_publication(history: History) -> None:
    found = publications(history)
    assert [row["publication_id"] for row in found] == [1, 2, 3, 4]
    assert [row["snapshot_date"] for row in found] == list(SNAPSHOT_DATES)
    assert [row["run_id"] for row in found] == [history.run_ids[day] for day in SNAPSHOT_DATES]


def the_first_date_is_published_whole(history: History) -> None:
    tables, first = history.tables[FIRST], publications(history)[0]
    # Nobody was known under another id before the first date.
    assert [name for name, rows in tables.items() if not rows] == ["resident_merge"]
    assert len(tables["resident"]) > 3000
    written = len(tables["tag_assignment"])
    assert (first["rows_added"], first["rows_removed"], first["rows_current"]) == (written, 0, written)
    assert history.rows_written[FIRST] == written > 5000


def current_is_previous_plus_added_minus_removed(history: History) -> None:
    for before, after in pairwise(publications(history)):
        assert after["rows_added"] > 0
        assert after["rows_removed"] > 0
        assert after["rows_current"] == before["rows_current"] + after["rows_added"] - after["rows_removed"]
        table = history.tables[after["snapshot_date"]]["tag_assignment"]
        assert after["rows_current"] == sum(row[VALID_TO] is None for row in table)


def later_dates_write_differences_only(history: History) -> None:
    for earlier, later in pairwise(SNAPSHOT_DATES):
        before, after = (set(history.tables[day]["tag_assignment"]) for day in (earlier, later))
        assert history.rows_written[later] == len(before - after) + len(after - before)
        assert 0 < history.rows_written[later] < len(after) / 20


def frames_of(day: date, paths: DataPaths) -> dict[str, pl.DataFrame]:
    """Every frame that a night wrote, row by row and digit by digit."""
    files = paths.lake.glob(f"*/*/{partition_folder(day.isoformat())}/*.parquet")
    return {str(file.relative_to(paths.lake)): pl.read_parquet(file) for file in files}


def a_date_run_again_publishes_nothing(history: History, instance: dg.DagsterInstance) -> None:
    district = District(Settings.below(DataPaths(history.root), database_url=history.url), instance)
    before = frames_of(LAST, district.paths)
    assert len(before) > 60
    result = district.run(LAST)
    assert result.success
    assert live(district.database) == history.tables[LAST]
    assert [
        name for name, frame in frames_of(LAST, district.paths).items() if not frame.equals(before[name])
    ] == []
    assert rows_written(instance) == 0
    versions = rows_of(district.database, sa.select(schema.staged_version.c.publication_id))
    assert versions == [(1,), (2,), (3,), (4,), (None,)]
    district.database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_dates_one_after_the_other(
    kind: str, request: pytest.FixtureRequest, instance: dg.DagsterInstance
) -> None:
    history: History = request.getfixturevalue(f"{kind}_history")
    every_date_is_one_publication(history)
    the_first_date_is_published_whole(history)
    current_is_previous_plus_added_minus_removed(history)
    later_dates_write_differences_only(history)
    a_date_run_again_publishes_nothing(history, instance)
