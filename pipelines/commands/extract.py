"""`tagging extract`: an export out of source databases.

Belongs here: reading the environment, calling the library, printing counts.
Does not belong here: reading rows.
"""

from __future__ import annotations

from datetime import datetime

import click

from pipelines.commands import DATE
from pipelines.settings import Settings


@click.command()
@click.option("--date", "snapshot", type=DATE, required=True, help="Snapshot date: today or yesterday.")
@click.option("--system", help="Only this system; all that have a URL without it.")
def extract(snapshot: datetime, system: str | None) -> None:
    """Read source databases, read-only, into the landing folder: what changed since the last time.

    The URL of a system stands in TAGGING_SOURCE_<SYSTEM>_URL and nowhere else.
    """
    from assets.intake.refusal import ExportRefused
    from pipelines.jobs.extraction import extract_date, urls_by_system

    settings, day = Settings.from_environment(), snapshot.date()
    try:
        urls = urls_by_system(settings, system)
        if not urls:
            raise click.ClickException(
                "未指定数据库 no database is named: set TAGGING_SOURCE_<SYSTEM>_URL for a system"
                " whose mapping has one"
            )
        revision = extract_date(settings, day, urls, click.echo)
    except ExportRefused as refusal:
        raise click.ClickException(f"{refusal}\n什么也没有写入。 Nothing was written.") from None
    click.echo(
        f"{day} 第 {revision} 版已完整 revision {revision} of {day} is complete; next: tagging run"
        f" --date {day}"
    )
