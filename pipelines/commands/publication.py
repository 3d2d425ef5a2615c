"""`tagging status`, `override`, `rollback`, `consumers`: what is published, and a person's word about it.

Belongs here: asking for and printing decisions. Does not belong here: carrying them out.
"""

from __future__ import annotations

import click

from assets.clock import timestamp
from pipelines.settings import Settings
from tag_rules.engine.errors import RefusedError


@click.command()
def status() -> None:
    """Print the newest publications and the newest decision of the gate."""
    import sqlalchemy as sa

    from assets.publication.store import schema
    from pipelines.published import database_of

    with database_of(Settings.from_environment()).transaction() as connection:
        number = schema.publication.c.publication_id
        for row in connection.execute(sa.select(schema.publication).order_by(number.desc()).limit(10)):
            click.echo(
                f"发布 publication {row.publication_id}  {row.snapshot_date}  at {row.published_at}"
                f"  +{row.rows_added:,} -{row.rows_removed:,}  {row.rows_current:,} 现有 current"
            )
        audit = schema.publication_audit
        newest = connection.execute(
            sa.select(audit).order_by(audit.c.staging_version.desc()).limit(1)
        ).one_or_none()
        if newest is not None:
            verdict = (
                "通过 passed"
                if newest.passed
                else f"未通过 refused (强制发布 overridden by {newest.override_by or 'nobody'})"
            )
            click.echo(
                f"最近一次审核 newest audit: staged version {newest.staging_version} of"
                f" {newest.snapshot_date} {verdict}"
            )


@click.command("override")
@click.argument("version", type=int)
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason", required=True, help="Why.")
def override_version(version: int, by: str, reason: str) -> None:
    """Let one refused staged version through, and publish its date."""
    from assets.publication.assets import pages, published
    from assets.publication.release.gate import override
    from pipelines.definitions import build_definitions
    from pipelines.published import database_of
    from pipelines.runs.instance import open_instance
    from pipelines.runs.nightly_run import run_night

    settings = Settings.from_environment()
    day = override(database_of(settings), version, by, reason)
    click.echo(
        f"第 {version} 批可以发布，{by} 负责 staged version {version} may be published; {by} answers for it"
    )
    job = build_definitions(settings).resolve_job_def("nightly")
    with open_instance(settings.dagster_home) as instance:
        night = run_night(job, instance, day, [*published.keys, pages.key])
    if night.stopped is not None:
        raise RefusedError(night.stopped)
    click.echo(f"{day} 已发布 is published: tagging status")


@click.command()
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason", required=True, help="Why.")
def rollback(by: str, reason: str) -> None:
    """Take back the newest publication: a new one brings back what was live before it."""
    from assets.publication.release.rollback import roll_back
    from pipelines.published import database_of

    settings = Settings.from_environment()
    done = roll_back(database_of(settings), settings.data.published_snapshots, by, reason, timestamp())
    click.echo(
        f"已撤回 publication {done.publication_id}: tags +{done.rows_added:,} -{done.rows_removed:,};"
        f" {by} 负责 answers for it"
    )


@click.command()
def consumers() -> None:
    """Show what every consumer is given; on PostgreSQL make its role, which can read nothing else."""
    from assets.publication.consumers.places import contracts, file_of, schema_of
    from assets.publication.consumers.roles import is_closed, provide_roles
    from pipelines.published import database_of

    database = database_of(Settings.from_environment())
    roles = provide_roles(database)
    with database.transaction() as connection:
        there = contracts(connection)
    for terms in (each.terms for each in there):
        place = schema_of(database, terms.name) or file_of(database, terms.name)
        click.echo(f"{terms.name}: {place}")
        for name, columns in terms.tables.items():
            click.echo(f"    {name} ({', '.join(columns)}), {name}_change")
    click.echo(
        f"角色 roles: {', '.join(roles)}"
        if roles
        else "SQLite 没有角色，能打开文件就能读全部 SQLite has no roles: whoever opens a file reads all of it"
    )
    if not is_closed(database):
        click.echo(
            "每个登录仍可看到各表的行数和大小：请由超级用户运行本命令一次。"
            " Every login can still see how many rows tables have: let a superuser run this command once."
        )
