"""The Dagster instance below the data folder.

Belongs here: where runs are recorded and with which settings. Does not belong here: what runs.
"""

from pathlib import Path

import dagster as dg

from assets.files import write_whole
from tag_rules.engine.errors import RefusedError

IN_PROGRESS = (dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING)
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
  pools: {granularity: op, default_limit: 1}
run_monitoring:
  enabled: true
  start_timeout_seconds: 180
  max_runtime_seconds: 7200
  poll_interval_seconds: 15
  # A worker that was killed keeps its place in the pool of the published database: without this for good, and
  # every later run waits for it.
  free_slots_after_run_end_seconds: 15
# Each line kept is a write: 260 a night, 1 s, only say which file was opened.
python_logs: {python_log_level: INFO}
run_retries: {enabled: true, max_retries: 1, retry_on_asset_or_op_failure: false}
"""


def prepare(home: Path) -> Path:
    """Make the instance's folder and its settings, once; a dagster.yaml that is there is kept."""
    settings = home / "dagster.yaml"
    if not settings.exists():
        write_whole(settings, CONFIGURATION)
    return home


def open_instance(home: Path) -> dg.DagsterInstance:
    """The instance that the UI shows too."""
    return dg.DagsterInstance.from_config(str(prepare(home)))


class RunGoingOnError(RefusedError):
    """A run is going on, and what is asked for cannot be done beside it."""


def refuse_while_running(home: Path) -> None:
    """Raise RunGoingOnError while a run is going on: what it has in hand would be written afterwards."""
    with open_instance(home) as instance:
        going_on = instance.get_runs(dg.RunsFilter(statuses=list(IN_PROGRESS)), limit=1)
    if going_on:
        raise RunGoingOnError(
            "a run is going on; try again when it has ended (was it killed? say so in the UI)"
        )
