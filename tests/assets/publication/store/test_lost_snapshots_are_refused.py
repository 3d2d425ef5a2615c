import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from assets.publication.store.schema import tag_assignment
from assets.publication.store.snapshot_store import SnapshotsLostError
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import live, publish_day, rows_of, stage_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
KEY = ("resident", 1, "M017")
DAY = Day({KEY: outcome()})


def test_without_the_content_of_a_published_date_nothing_is_staged(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAY)
    before = live(database)
    shutil.rmtree(tmp_path / str(FIRST))
    with pytest.raises(SnapshotsLostError, match=r"2024-03-01 is missing .* restore it"):
        stage_day(database, tmp_path, SECOND, DAY)
    assert live(database) == before


def _damage(store: Path, on: date) -> Path:
    """Change one byte of the outcomes kept for a date."""
    (path,) = store.glob(f"{on}/*/true_outcome.parquet")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    return path


def test_damaged_content_of_a_published_date_is_refused(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAY)
    before = live(database)
    _damage(tmp_path, FIRST)
    with pytest.raises(SnapshotsLostError, match=r"2024-03-01 is damaged .* restore it"):
        stage_day(database, tmp_path, SECOND, DAY)
    assert live(database) == before


def test_damaged_content_is_mended_by_the_next_run_of_its_own_date(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, DAY)
    path = _damage(tmp_path, FIRST)
    damaged = path.read_bytes()
    assert publish_day(database, tmp_path, FIRST, DAY).publication_id is None
    assert path.read_bytes() != damaged
    assert publish_day(database, tmp_path, SECOND, Day({})).publication_id == 2


def test_what_was_remembered_of_a_date_may_be_lost_or_damaged(database, tmp_path) -> None:
    """It is worked out again: the tag is still kept three days after it was last known."""
    publish_day(database, tmp_path, FIRST, DAY)
    for number, spoil in enumerate((Path.unlink, lambda path: path.write_bytes(b"PAR1 no PAR1"))):
        on = FIRST + timedelta(number + 1)
        publish_day(database, tmp_path, on, Day({KEY: outcome(None)}))
        (remembered,) = tmp_path.glob(f"{on}/*/last_known-*")
        spoil(remembered)
    publish_day(database, tmp_path, FIRST + timedelta(3), Day({KEY: outcome(None)}))
    current = select(tag_assignment.c.status).where(tag_assignment.c.valid_to.is_(None))
    assert rows_of(database, current) == [("kept",)]
