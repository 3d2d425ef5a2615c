"""Without a date the command runs every export that has come, has ended and is not published."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.clock import yesterday
from assets.publication.store import schema
from assets.publication.store.database import Database
from pipelines.runs.nightly_run import landed, refused_as_date, unpublished

FIRST, SECOND, THIRD = (date(2024, 3, day) for day in (1, 2, 3))


def test_exports_are_those_with_a_manifest_in_a_folder_named_after_a_date(tmp_path: Path) -> None:
    for name in ("2024-03-02", "2024-03-01", "2024-03-03 copy", "20240304"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").touch()
    (tmp_path / "2024-03-05").mkdir()
    assert landed(tmp_path) == [FIRST, SECOND]


def test_what_is_published_is_not_run_again(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(
            sa.insert(schema.published_snapshot).values(snapshot_date=SECOND, content_hash="0" * 64)
        )
    assert unpublished([FIRST, SECOND, THIRD], database) == [FIRST, THIRD]


def test_all_are_run_where_there_is_no_database_yet(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'published.db'}")
    assert unpublished([FIRST], database) == [FIRST]
    database.close()


@pytest.mark.parametrize(("day", "runs"), [(0, True), (1, False)])
def test_a_day_has_to_have_ended(day: int, runs: bool) -> None:
    said = refused_as_date(yesterday() + timedelta(days=day))
    assert (said is None) == runs
