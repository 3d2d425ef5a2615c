"""What a person can mend of a database's or a disk's fault is a sentence; anything else is not told."""

from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.refusals import refusal_text

FULL = Path("/dev/full")  # every write to it fails as on a full disk


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_under_sqlite(database) -> None:
    with pytest.raises(sa.exc.DBAPIError) as refused, database.transaction() as connection:
        connection.exec_driver_sql("pragma max_page_count = 1")
        connection.exec_driver_sql("create table large as select zeroblob(1000000)")
    assert "磁盘已满 disk full where the database is" in str(refusal_text(refused.value))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_went_away(database, database_url) -> None:
    other = Database(database_url)
    with pytest.raises(sa.exc.DBAPIError) as refused, database.transaction() as connection:
        number = connection.scalar(sa.text("select pg_backend_pid()"))
        with other.transaction() as ending:
            ending.execute(sa.text("select pg_terminate_backend(:number)"), {"number": number})
        connection.execute(sa.select(schema.publication))
    other.close()
    assert "the published database went away" in str(refusal_text(refused.value))
    assert "run the date again" in str(refusal_text(refused.value))


def test_a_full_disk_under_the_lake() -> None:
    with pytest.raises((OSError, pl.exceptions.PolarsError)) as refused:
        pl.DataFrame({"a": [1]}).write_parquet(FULL)
    assert "disk full" in str(refusal_text(refused.value))
    with pytest.raises(OSError, match="No space left") as refused, FULL.open("w") as file:
        file.write("a")
        file.flush()
    assert "disk full" in str(refusal_text(refused.value))


def test_a_fault_of_ours_is_not_told(database) -> None:
    with pytest.raises(sa.exc.DBAPIError) as refused, database.transaction() as connection:
        connection.execute(sa.insert(schema.publication).values(publication_id=1))
    assert refusal_text(refused.value) is None
    assert refusal_text(ValueError("ours")) is None
    assert refusal_text(FileNotFoundError(2, "no such file", "somewhere")) is None
