"""`tagging manifest`: write the manifest of a folder of files.

Belongs here: its options and what it prints. Does not belong here: finding out what a file holds.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from pipelines.commands import DATE
from pipelines.settings import Settings


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--date", "snapshot", type=DATE, help="Snapshot date; the folder's name without it.")
@click.option("--source", "named", multiple=True, help="FILE=SOURCE, where a file's headers do not tell.")
def manifest(folder: Path, snapshot: datetime | None, named: tuple[str, ...]) -> None:
    """Write manifest.json for the files in FOLDER: which source each holds, its rows and checksum."""
    from assets.intake.manifest.writer import write_manifest
    from assets.intake.mappings.loading import MAPPINGS, load_mappings

    sources = load_mappings(Settings.from_environment().data.mappings or MAPPINGS)
    given = dict(pair.rpartition("=")[::2] for pair in named)
    unknown = sorted({*given.values()} - {*sources})
    if unknown or "" in given:
        raise click.ClickException(
            f"--source 写成“文件=来源”，没有这个来源 --source is FILE=SOURCE, and there is no source"
            f" {', '.join(unknown)}"
        )
    made = write_manifest(folder, snapshot.date() if snapshot else _day(folder), sources, given)
    for entry in made.files:
        click.echo(f"{entry.source:<28} {entry.rows:>9,} rows 行  {entry.encoding:<9} {entry.file}")
    missing = sorted({*sources} - {entry.source for entry in made.files})
    if missing:
        click.echo(f"未报送，相关标签无法判定 not delivered, their tags are unknown: {', '.join(missing)}")


def _day(folder: Path) -> date:
    try:
        return date.fromisoformat(folder.resolve().name)
    except ValueError:
        raise click.ClickException(
            "文件夹名不是日期，请用 --date the folder is not named after its date: give --date"
        ) from None
