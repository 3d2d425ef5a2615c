"""A consumer that locks, or leaves a transaction open, stops no publication, no erasure, no contract."""

from datetime import date

import pytest
import sqlalchemy as sa

from assets.publication.store.database import Database, LockedError
from assets.publication.upkeep.erasure import erase_published
from assets.publication.upkeep.remains import finish
from tests.assets.publication.consumers.logins import not_refused, session
from tests.assets.publication.consumers.places import LISTS, provide, read
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, publish_day

OWN = LISTS.name
FIRST = Day({("resident", number, "M017"): outcome() for number in (1, 2)}, {1: {}, 2: {}})
SECOND = Day({("resident", 2, "M017"): outcome()}, {2: {}})

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def ready(database, tmp_path):
    provide(database, LISTS)
    publish_day(database, tmp_path, date(2024, 3, 1), FIRST)
    return database


# Of everything that others wait for, one of each kind.
LOCKS = (
    "select pg_advisory_lock(7226001)",
    "select pg_try_advisory_lock(7226001)",
    "select pg_advisory_xact_lock_shared(7226001)",
    "begin; lock table tag_assignment in share mode",
    "begin; lock table tag_assignment in access share mode",
    "begin; lock table resident_tag in share mode",
    "begin; lock table public.publication in access share mode",
    "begin; lock table public.alembic_version in access share mode",
    "select * from tag_assignment for share",
    "select * from resident_tag for update",
)


def test_it_may_lock_nothing_that_others_wait_for(ready) -> None:
    assert not_refused(ready, OWN, LOCKS, "permission denied") == []


def test_an_idle_transaction_of_its_own_stops_nothing(ready, tmp_path) -> None:
    with session(ready, OWN) as reader:
        reader.execute(sa.text("begin isolation level repeatable read"))
        seen = reader.execute(sa.text("select * from tag_assignment")).all()
        publish_day(ready, tmp_path, date(2024, 3, 2), SECOND)
        assert provide(ready, LISTS.model_copy(update={"tags": ("M017",)})) == [OWN]
        erased = erase_published(ready, tmp_path, [2], "run", NOW)
        assert erased.publication_id is not None
        assert len(seen) == 2
        reader.execute(sa.text("rollback"))
    assert read(ready, OWN, "select * from tag_assignment") == []


def test_an_erasure_beside_a_reader_says_what_is_not_gone_and_finishes_by_itself(ready, tmp_path) -> None:
    with session(ready, OWN) as reader:
        reader.execute(sa.text("begin isolation level repeatable read"))
        reader.execute(sa.text("select * from tag_assignment"))
        left = erase_published(ready, tmp_path, [1], "run", NOW).remains
        assert {"tag_assignment"} <= {each.table for each in left}
        assert all("pid " in each.held_by for each in left)
        assert {each.table for each in finish(ready)} == {each.table for each in left}
        reader.execute(sa.text("rollback"))
    assert finish(ready) == []
    assert finish(ready) == []


def test_who_waits_for_a_lock_gives_up_and_names_who_holds_it(ready, database_url) -> None:
    patient = Database(database_url, 0.2)
    with ready.transaction() as holder:
        ready.lock_publishing(holder)
        with pytest.raises(LockedError, match=r"pid \d+ \(.*since \d{4}-"), patient.transaction() as waiting:
            patient.lock_publishing(waiting)
    patient.close()
