"""`tagging backup` and `tagging restore`.

Belongs here: asking for folders, printing how it went. Does not belong here: copying
(`pipelines/upkeep/backup.py`).
"""

from __future__ import annotations

from pathlib import Path

import click

from assets.clock import timestamp
from pipelines.settings import Settings

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option("--secrets", type=_FOLDER, help="Where key and salt go: never to where the rest is kept.")
def backup(folder: Path, secrets: Path | None) -> None:
    """Back up register, published database and what history is derived from, while everything goes on."""
    from pipelines.published import database_of
    from pipelines.upkeep.backup import back_up

    settings = Settings.from_environment()
    written = back_up(settings, database_of(settings), folder, secrets, timestamp(), click.echo)
    click.echo(f"已备份 backed up to {folder}: {written / 1e6:,.1f} MB")
    if secrets is None:
        click.echo(
            "密钥和盐不在其中，请另行备份 key and salt are NOT in it: back them up apart from it,"
            " --secrets FOLDER"
        )


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--secrets", type=_FOLDER, help="Where key and salt of that time are.")
def restore(folder: Path, secrets: Path | None) -> None:
    """Restore a backup into an empty data folder and an empty database (TAGGING_DATABASE_URL)."""
    from assets.publication.store.database import Database
    from pipelines.upkeep.backup import restore as bring_back

    settings = Settings.from_environment()
    bring_back(settings, Database(settings.database_url), folder, secrets, click.echo)
    click.echo(
        "已恢复；请重做此后的删除、建立使用方角色并重跑此后的日期。 restored. Now erase again who"
        " was erased since that backup (tagging erase --receipts, with the"
        " newest copy of register/erasures.parquet), make the consumers' roles (tagging consumers), and run"
        " the dates since then."
    )
