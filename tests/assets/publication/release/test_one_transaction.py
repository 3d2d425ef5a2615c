from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from assets.publication.release.publish import PublicationRefusedError, publish
from assets.publication.store import schema
from assets.publication.store.database import Database
from tests.assets.publication.fault_injection import wrong
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, live, pass_day, publish_day

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
ONE = Day({("resident", 1, "M017"): outcome()}, {1: {}})
TWO = Day({("resident", 2, "M017"): outcome()}, {1: {}, 2: {"household_id": 2}})


class CutOffError(Exception):
    """Stands for a connection that breaks, a full disk, a killed process."""


@contextmanager
def broken_at_write(database: Database, number: int) -> Iterator[None]:
    """The numbered statement that writes is not carried out."""
    written = count(1)

    def cut_off(*call: Any) -> None:
        if call[2].split()[0] in ("INSERT", "UPDATE", "DELETE") and next(written) == number:
            raise CutOffError

    sa.event.listen(database.engine, "before_cursor_execute", cut_off)
    try:
        yield
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", cut_off)


def test_broken_off_at_any_write_nothing_has_changed(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, ONE)
    pass_day(database, tmp_path, SECOND, TWO)
    before = live(database)
    for number in count(1):
        with broken_at_write(database, number):
            try:
                publish(database, SECOND, "run-2", NOW)
            except CutOffError:
                if live(database) == before:
                    continue
        break
    # Broken off after the commit, while clearing up: all of it is live, and publishing again says so.
    assert number > len(schema.PUBLISHED_TABLES) // 2
    done = publish(database, SECOND, "run-2", NOW)
    assert done.publication_id == 2
    assert live(database) != before
    assert wrong(database, tmp_path) == []


def test_a_row_that_breaks_a_constraint_takes_everything_back(database, tmp_path) -> None:
    """The change feed is written after the assignments: those are there when its row is refused."""
    publish_day(database, tmp_path, FIRST, ONE)
    pass_day(database, tmp_path, SECOND, TWO)
    with database.transaction() as connection:  # the place of the line to come is taken
        connection.execute(sa.update(schema.tag_change).values(publication_id=2))
    before = live(database)
    with pytest.raises(sa.exc.IntegrityError):
        publish(database, SECOND, "run-2", NOW)
    assert live(database) == before


def test_rows_that_are_not_as_the_stage_saw_them_are_not_overwritten(database, tmp_path) -> None:
    publish_day(database, tmp_path, FIRST, ONE)
    pass_day(database, tmp_path, SECOND, TWO)
    with database.transaction() as connection:
        connection.execute(sa.delete(schema.tag_assignment))
    before = live(database)
    with pytest.raises(PublicationRefusedError, match="1 rows were to be replaced, 0 are there"):
        publish(database, SECOND, "run-2", NOW)
    assert live(database) == before
