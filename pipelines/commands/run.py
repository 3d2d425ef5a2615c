"""`tagging run` and `tagging sample`: from exports to published tables.

Belongs here: which dates are meant, and saying how each went. Does not belong here: running one
(`pipelines/runs/nightly_run.py`).
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from assets.clock import yesterday
from pipelines.commands import DATE
from pipelines.settings import Settings
from tag_rules.engine.errors import RefusedError

if TYPE_CHECKING:
    from assets.publication.store.database import Database

_INTERRUPTED = 143  # what a shell says of a command that SIGTERM ended


@click.command()
@click.option("--date", "snapshot", type=DATE, help="Snapshot date; every export not published without it.")
def run(snapshot: datetime | None) -> None:
    """Run the nightly job for each snapshot date that has come and is not published, and sum each up."""
    from assets.publication.store.database import Database
    from pipelines.definitions import build_definitions
    from pipelines.lost_state import refuse_lost_database
    from pipelines.runs.instance import open_instance
    from pipelines.runs.nightly_run import run_night
    from pipelines.runs.running import end_dead_runs
    from pipelines.runs.summary import summarise, where_to_look

    settings = Settings.from_environment()
    database = Database(settings.database_url)
    refuse_lost_database(settings.data, database)
    days = _dates(settings, database, snapshot)
    if not days:
        return
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    job = build_definitions(settings).resolve_job_def("nightly")
    failed = []
    with open_instance(settings.dagster_home) as instance:
        end_dead_runs(instance, settings.data, lambda line: click.echo(line, err=True))
        for day in days:
            click.echo(f"{day}：开始夜间任务 running the nightly job", err=True)
            night = run_night(job, instance, day)
            if night.stopped is None:
                click.echo(summarise(settings.data, database, day, night.run_id, night.seconds))
                continue
            failed.append(day)
            click.echo(
                f"{night.stopped}\n\n已发布的内容不变。 What was published before stays as it is.", err=True
            )
            if night.interrupted:
                sys.exit(_INTERRUPTED)
    click.echo(where_to_look(settings, database, days[-1]))
    if failed:
        click.echo(f"未发布 not published: {', '.join(map(str, failed))}", err=True)
        sys.exit(1)


def _dates(settings: Settings, database: Database, snapshot: datetime | None) -> list[date]:
    """The dates to run, oldest first: the one asked for, or all that have come and are not published."""
    from pipelines.runs.nightly_run import landed, refused_as_date, unpublished
    from pipelines.runs.summary import typed

    if snapshot:
        refused = refused_as_date(snapshot.date())
        if refused:
            raise RefusedError(refused)
        _make_sample_if_empty(settings, snapshot.date())
        if snapshot.date() not in landed(settings.data.landing_root):
            raise RefusedError(
                f"该日期没有导出文件 no export of {snapshot.date()}: put its files, and last manifest.json,"
                f" into {settings.data.landing(snapshot.date())}, and run it again"
            )
        return [snapshot.date()]
    _make_sample_if_empty(settings, yesterday())
    come = landed(settings.data.landing_root)
    if not come:
        raise RefusedError(
            f"没有以日期命名、含 manifest.json 的文件夹 no folder with a manifest.json in"
            f" {settings.data.landing_root}"
            " is named after its date; rename it, like 2024-03-02"
        )
    open_to_run = [day for day in come if refused_as_date(day) is None]
    for day in sorted(set(come) - set(open_to_run)):
        click.echo(f"已跳过 passed over: {refused_as_date(day)}", err=True)
    days = unpublished(open_to_run, database)
    if not days and open_to_run:
        click.echo(
            f"已到的导出均已发布 every export that has come is published, the newest is {open_to_run[-1]};"
            f" to run one again, for example a corrected one: {typed('run')} --date {open_to_run[-1]}"
        )
    return days


@contextmanager
def _refused_by_the_sample() -> Iterator[None]:
    """The sample knows no class of ours: what it refuses is told like everything else."""
    from sample_district import NotOfTheSampleError

    try:
        yield
    except NotOfTheSampleError as refused:
        raise RefusedError(str(refused)) from None


@click.command()
@click.option("--newest", type=DATE, help="The last of its dates; yesterday without it.")
@click.option("--correct", type=DATE, help="Only write a corrected revision of this date's export.")
def sample(newest: datetime | None, correct: datetime | None) -> None:
    """Write the synthetic district: four snapshot dates at TAGGING_SCALE."""
    from sample_district import write_correction, write_sample

    settings = Settings.from_environment()
    with _refused_by_the_sample():
        if correct is not None:
            write_correction(settings.data.landing_root, correct.date())
            click.echo(f"已更正 corrected: {settings.data.landing(correct.date())}")
            return
        last = newest.date() if newest else yesterday()
        write_sample(settings.data.landing_root, settings.scale, newest=last)
    click.echo(f"已写入 written to {settings.data.landing_root}")


def _make_sample_if_empty(settings: Settings, newest: date) -> None:
    from sample_district import write_sample

    if not any(settings.data.landing_root.glob("*/manifest.json")):
        click.echo(
            "没有导出，先生成示例数据 no export in the landing folder: making the sample district", err=True
        )
        with _refused_by_the_sample():
            write_sample(settings.data.landing_root, settings.scale, newest=newest)
