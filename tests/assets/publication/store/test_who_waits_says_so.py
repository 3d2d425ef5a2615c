"""Whoever has to wait for another writer says for what, goes on obeying signals, and outlives its death."""

import fcntl
import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from assets.publication.store.database import Database
from assets.publication.store.snapshot_store import only_stager
from tests.assets.publication.fault_injection import SPAWNING

SPEAK = ("assets.publication.store", "tagging")
"""Loggers that say who waits for what."""


class StoppedError(Exception):
    """Stands for what a SIGTERM makes of a run."""


class SendsSigterm(logging.Handler):
    """Sends this process a SIGTERM as soon as anything is said: it waits then."""

    def emit(self, record: logging.LogRecord) -> None:
        self.said = record.getMessage()
        os.kill(os.getpid(), signal.SIGTERM)


@pytest.fixture
def stopping() -> Iterator[SendsSigterm]:
    def stop(*_call: object) -> None:
        raise StoppedError

    before, handler = signal.signal(signal.SIGTERM, stop), SendsSigterm()
    for name in SPEAK:
        logging.getLogger(name).addHandler(handler)
    yield handler
    for name in SPEAK:
        logging.getLogger(name).removeHandler(handler)
    signal.signal(signal.SIGTERM, before)


def test_for_another_writer(database, database_url, stopping: SendsSigterm) -> None:
    other = Database(database_url)
    with other.transaction() as writing:
        other.lock_publishing(writing)
        with pytest.raises(StoppedError), database.transaction() as connection:
            database.lock_publishing(connection)
    other.close()
    assert "waiting for" in stopping.said


def test_for_another_stager(tmp_path: Path, stopping: SendsSigterm) -> None:
    with (tmp_path / ".staging").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoppedError), only_stager(tmp_path):
            pass
    assert "waits" in stopping.said
    assert "staging" in stopping.said


def _hold_and_be_killed(url: str) -> None:
    """Lock out every other publisher, then be killed in the middle of a long statement."""
    database = Database(url)
    with database.transaction() as connection:
        database.lock_publishing(connection)
        if database.is_sqlite:
            os.kill(os.getpid(), signal.SIGKILL)
        sa.event.listen(database.engine, "before_cursor_execute", lambda *_: _kill_soon())
        connection.execute(sa.text("select pg_sleep(3600)"))


def _kill_soon() -> None:
    """Let the system kill this process while its statement goes on."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0.2)


def test_a_killed_writer_is_outlived(database, database_url) -> None:
    killed = SPAWNING.Process(target=_hold_and_be_killed, args=(database_url,))
    killed.start()
    killed.join()
    assert killed.exitcode in (-signal.SIGKILL, -signal.SIGALRM)
    with database.transaction() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text("set local lock_timeout = '60s'"))
        database.lock_publishing(connection)
        assert connection.scalar(sa.text("select count(*) from publication")) == 0
