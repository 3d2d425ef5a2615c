"""Where a contract's data stand: a schema of its own on PostgreSQL, a file of its own beside an SQLite file.

Belongs here: names of places, and opening one for writing. Does not belong here: what is in one
(`layout.py`).

On PostgreSQL a place is written in the transaction of what it follows. SQLite cannot commit two files at
once: the place commits just before; should the other then fail, the marks differ and the copy is taken anew.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from assets.publication.consumers.copies import Copy
from assets.publication.consumers.layout import Layout
from assets.publication.consumers.terms import Terms, read_terms
from assets.publication.store import schema
from assets.publication.store.database import Database

PREFIX = "consumer_"
"""Before a consumer's name: its schema and its role on PostgreSQL."""
_LOG = logging.getLogger(__name__)
# So long a consumer that writes into its own file keeps a publication waiting.
_WAIT_SECONDS = 2


@dataclass(frozen=True)
class Contract:
    """A contract that is in force in a database: its terms and its key."""

    terms: Terms
    key: bytes


def contracts(connection: sa.Connection) -> list[Contract]:
    """The contracts in force, by name."""
    table = schema.consumer_contract
    rows = connection.execute(sa.select(table).where(table.c.terms != "").order_by(table.c.consumer))
    return [Contract(read_terms(row.terms), bytes.fromhex(row.key)) for row in rows]


def schema_of(database: Database, consumer: str) -> str | None:
    """The schema of a consumer's place; None where it is a file."""
    return None if database.is_sqlite else PREFIX + consumer


def file_of(database: Database, consumer: str) -> Path:
    """The file of a consumer's place beside an SQLite database."""
    assert database.file is not None
    return database.file.parent / f"{database.file.stem}.consumers" / f"{consumer}.db"


@contextmanager
def left_if_locked(database: Database, consumer: str) -> Iterator[None]:
    """Leave a consumer whose SQLite file somebody else has locked: said, and no reason to stop for."""
    try:
        yield
    except sa.exc.OperationalError as error:
        if not database.is_sqlite or getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            raise
        _LOG.warning("the file of consumer %s is locked by whoever reads it: it follows next time", consumer)


@contextmanager
def opened(database: Database, connection: sa.Connection, contract: Contract) -> Iterator[Copy]:
    """A contract's copy in a transaction: this one on PostgreSQL, its file's own on SQLite."""
    terms = contract.terms
    layout = Layout(terms, schema_of(database, terms.name))
    if not database.is_sqlite:
        yield Copy(database, connection, layout, terms, contract.key, connection)
        return
    own = Database(f"sqlite:///{file_of(database, terms.name)}", _WAIT_SECONDS)
    try:
        with own.transaction() as inside:
            yield Copy(own, inside, layout, terms, contract.key, connection)
    finally:
        own.close()
