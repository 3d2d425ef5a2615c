from datetime import date

import pytest
import sqlalchemy as sa

from assets.publication.store import schema
from assets.publication.store.database import Database


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_writes_german_dates(database) -> None:
    with database.transaction() as connection:
        name = connection.scalar(sa.text("select current_database()"))
        connection.execute(sa.text(f"alter database \"{name}\" set datestyle = 'German, DMY'"))
        connection.execute(
            sa.insert(schema.published_snapshot).values(snapshot_date=date(2024, 3, 1), content_hash="x")
        )
    anew = Database(database.url.render_as_string(hide_password=False))
    with anew.transaction() as connection:
        read = anew.read(connection, sa.select(schema.published_snapshot))
    anew.close()
    assert read.rows() == [(date(2024, 3, 1), "x")]
