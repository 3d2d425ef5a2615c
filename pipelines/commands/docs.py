"""`tagging docs`: the pages of a published date.

Belongs here: writing them to a folder. Does not belong here: what they show (`assets/reports/pages`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from pipelines.commands import DATE
from pipelines.settings import Settings
from tag_rules.engine.reading.loader import load_rules


@click.command()
@click.option("--date", "snapshot", type=DATE, help="Published date; the newest without it.")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder; below the data folder without it.",
)
def docs(snapshot: datetime | None, folder: Path | None) -> None:
    """Write the pages people read: they need no network and hold nothing of one person."""
    import sqlalchemy as sa

    from assets.publication.pages import write_dates, write_pages
    from assets.publication.store import schema
    from assets.publication.store.database import Database
    from pipelines.answers.evidence import newest_published

    settings = Settings.from_environment()
    database = Database(settings.database_url)
    day = snapshot.date() if snapshot else newest_published(database)
    if day is None:
        raise click.ClickException("尚未发布 nothing is published yet: tagging run")
    live = schema.published_snapshot.c.snapshot_date
    with database.transaction() as connection:
        days = sorted(connection.scalars(sa.select(live)))
    if day not in days:  # its pages would say of every tag that nobody has it
        raise click.ClickException(
            f"{day} 未发布，已发布 is not published: tagging run --date {day}; published are"
            f" {', '.join(map(str, days))}"
        )
    target = folder or settings.data.pages(day)
    written = write_pages(settings.data, database, load_rules(settings.rules), day, target)
    if folder is None:
        write_dates(settings.data.pages_root)
    click.echo(f"{day} 的网页 {len(written)} 页 {len(written)} pages of {day}: {written[0]}")
