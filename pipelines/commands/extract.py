"""`tagging extract`: an export out of source databases.

Belongs here: reading the environment, calling the library, printing counts.
Does not belong here: reading rows.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

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
    from assets.intake.extraction import extract_export, systems_with_a_database
    from assets.intake.mapping import load_mappings
    from assets.intake.refusal import ExportRefused

    settings = Settings.from_environment()
    day = snapshot.date()
    try:
        sources = load_mappings()
        wanted = [name for name in systems_with_a_database(sources) if system in (None, name)]
        urls = {name: url for name in wanted if (url := settings.source_url(name))}
        if not urls:
            names = ", ".join(settings.source_variable(name) for name in wanted) or "none: no mapping has one"
            raise click.ClickException(f"no system's database is set; these variables would: {names}")
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        kept = settings.data.lake / "extraction"
        revision = extract_export(settings.data.landing(day), kept, day, urls, sources, now, click.echo)
    except ExportRefused as refusal:
        raise click.ClickException(f"{refusal}\nNothing was written.") from None
    click.echo(f"revision {revision} of {day} is complete; next: tagging run --date {day}")
