"""`tagging erase`: a person's erasure, from a request in an export or by code.

Belongs here: asking for it and printing counts; never a code or a name. Does not belong here: erasing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from assets.clock import now, timestamp
from pipelines.commands import DATE
from pipelines.settings import Settings

NOBODY = "回执中没有这里的人 the receipts recognise nobody who is here; with another salt than"
" theirs they never would"
_WHAT_NEXT = (
    "请重跑最新日期；接收文件夹里的导出仍有其人，按期由 tagging retention 清理；登记簿的删除回执另存一份，"
    "恢复备份后用 tagging erase --receipts 再删一次。\n"
    "Run the newest date again, so that what is said of their household follows. Exports in the landing"
    " folder are the sender's files and still name them: intake drops their rows; `tagging retention`"
    " deletes old ones. Backups made before keep them until they expire: keep copies of"
    " register/erasures.parquet and its salt elsewhere; after a restore `tagging erase --receipts` does"
    " this again."
)
GROUNDS = ("purpose_ended", "consent_withdrawn", "unlawful", "law_requires")


def _how(remains: Sequence[object]) -> str:
    """Never more than is true: deleted rows may still stand on the disk."""
    return (
        "已删除，但磁盘上仍有残留（见上） deleted, but not gone from the disk yet (see above)"
        if remains
        else "已删除 erased"
    )


@click.command()
@click.option("--person-code", "codes", multiple=True, help="A source's code of the person; may be repeated.")
@click.option("--ground", type=click.Choice(GROUNDS), help="Why, for --person-code.")
@click.option("--requested-on", type=DATE, help="When it was asked for; today without it.")
@click.option("--requested", "from_exports", is_flag=True, help="All whose request came with an export.")
@click.option(
    "--receipts",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="After a restore: all whom this newer copy of register/erasures.parquet recognises.",
)
@click.option(
    "--together", is_flag=True, help="Also records that are one person here but differ: all of them."
)
def erase(
    codes: tuple[str, ...],
    ground: str | None,
    requested_on: datetime | None,
    from_exports: bool,
    receipts: Path | None,
    together: bool,
) -> None:
    """Erase people from lake, register, published tables and feed. Cannot be undone."""
    from assets.intake.erasure import read_receipts
    from pipelines.published import database_of
    from pipelines.runs.running import refuse_while_running
    from pipelines.upkeep.erasure import erase as carry_out
    from pipelines.upkeep.erasure_requests import Request, recognised, requested

    settings = Settings.from_environment()
    if bool(codes) + from_exports + bool(receipts) != 1 or (codes and ground is None):
        raise click.UsageError("三选一 give one of --person-code with --ground, --requested, --receipts")
    refuse_while_running(settings.data)
    if receipts:
        requests = recognised(settings.data, receipts)
    elif from_exports:
        requests = requested(settings.data)
    else:
        read_receipts(settings.data.register)  # says what is missing before anything is changed
        day = requested_on.date() if requested_on else now().date()
        requests = [Request(code, ground or "", day) for code in codes]
    if not requests:
        click.echo(NOBODY if receipts else "没有待办的删除申请 no request is open")
        return
    done = carry_out(settings.data, database_of(settings), requests, timestamp(), click.echo, together)
    for each in done.remains:
        click.echo(str(each))
    published = f"publication {done.publication_id}" if done.publication_id else "they were not published"
    click.echo(
        f"{_how(done.remains)}: {done.people} 人 people, {done.unknown_codes} 个代码查无此人"
        f" codes that nobody has; {published}.\n{_WHAT_NEXT}"
    )
