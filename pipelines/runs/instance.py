"""The Dagster instance below the data folder.

Belongs here: where runs are recorded and with which settings. Does not belong here: what runs.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import sqlalchemy as sa

from assets.files import write_whole
from tag_rules.engine.errors import RefusedError

# Runs one at a time where they write; no telemetry, no welcome window over the first page.
CONFIGURATION = """\
telemetry: {enabled: false}
nux: {enabled: false}
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
  config: {dequeue_interval_seconds: 1}
concurrency:
  runs: {max_concurrent_runs: 2}
run_monitoring:
  enabled: true
  start_timeout_seconds: 180
  max_runtime_seconds: 7200
  poll_interval_seconds: 15
# Each line kept is a write: 260 a night only say which file was opened. "tagging" says who waits for what.
python_logs: {python_log_level: INFO, managed_python_loggers: [tagging]}
run_retries: {enabled: true, max_retries: 1, retry_on_asset_or_op_failure: false}
"""


# Where runs and events are kept, when this names a PostgreSQL database; else SQLite below the folder.
ON_SQLITE = """\
event_log_storage:
  module: pipelines.runs.event_log
  class: EventLog
  config: {home: {env: DAGSTER_HOME}}
"""
DATABASE_VARIABLE = "TAGGING_DAGSTER_URL"
ON_POSTGRESQL = f"""\
storage:
  postgres:
    postgres_url: {{env: {DATABASE_VARIABLE}}}
"""


def prepare(home: Path) -> Path:
    """Make the instance's folder and its settings, once; a dagster.yaml that is there is kept."""
    settings = home / "dagster.yaml"
    if not settings.exists():
        storage = ON_POSTGRESQL if os.environ.get(DATABASE_VARIABLE) else ON_SQLITE
        write_whole(settings, CONFIGURATION + storage)
    return home


def open_instance(home: Path) -> dg.DagsterInstance:
    """The instance that the UI shows too; RefusedError when its records cannot be opened."""
    from alembic.util import CommandError  # half a second, which opening an instance needs anyway

    try:
        with _named_home(home):
            made = dg.DagsterInstance.from_config(str(prepare(home)))
            made.all_asset_keys()  # events have a file of their own, opened by whoever first asks
        return made
    except (sa.exc.DatabaseError, CommandError) as damaged:
        raise RefusedError(
            f"Dagster 运行记录无法打开 Dagster's own records of runs in {home} cannot be opened"
            f" ({str(getattr(damaged, 'orig', damaged)).splitlines()[0]}): nothing published depends on them."
            " Move its folders history and schedules away, or restore its database, and go on"
        ) from None


@contextmanager
def _named_home(home: Path) -> Iterator[None]:
    """DAGSTER_HOME for a while: settings say by it where they stand, and a command may go without it."""
    before = os.environ.get("DAGSTER_HOME")
    os.environ["DAGSTER_HOME"] = str(home)
    try:
        yield
    finally:
        if before is None:
            del os.environ["DAGSTER_HOME"]
        else:
            os.environ["DAGSTER_HOME"] = before
