"""What was erased and the disk still holds: noted with the erasure, rewritten when nobody is in the way.

Belongs here: rewriting the files of tables from which something was erased, and saying what is not gone yet
and who holds it. Does not belong here: deleting rows (`erasure.py`).

A deleted row stays in the database's files until these are written anew, and cannot go as long as an older
transaction of anybody may still look at it. An erasure waits for none of them: what is left stands in
`erasure_remainder`, written in the erasing transaction, and every later command and night tries again.
"""

import logging
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa

from assets.publication.consumers.places import file_of, schema_of
from assets.publication.store import schema
from assets.publication.store.database import Database, who_locks

_LOG = logging.getLogger(__name__)
_TABLE = schema.erasure_remainder
_WHOLE_FILE = "*"
# So long a reader of the one table that is being rewritten may have to wait for our turn.
_LOCK_MILLISECONDS = 1000


@dataclass(frozen=True)
class Remainder:
    """What is not gone yet: whose place ('' the published tables), which table, who or what holds it."""

    place: str
    table: str
    held_by: str

    def __str__(self) -> str:
        where = f"{self.place} 的 {self.table}" if self.place else self.table
        return (
            f"尚未从磁盘清除：{where}（{self.held_by}）；此后的命令和每晚作业会自动完成。"
            f" Not gone from the disk yet: {self.table} of {self.place or 'the published tables'}"
            f" ({self.held_by}); the next command or night finishes it by itself."
        )


def note(database: Database, connection: sa.Connection, place: str, tables: Iterable[str], now: str) -> None:
    """Note in the erasing transaction that tables have to be rewritten; an SQLite file is rewritten whole."""
    number = None
    if not database.is_sqlite:
        number = connection.scalar(sa.text("select pg_current_xact_id()::text::bigint"))
    names = set(tables)
    for name in {_WHOLE_FILE} if database.is_sqlite and names else names:
        same = sa.and_(_TABLE.c.place == place, _TABLE.c.table_name == name)
        connection.execute(sa.delete(_TABLE).where(same))
        connection.execute(
            sa.insert(_TABLE).values(place=place, table_name=name, since=now, transaction_id=number)
        )


def finish(database: Database) -> list[Remainder]:
    """Rewrite whatever can be rewritten now; returns what is not gone yet. Waits for nobody."""
    with database.transaction() as connection:
        rows = connection.execute(sa.select(_TABLE).order_by(_TABLE.c.place, _TABLE.c.table_name)).all()
    left, gone = [], []
    for row in rows:
        held_by = (
            _rewrite_file(database, row.place)
            if database.is_sqlite
            else _rewrite_table(database, row.place, row.table_name, row.transaction_id)
        )
        if held_by is None:
            gone.append((row.place, row.table_name))
        else:
            left.append(Remainder(row.place, row.table_name, held_by))
    if gone:
        with database.transaction() as connection:
            connection.execute(
                sa.delete(_TABLE).where(sa.tuple_(_TABLE.c.place, _TABLE.c.table_name).in_(gone))
            )
        _rewrite_log(database)
    for each in left:
        _LOG.warning("%s", each)
    return left


def _rewrite_file(database: Database, place: str) -> str | None:
    """Rewrite an SQLite file; None when every byte of what was deleted is gone, or who is in the way."""
    path = file_of(database, place) if place else database.file
    if path is None or not path.exists():
        return None
    own = Database(f"sqlite:///{path}", 1)
    try:
        with closing(own.engine.raw_connection()) as raw:
            cursor = raw.cursor()
            cursor.execute("vacuum")
            busy, _log, _moved = cursor.execute("pragma wal_checkpoint(truncate)").fetchone()
    except sa.exc.OperationalError as error:
        return f"文件被占用 the file is in use: {error.orig}"
    except Exception as error:  # the driver's own, which SQLAlchemy does not wrap here
        if type(error).__name__ != "OperationalError":
            raise
        return f"文件被占用 the file is in use: {error}"
    finally:
        own.close()
    return "有读者的事务未结束 a reader's transaction goes on" if busy else None


def _rewrite_table(database: Database, place: str, table: str, transaction: int | None) -> str | None:
    """Rewrite one table; None when it is done or no longer there, or who is in the way."""
    schema_name = schema_of(database, place) if place else "public"
    name = f'"{schema_name}"."{table}"'
    with database.transaction() as connection:
        older = _older_readers(connection, transaction)
        if connection.scalar(sa.text("select to_regclass(:name)"), {"name": name}) is None:
            return _closed_place(connection, schema_name or "")
    if older:
        return older
    autocommit = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        try:
            connection.exec_driver_sql(f"set lock_timeout = {_LOCK_MILLISECONDS}")
            connection.exec_driver_sql(f"vacuum (full, analyze) {name}")
        except sa.exc.OperationalError:
            return who_locks(connection, name)
        finally:
            connection.exec_driver_sql("reset lock_timeout")
    return None


def _closed_place(connection: sa.Connection, name: str) -> str | None:
    """Whether a place that was taken anew is still there under the name it waits with."""
    closed = "select 1 from pg_namespace where nspname like :name"
    held = connection.scalar(sa.text(closed), {"name": f"{name}~%"})
    return "旧副本仍被读者占用 a reader holds the copy from before" if held else None


def _older_readers(connection: sa.Connection, transaction: int | None) -> str | None:
    """Who may still look at what a transaction deleted, in words; None when nobody may."""
    if transaction is None:
        return None
    rows = connection.execute(
        sa.text(
            "select pid, usename, application_name, backend_type from pg_stat_activity"
            " where pid <> pg_backend_pid() and (datname = current_database() or datname is null)"
            " and least(age(backend_xmin), 2147483647) >= 0 and backend_xmin is not null"
            " and age(backend_xmin) >= age((:number % 4294967296)::text::xid)"
        ),
        {"number": transaction},
    ).all()
    return "; ".join(f"pid {row.pid} ({row.usename or row.backend_type})" for row in rows) or None


def _rewrite_log(database: Database) -> None:
    if not database.is_sqlite:
        autocommit = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        with autocommit.connect() as connection:
            connection.exec_driver_sql("checkpoint")
