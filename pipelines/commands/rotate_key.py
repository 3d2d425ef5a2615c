"""`tagging rotate-key`: a new pseudonym key for everything.

Belongs here: asking for the file. Does not belong here: changing anything (`pipelines/upkeep/new_key.py`).
"""

from __future__ import annotations

from pathlib import Path

import click

from assets.clock import timestamp
from pipelines.settings import Settings


@click.command("rotate-key")
@click.argument("new_key", type=click.Path(path_type=Path, dir_okay=False))
def rotate_key(new_key: Path) -> None:
    """Put every pseudonym under the key in file NEW_KEY, which then takes the place of the old one."""
    from pipelines.published import database_of
    from pipelines.runs.running import refuse_while_running
    from pipelines.upkeep.new_key import rotate_key as rotate

    settings = Settings.from_environment()
    refuse_while_running(settings.data)
    number = rotate(settings, database_of(settings), new_key, timestamp(), click.echo)
    click.echo(
        f"新密钥已启用；请备份新密钥，销毁旧密钥的副本。"
        f" the new key is in place; publication {number}. The feed of tags is as it was; readers of"
        " `resident` take resident_key anew. Back up the new key, and destroy copies of the old one."
        if number
        else "新密钥已启用，没有要发布的 the new key is in place; nothing was published"
    )
