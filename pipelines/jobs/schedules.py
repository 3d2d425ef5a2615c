"""When the nightly job starts by itself.

Belongs here: the schedule at 02:00, the look-out at 06:00, the sensor for exports, the run key they share.
Does not belong here: what runs (`nightly.py`). All three are off until switched on in the UI (Automation).
"""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import dagster as dg

from assets.clock import TIMEZONE
from assets.paths import DataPaths
from pipelines.jobs.nightly import nightly

MANIFEST = "manifest.json"


def run_key(landing: Path) -> str | None:
    """The SHA-256 of an export's manifest, None without one.

    Schedule and sensor share it: an export is launched once, and a corrected one (another manifest) again.
    """
    manifest = landing / MANIFEST
    return hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else None


def yesterday(context: dg.ScheduleEvaluationContext) -> date:
    """The date that a run of this night is about."""
    return context.scheduled_execution_time.date() - timedelta(days=1)


@dg.schedule(job=nightly, cron_schedule="0 2 * * *", execution_timezone=TIMEZONE)
def nightly_at_two(
    context: dg.ScheduleEvaluationContext, paths: dg.ResourceParam[DataPaths]
) -> dg.RunRequest | dg.SkipReason:
    """每日两点处理前一日的导出。 At 02:00 on D+1, process D, or skip with a reason."""
    day = yesterday(context)
    key = run_key(paths.landing(day))
    if key is None:
        return dg.SkipReason(f"no manifest for {day} yet: the export of that day is not complete")
    return dg.RunRequest(run_key=key, partition_key=day.isoformat())


@dg.op
def report_missing_export(context: dg.OpExecutionContext) -> None:
    """Fail, so that every alert on failed runs tells of the export that never came."""
    day = context.run_tags["tagging/missing_export"]
    raise dg.Failure(
        f"06:00 仍没有 {day} 的导出，请联系报送系统；已发布的不变。"
        f" 06:00 and still no export for {day}: ask the sending system; what was published stays",
        allow_retries=False,
    )


@dg.job(description="六点仍无导出：告警。 Alert: no export by 06:00.", executor_def=dg.in_process_executor)
def missing_export() -> None:
    """A run that fails on purpose, visible wherever failures are."""
    report_missing_export()


@dg.schedule(job=missing_export, cron_schedule="0 6 * * *", execution_timezone=TIMEZONE)
def export_due_at_six(
    context: dg.ScheduleEvaluationContext, paths: dg.ResourceParam[DataPaths]
) -> dg.RunRequest | dg.SkipReason:
    """六点检查导出是否到达。 At 06:00, raise the alarm when yesterday's export has not come."""
    day = yesterday(context)
    if run_key(paths.landing(day)) is not None:
        return dg.SkipReason(f"the export of {day} has come")
    return dg.RunRequest(run_key=f"missing-{day}", tags={"tagging/missing_export": day.isoformat()})


@dg.sensor(job=nightly, minimum_interval_seconds=30)
def export_arrived(
    context: dg.SensorEvaluationContext, paths: dg.ResourceParam[DataPaths]
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """导出到达即处理。 Launch a date when its export is complete, and again when it is corrected."""
    has_arrived = False
    for landing in sorted(paths.landing_root.glob("????-??-??")):
        key = run_key(landing)
        if key is not None:
            has_arrived = True
            yield dg.RunRequest(run_key=key, partition_key=landing.name)
    if not has_arrived:
        yield dg.SkipReason("no export with a manifest in the landing folder")
