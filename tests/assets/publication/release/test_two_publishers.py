from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event
from typing import Any

import pytest
import sqlalchemy as sa

from assets.publication.release.publish import PublicationRefusedError, Published, publish
from assets.publication.store import schema
from assets.publication.store.database import Database
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, live, pass_day, publish_day, rows_of

BASE, ONE, OTHER = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)
WAITS_FOR_A_LOCK = sa.text(
    "select count(*) from pg_locks where not granted and database = (select oid from pg_database"
    " where datname = current_database())"
)


def _day(resident: int) -> Day:
    return Day({("resident", resident, "M017"): outcome()}, {resident: {}})


def _prepare(database: Database, store: Any) -> None:
    publish_day(database, store, BASE, _day(1))
    pass_day(database, store, ONE, _day(2))
    pass_day(database, store, OTHER, _day(3))


def test_of_two_on_one_base_exactly_one_wins(database, tmp_path) -> None:
    _prepare(database, tmp_path)
    together = Barrier(2)

    def attempt(on: date) -> Published | PublicationRefusedError:
        together.wait(timeout=60)
        try:
            return publish(database, on, f"run of {on}", NOW)
        except PublicationRefusedError as refused:
            return refused

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(attempt, (ONE, OTHER)))
    (won,) = (end for end in ends if isinstance(end, Published))
    (lost,) = (end for end in ends if isinstance(end, PublicationRefusedError))
    assert won.publication_id == 2
    assert "is stale" in str(lost)
    publication = schema.publication.c
    assert rows_of(database, sa.select(publication.publication_id).order_by(publication.publication_id)) == [
        (1,),
        (2,),
    ]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_second_waits_for_the_first_while_readers_read_on(database, tmp_path) -> None:
    """The first is held just before its last writes; the second then waits at the lock, readers do not."""
    _prepare(database, tmp_path)
    before = live(database)
    midway, go_on = Event(), Event()

    def hold(*call: Any) -> None:
        if call[2].startswith("INSERT INTO publication ") and not midway.is_set():
            midway.set()
            assert go_on.wait(timeout=60)

    sa.event.listen(database.engine, "before_cursor_execute", hold)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(publish, database, ONE, "run-1", NOW)
        assert midway.wait(timeout=60)
        second = pool.submit(publish, database, OTHER, "run-2", NOW)
        with database.transaction() as connection:
            while not second.done() and connection.scalar(WAITS_FOR_A_LOCK) == 0:
                pass
        assert not second.done()
        assert live(database) == before
        go_on.set()
        assert first.result().publication_id == 2
        with pytest.raises(PublicationRefusedError, match="is stale"):
            second.result()
