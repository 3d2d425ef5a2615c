"""The documented example, run as a consumer would: a process of its own, a file of its own."""

import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

SCRIPT = Path(__file__).parents[4] / "docs" / "examples" / "keep_a_copy.py"
OURS, OTHER = "310106006002", "310106006003"
ONE, TWO, THREE = (("resident", number, "M017") for number in (1, 2, 3))
DAYS = [
    (2, Day({ONE: outcome(), TWO: outcome(value="full"), THREE: outcome(committee_code=OTHER)})),
    (3, Day({ONE: outcome(committee_code=OTHER), THREE: outcome()})),
    (1, Day({ONE: outcome(), TWO: outcome()})),
    (3, Day({TWO: outcome(), THREE: outcome(status="disputed")})),
]


def _follow(url: str, copy: Path) -> str:
    command = [sys.executable, SCRIPT, url, copy, OURS]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _equal(database, copy: Path) -> bool:
    columns = "subject, subject_id, tag_code, value, origin, status, street_code, committee_code"
    query = f"select {columns} from tag_assignment where valid_to is null and committee_code = '{OURS}'"
    with database.transaction() as connection:
        published = {tuple(row) for row in connection.execute(sa.text(query))}
    with sqlite3.connect(copy) as connection:
        return published == set(connection.execute(f"select {columns} from tag"))


def test_the_copy_equals_after_every_publication_backfills_too(database, database_url, tmp_path) -> None:
    copy = tmp_path / "copy.db"
    for number, day in DAYS:
        publish_day(database, tmp_path / "snapshots", date(2024, 3, number), day)
        assert "mended" not in _follow(database_url, copy)
        assert _equal(database, copy)
    assert "0 changes" in _follow(database_url, copy)


@pytest.mark.parametrize(
    "damage",
    ["delete from tag", "update tag set value = 'x' where subject_id = 2", "update tag set subject_id = 9"],
)
def test_a_copy_that_lost_or_damaged_rows_is_found_and_mended(
    database, database_url, tmp_path, damage
) -> None:
    copy = tmp_path / "copy.db"
    publish_day(database, tmp_path / "snapshots", date(2024, 3, 1), Day({TWO: outcome()}))
    _follow(database_url, copy)
    with sqlite3.connect(copy) as connection:
        assert connection.execute(damage).rowcount > 0
    assert not _equal(database, copy)
    assert "mended" in _follow(database_url, copy)
    assert _equal(database, copy)
