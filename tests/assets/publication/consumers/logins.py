"""Consumers' own logins on real PostgreSQL: each has the role of one contract and nothing else."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from assets.publication.consumers.roles import provide_roles
from assets.publication.store.database import Database
from tests.assets.publication.consumers.places import Row


def login(database: Database, consumer: str) -> str:
    """Make the contract's role and a login that has it; returns the login's name."""
    provide_roles(database)
    name = f"login_{consumer}"
    with database.transaction() as connection:
        if not connection.scalar(sa.text(f"select count(*) from pg_roles where rolname = '{name}'")):
            connection.execute(sa.text(f"create role {name} login in role consumer_{consumer}"))
    return name


@contextmanager
def session(database: Database, consumer: str) -> Iterator[sa.Connection]:
    """A connection of the consumer's login; every statement is its own transaction until it begins one."""
    url = database.url.set(username=login(database, consumer))
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"set search_path to consumer_{consumer}"))
        yield connection
    engine.dispose()


def ask(database: Database, consumer: str, query: str) -> list[Row]:
    """The rows of one query, as the consumer."""
    with session(database, consumer) as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def not_refused(database: Database, consumer: str, queries: Iterable[str], said: str) -> list[str]:
    """Those of the queries that the consumer is not refused with these words, a regular expression."""
    return [query for query in queries if not re.search(said, _refusal(database, consumer, query))]


def _refusal(database: Database, consumer: str, query: str) -> str:
    try:
        ask(database, consumer, query)
    except sa.exc.DBAPIError as refused:
        return str(refused)
    return ""
