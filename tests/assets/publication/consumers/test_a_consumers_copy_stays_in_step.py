"""The documented example, run as a consumer would: a process of its own, over its contract's place alone."""

import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from assets.publication.consumers.places import file_of, schema_of
from assets.publication.store.database import Database
from tests.assets.publication.consumers.places import like_lists, provide, read
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day

SCRIPT = Path(__file__).parents[4] / "docs" / "examples" / "keep_a_copy.py"
CONTRACT = like_lists(
    tags=("M017",),
    labels="all",
    purposes=("elder_visits", "community_governance"),
    tables=dict.fromkeys(
        ("tag_assignment", "undecided_subject", "undecided_set", "problem_case", "problem_case_label"), "all"
    ),
)
OWN = CONTRACT.name
ONE, TWO, THREE = (("resident", number, "M017") for number in (1, 2, 3))
EVERYBODY = {number: {} for number in (1, 2, 3)}
DAYS = [
    (2, Day({ONE: outcome(), TWO: outcome(value="full"), THREE: outcome(None)}, EVERYBODY)),
    (3, Day({ONE: outcome(None), THREE: outcome()}, EVERYBODY)),
    (1, Day({ONE: outcome(), TWO: outcome()}, EVERYBODY)),
    (3, Day({TWO: outcome(), THREE: outcome(status="disputed")}, EVERYBODY)),
]


def _follow(database: Database, copy: Path) -> str:
    place = schema_of(database, OWN)
    where = [database.url.render_as_string(hide_password=False), copy, place]
    command = [sys.executable, SCRIPT, *(where if place else [f"sqlite:///{file_of(database, OWN)}", copy])]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _equal(database: Database, copy: Path) -> bool:
    """Whether every table of the copy has as many rows, and the same tags, as the place."""
    asked = ["select count(*) from " + table for table in CONTRACT.tables]
    asked.append("select subject_id, tag_code, value from tag_assignment order by 1, 2")
    with sqlite3.connect(copy) as own:
        return all(read(database, OWN, query) == own.execute(query).fetchall() for query in asked)


def test_the_copy_equals_after_every_publication_backfills_too(database, tmp_path) -> None:
    copy = tmp_path / "copy.db"
    provide(database, CONTRACT)
    assert "5 tables taken" in _follow(database, copy)
    for number, day in DAYS:
        publish_day(database, tmp_path / "snapshots", date(2024, 3, number), day)
        assert "mended" not in _follow(database, copy)
        assert _equal(database, copy)
    assert "0 changes" in _follow(database, copy)
    assert read(database, OWN, "select count(*) from problem_case") == [(1,)]


@pytest.mark.parametrize(
    "damage",
    [
        "delete from tag_assignment",
        "update tag_assignment set value = 'x'",
        "update undecided_subject set subject_id = 9",
        "delete from problem_case",
    ],
)
def test_a_table_that_lost_or_damaged_rows_is_found_and_mended(database, tmp_path, damage) -> None:
    copy = tmp_path / "copy.db"
    provide(database, CONTRACT)
    publish_day(database, tmp_path / "snapshots", date(2024, 3, 2), DAYS[0][1])
    _follow(database, copy)
    with sqlite3.connect(copy) as connection:
        assert connection.execute(damage).rowcount > 0
    assert "mended" in _follow(database, copy)
    assert _equal(database, copy)


def test_lines_that_are_gone_are_no_longer_waited_for(database, tmp_path) -> None:
    copy = tmp_path / "copy.db"
    provide(database, CONTRACT)
    _follow(database, copy)
    publish_day(database, tmp_path / "snapshots", date(2024, 3, 2), DAYS[0][1])
    provide(database, CONTRACT.model_copy(update={"area": ("310106006",)}))
    assert "tables taken" in _follow(database, copy)
    assert _equal(database, copy)
