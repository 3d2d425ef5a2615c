"""PostgreSQL once took a full table for an empty one, and a night's deletes for hours of looking up."""

from datetime import date

import pytest
import sqlalchemy as sa

from assets.publication.store import schema
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day, rows_of, stage_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
DAY = Day({("resident", number, "M017"): outcome() for number in range(1, 201)}, {1: {}})
KNOWN_ROWS = sa.text("select reltuples from pg_class where relname = 'tag_assignment'")


def test_a_stage_tells_the_planner_what_a_table_holds_that_was_analysed_while_empty(
    database, tmp_path
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite plans without statistics")
    publish_day(database, tmp_path / "emptied", FIRST, DAY)
    with database.transaction() as connection:
        for table in schema.METADATA.sorted_tables:
            connection.execute(table.delete())
        connection.execute(sa.text("analyze"))
    publish_day(database, tmp_path / "restored", FIRST, DAY)
    assert rows_of(database, KNOWN_ROWS) == [(0,)], "the case: pages, and known as empty"
    stage_day(database, tmp_path / "restored", SECOND, DAY)
    assert rows_of(database, KNOWN_ROWS) == [(200,)]
