"""`tagging quarantine`: refused rows, for the owner of the data only.

Belongs here: showing and handing back rows that could not be trusted. Does not belong here: judging them.
"""

from __future__ import annotations

from datetime import datetime

import click

from pipelines.commands import DATE
from pipelines.settings import Settings


@click.group()
def quarantine() -> None:
    """Rows that could not be trusted."""


@quarantine.command("list")
@click.option("--date", "snapshot", type=DATE, required=True)
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
