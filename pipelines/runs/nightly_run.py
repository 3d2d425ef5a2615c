"""The nightly job run by a command: which dates there are to run, and what became of one.

Belongs here: finding dates, running one in this process, saying what stopped it. Does not belong here: what
the job does, or the numbers of a date that went well (`summary.py`).
"""

import gc
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dagster as dg
import sqlalchemy as sa
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run
from dagster._core.storage.tags import PARTITION_NAME_TAG

from assets.clock import yesterday
from assets.lake import dated
from assets.partitions import SNAPSHOT_DATES
from assets.publication.store import schema
from assets.publication.store.database import Database

_INTERRUPTED = "DagsterExecutionInterruptedError"


@dataclass(frozen=True)
class Night:
    """What became of one date: `stopped` is None where it was published, else what stopped it.

    `seconds` by step. `interrupted`: a signal ended it.
    """

    day: date
    run_id: str
    stopped: str | None
    seconds: dict[str, float]
    interrupted: bool


def landed(landing_root: Path) -> list[date]:
    """The dates with a complete export, oldest first; folders named otherwise are somebody's copies."""
    return sorted(dated(path.parent for path in landing_root.glob("*/manifest.json")).values())


def unpublished(days: list[date], database: Database) -> list[date]:
    """Those of the dates that are not published; all of them where the database is not there yet."""
    live = schema.published_snapshot
    if not sa.inspect(database.engine).has_table(live.name):
        return days
    with database.transaction() as connection:
        published = set(connection.scalars(sa.select(live.c.snapshot_date)))
    return [day for day in days if day not in published]


def refused_as_date(day: date) -> str | None:
    """Why a date can never be run, None where it can: it has to have ended, in Shanghai."""
    first = date.fromisoformat(str(SNAPSHOT_DATES.get_first_partition_key()))
    if first <= day <= yesterday():
        return None
    return f"{day} 不能运行 cannot be run: dates go from {first} to {yesterday()}, which has ended"


def run_night(
    job: dg.JobDefinition,
    instance: dg.DagsterInstance,
    day: date,
    selection: list[dg.AssetKey] | None = None,
) -> Night:
    """Run the nightly job of one date in this process, or only some of its assets.

    As a run that Dagster's daemon launches is run: a job's own `execute_in_process` keeps every frame of the
    night in memory to its end, and `dg.execute_job` would make the job again, once a process.
    """
    run = instance.create_run_for_job(
        job,
        run_config={"loggers": {"progress": {}}},
        tags={**job.run_tags, PARTITION_NAME_TAG: day.isoformat()},
        asset_selection=frozenset(selection) if selection else None,
    )
    # A million objects of what was imported stay as they are: no collection needs to look at them again.
    gc.collect()
    gc.freeze()
    result = execute_run(InMemoryJob(job), run, instance)
    interrupted = any(
        event.is_step_failure and event.step_failure_data.error.cls_name == _INTERRUPTED
        for event in result.all_events
        if event.is_step_failure and event.step_failure_data.error is not None
    )
    stopped = (
        None if result.success else "被信号终止 stopped by a signal" if interrupted else _stopped(result)
    )
    return Night(day, result.run_id, stopped, _seconds(result), interrupted)


def _stopped(result: dg.JobExecutionResult) -> str:
    """What stopped the run: what the audit found, what each other step says, or what could not be opened."""
    messages = []
    for event in result.all_events:
        error = event.engine_event_data.error if event.is_resource_init_failure else None
        if error is not None:
            messages.append(f"\n拒绝 REFUSED: {error.message.partition(': ')[2]}")
    for event in result.get_step_failure_events():
        failure = event.step_failure_data
        reason = failure.user_failure_data.description if failure.user_failure_data else None
        if event.step_key == "audit":
            reason = _audit(result) or reason
        messages.append(f"\n拒绝 REFUSED at {event.step_key}:\n{reason or failure.error_display_string}")
    if not messages:  # before any step, or between two
        ended = [event.job_failure_data.error for event in result.all_events if event.is_job_failure]
        messages = [f"\n拒绝 REFUSED: {error.to_string()}" for error in ended if error is not None]
    return "\n".join(messages)


def _audit(result: dg.JobExecutionResult) -> str | None:
    """The checks that failed, with what they saw and what to do; None when no check did."""
    held = result.get_asset_check_evaluations()
    failed = [check for check in held if check.blocking and not check.passed]
    damaged = [
        str(check.metadata["damaged"].value)
        for check in held
        if not check.passed and "damaged" in check.metadata
    ]
    if not failed:
        return None
    version = failed[0].metadata["staging_version"].value
    return "\n".join(
        [
            *(f"{check.description}\n  {check.check_name}: {_observed(check)}" for check in failed),
            *(f"隔离行异常增多的来源 damaged sources, rows refused / received: {each}" for each in damaged),
            "请更正后重跑该日期，或写明理由强制发布。 Mend the export or the rules and run the date again; or"
            " publish it as it is, with a reason that is recorded:",
            f"tagging override {version} --by <who> --reason <why>",
        ]
    )


def _observed(check: dg.AssetCheckEvaluation) -> str:
    return str(check.metadata["observed"].value or "-")


def _seconds(result: dg.JobExecutionResult) -> dict[str, float]:
    spent = {}
    for event in result.all_events:
        if event.event_type_value == "STEP_SUCCESS":
            spent[str(event.step_key)] = event.step_success_data.duration_ms / 1000
    return spent
