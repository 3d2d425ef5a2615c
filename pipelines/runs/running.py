"""Which runs are going on: each holds a lock file from its start to its end, whoever launched it.

Belongs here: holding it, refusing what cannot be done beside a run, and ending runs whose process is gone.
Does not belong here: what a run does. Dagster believes for ever that a run goes on whose process was killed;
the operating system knows better (`assets/locks.py`).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import dagster as dg
from upath import UPath

from assets.locks import is_held, only_one
from assets.paths import DataPaths
from assets.step_failures import refusals_as_failures
from pipelines.io_manager import LakeIOManager
from tag_rules.engine.errors import RefusedError

IN_PROGRESS = (dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING)
# So long after its start a run has its lock file; so long after that, it holds it.
_UNTIL_IT_HAS_A_LOCK, _UNTIL_IT_HOLDS_IT = 180, 2


class RunGoingOnError(RefusedError):
    """A run is going on, and what is asked for cannot be done beside it."""


def lake_of_run(
    paths: DataPaths, texts: Mapping[str, Mapping[str, str]] | None = None
) -> dg.IOManagerDefinition:
    """The lake as what a run is given: every run has it, and so holds its lock file while it goes on.

    Args:
        texts: what columns mean (`LakeIOManager`).
    """

    def of_run(context: dg.InitResourceContext) -> Iterator[LakeIOManager]:
        with ExitStack() as held:
            if context.run is not None:
                lock = paths.running / context.run.run_id
                with refusals_as_failures():
                    held.enter_context(only_one(lock, context.run.job_name))
                held.callback(lock.unlink, missing_ok=True)
            yield LakeIOManager(UPath(paths.lake), texts)

    # It may be a generator, like every resource; only its type does not say so.
    return dg.IOManagerDefinition(of_run, description="The Parquet lake, and the run's lock file.")  # type: ignore[arg-type]


def living(paths: DataPaths) -> list[str]:
    """The ids of the runs that go on."""
    return sorted(lock.name for lock in paths.running.glob("*") if is_held(lock))


def refuse_while_running(paths: DataPaths, but: str | None = None) -> None:
    """Raise RunGoingOnError while another run than `but` goes on: it would write what it has in hand."""
    others = [run for run in living(paths) if run != but]
    if others:
        raise RunGoingOnError(
            f"运行尚未结束 run {', '.join(others)} is going on; try again when it has ended"
        )


def end_dead_runs(instance: dg.DagsterInstance, paths: DataPaths, progress: Callable[[str], None]) -> None:
    """Tell Dagster that every run whose process is gone has failed, so that nobody counts on it any more."""
    for record in instance.get_run_records(dg.RunsFilter(statuses=list(IN_PROGRESS))):
        lock = paths.running / record.dagster_run.run_id
        # Since it left the queue, where it may have waited for hours.
        started = record.start_time or record.update_timestamp.timestamp()
        starting = _UNTIL_IT_HOLDS_IT if lock.exists() else _UNTIL_IT_HAS_A_LOCK
        if is_held(lock) or time.time() - started < starting:
            continue
        message = (
            "进程已终止 its process is gone: it was killed, or the machine went down. Run the date again"
        )
        instance.report_run_failed(record.dagster_run, message)
        lock.unlink(missing_ok=True)
        progress(f"运行 run {record.dagster_run.run_id} ({record.dagster_run.job_name}): {message}")


@dg.sensor(minimum_interval_seconds=5, default_status=dg.DefaultSensorStatus.RUNNING)
def dead_runs(context: dg.SensorEvaluationContext, paths: dg.ResourceParam[DataPaths]) -> dg.SkipReason:
    """进程已终止的运行记为失败。 Runs whose process is gone are said to have failed."""
    ended: list[str] = []
    end_dead_runs(context.instance, paths, ended.append)
    return dg.SkipReason("; ".join(ended) or "every run that goes on has a living process")
