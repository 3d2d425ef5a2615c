"""The published database as files, and back: no other program needed.

Belongs here: dumping and loading all tables of one moment. Does not belong here: what else a backup has
(`pipelines/upkeep/backup.py`).

SQLite is copied by its own backup, readers and writers going on. PostgreSQL's tables are copied as text of
one snapshot; loading makes the schema of the dump by migration and fills it in one transaction.
"""

import contextlib
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from assets.files import private_file, private_folder, whole_file, write_whole
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.migrate import migrate
from tag_rules.engine.errors import RefusedError

SQLITE_FILE, REVISION_FILE = "published.db", "revision"
# Not data: the first says which migrations ran, the second which views were made in this database.
_OF_THE_DATABASE = ("alembic_version", schema.consumer_view.name)


class NotEmptyError(RefusedError):
    """What is to be restored would overwrite something; the message says what."""


def dump(database: Database, folder: Path) -> None:
    """Write the database as it is at one moment into an empty folder."""
    private_folder(folder)
    if database.is_sqlite:
        with (
            whole_file(folder / SQLITE_FILE) as beside,
            contextlib.closing(sqlite3.connect(str(database.url.database))) as source,
            contextlib.closing(sqlite3.connect(beside)) as target,
        ):
            source.backup(target)
        return
    level = database.engine.execution_options(isolation_level="REPEATABLE READ")
    with level.connect() as connection, connection.begin():
        revision = connection.scalar(sa.text("select version_num from alembic_version"))
        write_whole(folder / REVISION_FILE, str(revision))
        for table in sorted(sa.inspect(connection).get_table_names()):
            if table not in _OF_THE_DATABASE:
                _copy_out(connection, table, folder / f"{table}.csv")


def load(database: Database, folder: Path) -> None:
    """Fill an empty database with what `dump` wrote. NotEmptyError when anything is published in it."""
    if database.is_sqlite:
        _load_file(database, folder / SQLITE_FILE)
    else:
        _load_tables(database, folder)
    migrate(database)


def _load_file(database: Database, source: Path) -> None:
    target = Path(str(database.url.database))
    if target.exists():
        with contextlib.closing(sqlite3.connect(target)) as there:
            known = there.execute("select name from sqlite_master where name = 'publication'").fetchone()
            if known and there.execute("select 1 from publication limit 1").fetchone():
                raise NotEmptyError(f"{target} 已有发布 has publications: move it away first")
    database.close()
    if not target.exists():
        private_folder(target.parent)
        private_file(target)
    with (
        contextlib.closing(sqlite3.connect(source)) as saved,
        contextlib.closing(sqlite3.connect(target)) as made,
    ):
        saved.backup(made)


def _load_tables(database: Database, folder: Path) -> None:
    if not sa.inspect(database.engine).get_table_names():
        migrate(database, (folder / REVISION_FILE).read_text())
    with database.transaction() as connection:
        if connection.scalar(sa.text("select 1 from publication limit 1")):
            raise NotEmptyError(
                f"{database.url.database} 已有发布 has publications: restore into another database"
            )
        for path in sorted(folder.glob("*.csv")):
            _copy_in(connection, path.stem, path)
        # Numbers given from now on follow those that were restored.
        counter = schema.staged_version
        connection.execute(
            sa.text(
                f"select setval(pg_get_serial_sequence('{counter.name}', 'staging_version'),"
                f" greatest(1, (select max(staging_version) from {counter.name})))"
            )
        )


def _copy_out(connection: sa.Connection, table: str, path: Path) -> None:
    cursor = connection.connection.cursor()
    with (
        whole_file(path) as beside,
        beside.open("wb") as file,
        cursor.copy(f'copy "{table}" to stdout (format csv, header)') as copy,
    ):
        for block in copy:
            file.write(block)


def _copy_in(connection: sa.Connection, table: str, path: Path) -> None:
    with path.open("rb") as file:
        names = file.readline().decode().strip()
        cursor = connection.connection.cursor()
        with cursor.copy(f'copy "{table}" ({names}) from stdin (format csv)') as copy:
            while block := file.read(1 << 20):
                copy.write(block)
