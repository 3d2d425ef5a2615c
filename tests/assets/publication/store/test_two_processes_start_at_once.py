"""Two programs that start at once on PostgreSQL both find tables and views as they should be."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
import sqlalchemy as sa

from assets.publication.consumers.provision import provide_contracts, provide_ledgers
from assets.publication.consumers.roles import provide_roles
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.migrate import migrate
from tests.assets.publication.consumers.places import NOW, RULES, TODAY
from tests.assets.publication.publishing import content


@pytest.fixture
def empty_url(postgresql: sa.URL) -> Iterator[str]:
    """Where a database without any table is."""
    name = f"started_{uuid4().hex}"
    engine = sa.create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    engine.dispose()
    yield postgresql.set(database=name).render_as_string(hide_password=False)


def twice_at_once(url: str, start: Callable[[Database], object]) -> list[object]:
    """What two threads got, each with connections of its own."""
    together = Barrier(2)

    def one(_number: int) -> object:
        database = Database(url)
        with database.transaction():  # connected before either goes on
            together.wait(60)
        try:
            return start(database)
        finally:
            database.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def test_both_migrate(empty_url) -> None:
    twice_at_once(empty_url, migrate)
    database = Database(empty_url)
    assert content(database, "publication", ("publication_id",)) == []
    database.close()


def test_both_provide_contracts(empty_url) -> None:
    database = Database(empty_url)
    migrate(database)
    names = [consumer.name for consumer in RULES.consumers]
    made = twice_at_once(empty_url, lambda each: provide_contracts(each, RULES, TODAY, NOW))
    assert sorted(made, key=str) == sorted([names, []], key=str)
    roles = twice_at_once(empty_url, provide_roles)
    assert roles[0] == roles[1] == sorted(f"consumer_{name}" for name in names)
    database.close()


def test_both_provide_ledgers(empty_url) -> None:
    database = Database(empty_url)
    migrate(database)
    made = twice_at_once(empty_url, lambda each: provide_ledgers(each, RULES))
    views = sorted(name for (name,) in content(database, schema.consumer_view.name, ("view_name",)))
    assert sorted(made, key=str) == sorted([views, []], key=str)
    assert views != []
    database.close()
