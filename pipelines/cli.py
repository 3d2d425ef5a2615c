"""The `tagging` command.

Belongs here: reading arguments, calling the library, printing. Does not belong here: any logic of a stage.
Commands that run or publish import what they need when they are called: a rule owner who lints waits for
neither Dagster nor the database, and touches no data.
"""

from __future__ import annotations

import logging
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from pipelines.settings import Settings
from tag_rules.engine.errors import RuleErrors
from tag_rules.engine.lint import lint as lint_rules
from tag_rules.engine.loader import load_rules
from tag_rules.engine.lock import write as write_lock

if TYPE_CHECKING:
    import dagster as dg

_DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def main() -> None:
    """From a district's export to published tables. Settings come from TAGGING_* variables."""


@main.command()
@click.option("--date", "snapshot", type=_DATE, help="Snapshot date; the newest export without it.")
def run(snapshot: datetime | None) -> None:
    """Run the nightly job for one snapshot date and print a summary."""
    from pipelines.definitions import build_definitions
    from pipelines.instance import open_instance
    from pipelines.published import database_of
    from pipelines.summary import summarise

    settings = Settings.from_environment()
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
        for event in result.get_step_failure_events():
            failure = event.step_failure_data
            said = failure.user_failure_data.description if failure.user_failure_data else None
            click.echo(f"\nREFUSED at {event.step_key}:\n{said or failure.error_display_string}", err=True)
        click.echo("\nWhat was published before stays as it is.", err=True)
        sys.exit(1)
    click.echo(summarise(settings.data, database_of(settings), day, result.run_id, _seconds(result)))


@main.command()
def sample() -> None:
    """Write the synthetic district: four snapshot dates at TAGGING_SCALE."""
    from assets.intake.sample_district import write_sample

    settings = Settings.from_environment()
    write_sample(settings.data.landing_root, settings.scale)
    click.echo(f"written to {settings.data.landing_root}")


@main.command()
def lint() -> None:
    """Print everything that is wrong with the rule files: every error of every file, with its place."""
    report = lint_rules(Settings.from_environment().rules)
    if report.errors:
        raise click.ClickException(str(RuleErrors(report.errors)))
    tags, labels = len(report.rule_set.tags), len(report.rule_set.problem_labels)
    click.echo(f"{tags} tags, {labels} problem labels: no errors")
    if report.not_examined:
        click.echo(f"not examined for contradictions: {', '.join(report.not_examined)}")


@main.command()
def lock() -> None:
    """Write tag_rules/rules.lock after a rule and its version were changed."""
    rules = Settings.from_environment().rules
    try:
        write_lock(load_rules(rules), rules / "rules.lock")
    except RuleErrors as errors:
        raise click.ClickException(str(errors)) from None


@main.group()
def quarantine() -> None:
    """Rows that could not be trusted."""


@quarantine.command("list")
@click.option("--date", "snapshot", type=_DATE, required=True)
@click.option("--source")
def list_quarantine(snapshot: datetime, source: str | None) -> None:
    """Print refused rows with their values: for the owner of the data only."""
    import polars as pl

    settings = Settings.from_environment()
    folder = settings.data.lake / "intake" / "quarantine" / f"snapshot_date={snapshot.date()}"
    if not folder.exists():
        raise click.ClickException(f"{snapshot.date()} has not been taken in yet: tagging run --date ...")
    rows = pl.read_parquet(folder / "part=00.parquet")
    for row in rows.filter(pl.col("source") == source if source else pl.lit(True)).iter_rows(named=True):
        click.echo(f"{row['file']}:{row['line']}: {row['reasons']}: {row['row']}")


@main.command()
def status() -> None:
    """Print the newest publications and the newest decision of the gate."""
    import sqlalchemy as sa

    from assets.publication import schema
    from pipelines.published import database_of

    with database_of(Settings.from_environment()).transaction() as connection:
        number = schema.publication.c.publication_id
        for row in connection.execute(sa.select(schema.publication).order_by(number.desc()).limit(10)):
            click.echo(
                f"publication {row.publication_id}  {row.snapshot_date}  at {row.published_at}"
                f"  +{row.rows_added:,} -{row.rows_removed:,}  {row.rows_current:,} current"
            )
        audit = schema.publication_audit
        newest = connection.execute(
            sa.select(audit).order_by(audit.c.staging_version.desc()).limit(1)
        ).one_or_none()
        if newest is not None:
            verdict = (
                "passed" if newest.passed else f"refused (overridden by {newest.override_by or 'nobody'})"
            )
            click.echo(
                f"newest audit: staged version {newest.staging_version} of {newest.snapshot_date} {verdict}"
            )


@main.command("override")
@click.argument("version", type=int)
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason", required=True, help="Why.")
def override_version(version: int, by: str, reason: str) -> None:
    """Let one refused staged version through; then materialise the published tables of its date."""
    from assets.publication.gate import override
    from pipelines.published import database_of

    try:
        override(database_of(Settings.from_environment()), version, by, reason)
    except ValueError as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"staged version {version} may be published; {by} answers for it")


@main.command()
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason", required=True, help="Why.")
def rollback(by: str, reason: str) -> None:
    """Take back the newest publication: a new one brings back what was live before it."""
    from assets.publication.publish import PublicationRefusedError
    from assets.publication.rollback import roll_back
    from assets.publication.snapshot_store import SnapshotsLostError
    from pipelines.published import database_of

    settings = Settings.from_environment()
    now = datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds")
    try:
        done = roll_back(database_of(settings), settings.data.published_snapshots, by, reason, now)
    except (ValueError, PublicationRefusedError, SnapshotsLostError) as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(
        f"publication {done.publication_id}: tags +{done.rows_added:,} -{done.rows_removed:,};"
        f" {by} answers for it"
    )


@main.command()
def consumers() -> None:
    """Show every consumer's views; on PostgreSQL make its role, which can read them and nothing else."""
    from assets.publication.consumers import consumer_views, provide_roles
    from pipelines.published import database_of

    settings = Settings.from_environment()
    database, rule_set = database_of(settings), load_rules(settings.rules)
    roles = provide_roles(database, rule_set)
    for view, query in consumer_views(rule_set).items():
        click.echo(f"{view}\n    {query}")
    click.echo(
        f"roles: {', '.join(roles)}" if roles else "SQLite has no roles: whoever opens the file reads it all"
    )


def _make_sample_if_empty(settings: Settings) -> None:
    from assets.intake.sample_district import write_sample

    if not any(settings.data.landing_root.glob("*/manifest.json")):
        click.echo("no export in the landing folder: making the sample district", err=True)
        write_sample(settings.data.landing_root, settings.scale)


def _newest_export(settings: Settings) -> date:
    newest = max(path.parent.name for path in settings.data.landing_root.glob("*/manifest.json"))
    return date.fromisoformat(Path(newest).name)


def _seconds(result: dg.ExecuteInProcessResult) -> dict[str, float]:
    spent = {}
    for event in result.all_events:
        if event.event_type_value == "STEP_SUCCESS":
            spent[str(event.step_key)] = event.step_success_data.duration_ms / 1000
    return spent
