"""Reading source databases by itself: a job of one date and the schedule that starts it.

Belongs here: which systems are asked, when. Does not belong here: how they are read (`assets/intake`).
"""

from collections.abc import Callable
from datetime import date

import dagster as dg

from assets.clock import TIMEZONE, now
from assets.intake.extraction.export import extract_export, systems_with_a_database
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.intake.mappings.mapping_file import Source
from assets.partitions import SNAPSHOT_DATES
from assets.step_failures import refusals_as_failures
from pipelines.jobs.schedules import yesterday
from pipelines.settings import Settings


def _sources(settings: Settings) -> dict[str, Source]:
    return load_mappings(settings.data.mappings or MAPPINGS)


def urls_by_system(settings: Settings, system: str | None = None) -> dict[str, str]:
    """The systems whose databases the environment names; raises ExportRefused for faulty mappings."""
    wanted = [name for name in systems_with_a_database(_sources(settings)) if system in (None, name)]
    return {name: url for name in wanted if (url := settings.source_url(name))}


def extract_date(
    settings: Settings, snapshot_date: date, urls: dict[str, str], progress: Callable[[str], None]
) -> int:
    """Write the export of a date from these databases; returns its revision."""
    data = settings.data
    landing, sources = data.landing(snapshot_date), _sources(settings)
    return extract_export(landing, data.extraction, snapshot_date, urls, sources, now(), progress)


@dg.op
def read_databases(context: dg.OpExecutionContext, settings: dg.ResourceParam[Settings]) -> None:
    """Read every source database that the environment names."""
    with refusals_as_failures():
        urls = urls_by_system(settings)
        extract_date(settings, date.fromisoformat(context.partition_key), urls, context.log.info)


@dg.job(
    partitions_def=SNAPSHOT_DATES,
    description="从来源数据库读取一日的数据。 An export of one date out of source databases.",
    executor_def=dg.in_process_executor,
)
def extract_from_databases() -> None:
    """One export, its manifest last: the nightly job takes it from there."""
    read_databases()


@dg.schedule(job=extract_from_databases, cron_schedule="30 0 * * *", execution_timezone=TIMEZONE)
def extraction_at_half_past_midnight(
    context: dg.ScheduleEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.RunRequest | dg.SkipReason:
    """零点三十分读取来源数据库。 At 00:30 on D+1, read the databases for D."""
    if not urls_by_system(settings):
        return dg.SkipReason("no TAGGING_SOURCE_<SYSTEM>_URL is set: exports are delivered")
    day = yesterday(context).isoformat()
    return dg.RunRequest(run_key=f"extraction-{day}", partition_key=day)
