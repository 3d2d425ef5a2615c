"""A disk without room, and a database that went away, are told in words that say where and what to do."""

import errno
import os
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from assets.files import DiskFullError, whole_file
from assets.refusals import refusal_text


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        pl.exceptions.ComputeError("parquet: underlying IO error: No space left on device (os error 28)"),
    ],
)
def test_the_folder_is_named_and_what_was_there_stays(tmp_path: Path, error: Exception) -> None:
    path = tmp_path / "frame"
    path.write_text("before")
    with pytest.raises(DiskFullError, match=f"磁盘已满 disk full at {tmp_path}"), whole_file(path):
        raise error
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_database_on_a_full_disk(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'full.db'}")
    with engine.connect() as connection:
        connection.exec_driver_sql("create table kept (text)")
        connection.exec_driver_sql("pragma max_page_count = 4")
        with pytest.raises(sa.exc.OperationalError) as full:
            connection.exec_driver_sql("insert into kept values (?)", ("x" * 100_000,))
    engine.dispose()
    assert (
        refusal_text(full.value)
        == "磁盘已满 disk full where the database is: make room there, then run the date again"
    )


def test_a_server_that_ends_in_the_middle(postgresql: sa.URL) -> None:
    engine = sa.create_engine(postgresql)
    other = sa.create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection, pytest.raises(sa.exc.OperationalError) as gone:
        own = connection.scalar(sa.text("select pg_backend_pid()"))
        with other.connect() as killer:
            killer.execute(sa.text("select pg_terminate_backend(:own)"), {"own": own})
        connection.execute(sa.text("select 1"))
    engine.dispose()
    other.dispose()
    said = refusal_text(gone.value)
    assert said is not None
    assert "the published database went away" in said and "run the date again" in said
