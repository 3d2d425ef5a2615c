"""The published database as a resource: connections, bulk writes, reads into frames.

Belongs here: what differs between SQLite and PostgreSQL. Does not belong here: any table by name.
"""

import io
import logging
import sqlite3
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from assets.files import private_folder
from assets.publication.history.timelines import polars_type
from assets.publication.store import rows_as_text
from tag_rules.engine.errors import RefusedError

# Any number that no other program locks in the same database, for as long as there is not one table in it.
_CHANGES = 7_226_001
_CHANGES_TABLE = "alembic_version"
# So long a writer waits for another one. A stage of a whole district takes one minute.
_MOST_WAIT_SECONDS = 600
_LOCK_NOT_AVAILABLE = "55P03"
_LOG = logging.getLogger(__name__)
_ROWS_AT_ONCE = 50_000
_POLARS_TYPES: list[tuple[type[sa.types.TypeEngine[Any]], pl.DataType]] = [
    (sa.Integer, pl.Int64()),
    (sa.Boolean, pl.Boolean()),
    (sa.Date, pl.Date()),
]


class LockedError(RefusedError):
    """Somebody else holds what has to be locked; the message names who, since when, and what to do."""


class Database:
    """One published database, SQLite or PostgreSQL (driver psycopg)."""

    def __init__(self, url: str, wait_seconds: float = _MOST_WAIT_SECONDS) -> None:
        """Name a database; nothing is opened yet.

        Args:
            wait_seconds: for so long a writer waits for another one, then LockedError or SQLAlchemy's.
        """
        self.url, self.wait_seconds = sa.make_url(url), wait_seconds
        self.engine = sa.create_engine(self.url)
        # A command or a code location ends without saying so: leave the server no open connection.
        weakref.finalize(self, self.engine.dispose)
        if self.is_sqlite:
            sa.event.listen(self.engine, "do_connect", self._make_private)
            sa.event.listen(self.engine, "connect", _sqlite_connect)
            sa.event.listen(self.engine, "begin", self._begin_sqlite)
        else:
            sa.event.listen(self.engine, "connect", _postgresql_connect)

    def _make_private(self, *_connecting: object) -> None:
        """Make the file as it connects, not before: whoever only names a database makes none."""
        if self.file:
            private_folder(self.file.parent)
            self.file.touch(mode=0o600)  # SQLite gives the files beside it the same mode

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database, there or not; None for PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; otherwise PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """One transaction: committed at the end of the block, rolled back on an error."""
        with self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()

    def insert(self, connection: sa.Connection, table: sa.Table, rows: pl.DataFrame) -> None:
        """Insert a frame whose columns are columns of `table`: COPY on PostgreSQL, executemany on SQLite."""
        if rows.is_empty():
            return
        names = ", ".join(f'"{name}"' for name in rows.columns)
        into = self.engine.dialect.identifier_preparer.format_table(table)
        cursor: Any = connection.connection.cursor()  # the driver's own: sqlite3 or psycopg
        try:
            if self.is_sqlite:
                places = ", ".join("?" for _ in rows.columns)
                plain = rows.with_columns(pl.col(pl.Date).cast(pl.String), pl.col(pl.Boolean).cast(pl.Int8))
                cursor.executemany(f"insert into {into} ({names}) values ({places})", plain.iter_rows())
            else:
                with cursor.copy(f"copy {into} ({names}) from stdin (format csv)") as copy:
                    for part in rows.iter_slices(100_000):
                        text = io.BytesIO()
                        part.write_csv(text, include_header=False)
                        copy.write(text.getvalue())
        finally:
            cursor.close()

    def read(self, connection: sa.Connection, query: sa.Select[Any]) -> pl.DataFrame:
        """The rows of a query as a frame; column types follow the selected columns."""
        kinds = _kinds(query)
        if rows_as_text.can_be_read(query):
            frames = [kinds.to_frame()]
            for text in rows_as_text.texts(connection, query, _ROWS_AT_ONCE):
                part = rows_as_text.frame(text, kinds, self.is_sqlite)
                if part is None:
                    break
                frames.append(part)
            else:
                return pl.concat(frames, rechunk=True)
        return self._read_values(connection, query, kinds)

    def _read_values(
        self, connection: sa.Connection, query: sa.Select[Any], kinds: pl.Schema
    ) -> pl.DataFrame:
        result = connection.execute(query)
        # The driver's own rows, so many at a time: as objects they take ten times the memory.
        cursor: Any = result.cursor
        try:
            parts = [self._frame(rows, kinds) for rows in iter(lambda: cursor.fetchmany(_ROWS_AT_ONCE), [])]
        finally:
            result.close()
        return pl.concat([kinds.to_frame(), *parts], rechunk=True)

    def parts(self, connection: sa.Connection, query: sa.Select[Any], rows: int) -> Iterator[pl.DataFrame]:
        """The rows of a query as frames of so many rows: never all of them at once."""
        kinds = _kinds(query)
        # The driver's own rows, as in `read`. PostgreSQL keeps those to come only for a cursor with a name.
        named = {} if self.is_sqlite else {"name": "parts"}
        cursor: Any = connection.connection.cursor(**named)
        try:
            cursor.execute(rows_as_text.written_out(connection, query))
            while part := cursor.fetchmany(rows):
                yield self._frame(part, kinds)
        finally:
            cursor.close()

    def _frame(self, rows: list[tuple[Any, ...]], kinds: pl.Schema) -> pl.DataFrame:
        if not self.is_sqlite:
            return pl.DataFrame(rows, schema=kinds, orient="row")
        # Dates are text there and truth is a number: converted a column at a time.
        dates, flags = (
            [name for name, kind in kinds.items() if kind == wanted] for wanted in (pl.Date, pl.Boolean)
        )
        given = kinds | dict.fromkeys(dates, pl.String()) | dict.fromkeys(flags, pl.Int64())
        return pl.DataFrame(rows, schema=given, orient="row").with_columns(
            pl.col(dates).str.to_date("%Y-%m-%d"), pl.col(flags).cast(pl.Boolean)
        )

    def update_statistics(self, connection: sa.Connection, columns: Mapping[sa.Table, Iterable[str]]) -> None:
        """Let the planner know how much is in tables, by the columns named.

        PostgreSQL finds out by itself, minutes later; until then it may join a table as if it were empty,
        which takes hours. It keeps examples of what is in the columns: never name one that says something of
        a person. SQLite plans without.
        """
        if not self.is_sqlite:
            for table, names in columns.items():
                quoted = ", ".join(f'"{name}"' for name in names)
                connection.exec_driver_sql(f'analyze "{table.name}" ({quoted})')

    def lock_publishing(self, connection: sa.Connection) -> None:
        """Make this transaction the only publisher; readers go on reading. Says for whom it has to wait.

        SQLite needs nothing: BEGIN IMMEDIATE has already made this the only writer. LockedError.
        """
        if not self.is_sqlite:
            _lock_table(connection, "publication", self.wait_seconds)

    def lock_changes(self, connection: sa.Connection) -> None:
        """Wait until no other transaction that called this goes on: each sees what the one before made.

        For whoever changes tables or views. SQLite needs nothing, as for publishing. LockedError.
        """
        if self.is_sqlite:
            return
        # A table that only its owner may lock. Before there is one nobody else has a place here either.
        if sa.inspect(connection).has_table(_CHANGES_TABLE):
            _lock_table(connection, _CHANGES_TABLE, self.wait_seconds)
        else:
            connection.execute(sa.text(f"set local lock_timeout = {int(self.wait_seconds * 1000)}"))
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CHANGES)))

    def _begin_sqlite(self, connection: sa.Connection) -> None:
        _sqlite_begin(connection, self.wait_seconds)


def _kinds(query: sa.Select[Any]) -> pl.Schema:
    return pl.Schema({column.name: frame_type(column) for column in query.selected_columns})


def frame_type(column: sa.ColumnElement[Any]) -> pl.DataType:
    """The Polars type in which a column is read."""
    for kind, read_as in _POLARS_TYPES:
        if isinstance(column.type, kind):
            return pl.Int32() if polars_type(column.name) == pl.Int32 else read_as
    return pl.String()


def _sqlite_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # SQLAlchemy then issues every BEGIN itself: without this, DDL and reads escape the transaction.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("pragma journal_mode = wal")  # readers keep their snapshot while we write
    cursor.execute("pragma synchronous = normal")
    # A second writer waits in `_sqlite_begin`: the driver would wait in one call, deaf to every signal.
    cursor.execute("pragma busy_timeout = 500")
    cursor.execute("pragma cache_size = -262144")  # pages of indexes that a first load comes back to
    cursor.execute("pragma temp_store = memory")
    cursor.close()


def _sqlite_begin(connection: sa.Connection, wait_seconds: float) -> None:
    """Begin as the only writer, after whoever is. A writer that dies lets go of its lock."""
    driver: Any = connection.connection.dbapi_connection
    given_up, has_warned = time.monotonic() + wait_seconds, False
    while time.monotonic() < given_up:
        try:
            driver.execute("begin immediate")
            return
        except sqlite3.OperationalError as refused:
            if refused.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                break
        if not has_warned:
            _LOG.warning("等待其他程序写完 waiting for whoever writes to %s", connection.engine.url.database)
            has_warned = True
    connection.exec_driver_sql("begin immediate")  # once more, for an error in SQLAlchemy's words


def _lock_table(connection: sa.Connection, table: str, wait_seconds: float) -> None:
    """Lock a table against other writers; who has to wait says for whom, and gives up by naming them."""
    connection.execute(sa.text(f"set local lock_timeout = {int(wait_seconds * 1000)}"))
    for wait in ("nowait", ""):
        try:
            with connection.begin_nested():
                connection.execute(sa.text(f"lock table {table} in exclusive mode {wait}"))
            return
        except sa.exc.OperationalError as refused:
            if getattr(refused.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            holders = who_locks(connection, table)
            if not wait:
                raise LockedError(
                    f"等待 {wait_seconds:.0f} 秒后仍被占用 still locked after {wait_seconds:.0f} s: {table},"
                    f" {holders}。请结束该会话 End that session: select pg_terminate_backend(pid)"
                ) from None
            _LOG.warning(
                "等待其他发布事务结束 waiting for another publisher to end its transaction: %s", holders
            )


def who_locks(connection: sa.Connection, table: str) -> str:
    """Who has locked a table of PostgreSQL, in words: process, user, program, since when."""
    rows = connection.execute(
        sa.text(
            "select distinct activity.pid, activity.usename, activity.application_name, activity.xact_start"
            " from pg_locks as held join pg_stat_activity as activity on activity.pid = held.pid"
            " where held.relation = to_regclass(:table) and held.granted and held.pid <> pg_backend_pid()"
        ),
        {"table": table},
    )
    named = (
        f"pid {row.pid} ({row.usename}, {row.application_name or '-'}) since {row.xact_start:%F %T}"
        for row in rows
    )
    return "; ".join(named) or "a transaction that has just ended"


def _postgresql_connect(connection: Any, _record: ConnectionPoolEntry) -> None:
    """Let the server notice a client that died in the middle of a statement, and free what it had locked."""
    connection.autocommit = True
    connection.execute("set datestyle = iso")  # as frames read it
    with suppress(psycopg.Error):  # only Linux servers can
        connection.execute("set client_connection_check_interval = 2000")
    connection.autocommit = False
