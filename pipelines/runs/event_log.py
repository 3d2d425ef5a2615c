"""Dagster's own records of events in SQLite, on connections that stay open.

Belongs here: keeping them open, and telling whoever watches a run that its file has more in it. Does not
belong here: what is recorded and where, which is Dagster's; settings that choose this (`instance.py`).

A night records a thousand events. Dagster's own storage opens a database for each and closes it again, and
the last one to close a database copies its log into it and waits for the disk: half a minute of a night.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy as sa
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

_WAIT_SECONDS = 30
# The index of all runs, the run that goes on, and a few that somebody looks at.
_MOST_OPEN = 6


class EventLog(SqliteEventLogStorage):
    """What `SqliteEventLogStorage` keeps, in the same files."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._open: dict[str, sa.Engine] = {}
        self._there: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def config_type(cls) -> Any:
        """The folder of dagster.yaml, as an environment variable names it."""
        return {"home": dg.StringSource}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "EventLog":
        """The records below a home, where Dagster has them by itself."""
        return cls(str(Path(config_value["home"]) / "history" / "runs"), inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> sa.Engine:
        """The one connection to a database; the one that was not asked for the longest is closed for it."""
        engine = self._open.pop(shard, None)
        if engine is None:
            engine = sa.create_engine(
                self.conn_string_for_shard(shard),
                poolclass=sa.StaticPool,  # whatever thread asks: one at a time does
                connect_args={"timeout": _WAIT_SECONDS, "check_same_thread": False},
            )
            sa.event.listen(engine, "connect", _without_waiting_for_the_disk)
        self._open[shard] = engine
        while len(self._open) > _MOST_OPEN:
            self._open.pop(next(iter(self._open))).dispose()
        return engine

    def has_table(self, table_name: str) -> bool:
        """Whether a table is there: one that is stays, and is not looked for again with every event."""
        if table_name not in self._there and super().has_table(table_name):
            self._there.add(table_name)
        return table_name in self._there

    def _has_asset_key_col_on_connection(self, conn: sa.Connection, column_name: str) -> bool:
        column = f"asset_keys.{column_name}"
        if column not in self._there and super()._has_asset_key_col_on_connection(conn, column_name):
            self._there.add(column)
        return column in self._there

    def store_event(self, event: dg.EventLogEntry) -> None:
        """Store an event. Who watches a run looks at its file, and new events stand in the log beside it."""
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))

    def wipe(self) -> None:
        """Delete all records, of databases that nobody here has open."""
        self._close()
        super().wipe()

    def dispose(self) -> None:
        """Close everything."""
        super().dispose()
        self._close()

    def _close(self) -> None:
        while self._open:
            self._open.popitem()[1].dispose()


def _without_waiting_for_the_disk(connection: Any, _record: object) -> None:
    """A power cut may lose the last events of a run, never what was recorded before."""
    connection.execute("pragma synchronous = normal")
