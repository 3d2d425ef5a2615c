"""`tagging run` and `tagging sample`: from an export to published tables.

Belongs here: starting the nightly job and saying how it went. Does not belong here: what the job does.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from pipelines.commands import DATE
from pipelines.settings import Settings
from tag_rules.engine.errors import RefusedError

if TYPE_CHECKING:
    import dagster as dg


@click.command()
@click.option("--date", "snapshot", type=DATE, help="Snapshot date; the newest export without it.")
def run(snapshot: datetime | None) -> None:
    """Run the nightly job for one snapshot date and print a summary."""
    from assets.publication.store.database import Database
    from pipelines.definitions import build_definitions
    from pipelines.instance import open_instance
    from pipelines.summary import summarise

    settings = Settings.from_environment()
    if snapshot:
        _refuse_no_partition(snapshot.date())
    _make_sample_if_empty(settings)
    day = snapshot.date() if snapshot else _newest_export(settings)
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    definitions = build_definitions(settings)
    job = definitions.resolve_job_def("nightly")
    home = settings.data.root / "dagster"
    click.echo(f"{day}: running the nightly job", err=True)
    with open_instance(home) as instance:
        result = job.execute_in_process(
            partition_key=day.isoformat(),
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"progress": {}}},
        )
    if not result.success:
        click.echo(_refusals(result), err=True)
        click.echo("\nWhat was published before stays as it is.", err=True)
        sys.exit(1)
    database = Database(settings.database_url)
    click.echo(summarise(settings.data, database, day, result.run_id, _seconds(result)))


@contextmanager
def _refused_by_the_sample() -> Iterator[None]:
    """The sample knows no class of ours: what it refuses is told like everything else."""
    from sample_district import NotOfTheSampleError

    try:
        yield
    except NotOfTheSampleError as refused:
        raise RefusedError(str(refused)) from None


@click.command()
@click.option("--correct", type=DATE, help="Only write a corrected revision of this date's export.")
def sample(correct: datetime | None) -> None:
    """Write the synthetic district: four snapshot dates at TAGGING_SCALE."""
    from sample_district import write_correction, write_sample

    settings = Settings.from_environment()
    with _refused_by_the_sample():
        if correct is not None:
            write_correction(settings.data.landing_root, correct.date())
            click.echo(f"corrected: {settings.data.landing(correct.date())}")
            return
        write_sample(settings.data.landing_root, settings.scale)
    click.echo(f"written to {settings.data.landing_root}")


def _make_sample_if_empty(settings: Settings) -> None:
    from sample_district import write_sample

    if not any(settings.data.landing_root.glob("*/manifest.json")):
        click.echo("no export in the landing folder: making the sample district", err=True)
        with _refused_by_the_sample():
            write_sample(settings.data.landing_root, settings.scale)


def _refuse_no_partition(day: date) -> None:
    from assets.partitions import SNAPSHOT_DATES

    if not SNAPSHOT_DATES.has_partition_key(day.isoformat()):
        first, last = SNAPSHOT_DATES.get_first_partition_key(), SNAPSHOT_DATES.get_last_partition_key()
        raise click.ClickException(f"{day} cannot be run: dates go from {first} to {last}, which has ended")


def _newest_export(settings: Settings) -> date:
    """The newest date with an export; folders named otherwise are somebody's copies and are passed over."""
    from assets.lake import dated

    days = dated(path.parent for path in settings.data.landing_root.glob("*/manifest.json")).values()
    if not days:
        raise click.ClickException(
            f"no folder with a manifest.json in {settings.data.landing_root} is named after its date;"
            " rename it, like 2024-03-02"
        )
    return max(days)


def _refusals(result: dg.ExecuteInProcessResult) -> str:
    """What stopped the run: what the audit found, what each other step says, or what could not be opened."""
    said = []
    for event in result.all_events:
        error = event.engine_event_data.error if event.is_resource_init_failure else None
        if error is not None:
            said.append(f"\nREFUSED: {error.message.partition(': ')[2]}")
    for event in result.get_step_failure_events():
        failure = event.step_failure_data
        told = failure.user_failure_data.description if failure.user_failure_data else None
        if event.step_key == "audit":
            told = _audit(result)
        said.append(f"\nREFUSED at {event.step_key}:\n{told or failure.error_display_string}")
    return "\n".join(said)


def _audit(result: dg.ExecuteInProcessResult) -> str | None:
    """The checks that failed, with what they saw and what to do; None when no check did."""
    failed = [check for check in result.get_asset_check_evaluations() if check.blocking and not check.passed]
    if not failed:
        return None
    version = failed[0].metadata["staging_version"].value
    return "\n".join(
        [
            *(f"{check.description}\n  {check.check_name}: {_observed(check)}" for check in failed),
            "Mend the export or the rules and run the date again; or, with a reason that is recorded,",
            f"tagging override {version} --by <who> --reason <why>, and materialise the date's publication/*",
        ]
    )


def _observed(check: dg.AssetCheckEvaluation) -> str:
    return str(check.metadata["observed"].value or "-")


def _seconds(result: dg.ExecuteInProcessResult) -> dict[str, float]:
    spent = {}
    for event in result.all_events:
        if event.event_type_value == "STEP_SUCCESS":
            spent[str(event.step_key)] = event.step_success_data.duration_ms / 1000
    return spent
