"""`tagging erase`: a person's erasure, from a request in an export or by code.

Belongs here: asking for it and printing counts; never a code or a name. Does not belong here: erasing.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click

from pipelines.commands import DATE
from pipelines.settings import Settings

GROUNDS = ("purpose_ended", "consent_withdrawn", "unlawful", "law_requires")


@click.command()
@click.option("--person-code", "codes", multiple=True, help="A source's code of the person; may be repeated.")
@click.option("--ground", type=click.Choice(GROUNDS), help="Why, for --person-code.")
@click.option("--requested-on", type=DATE, help="When it was asked for; today without it.")
@click.option("--requested", "from_exports", is_flag=True, help="All whose request came with an export.")
def erase(
    codes: tuple[str, ...], ground: str | None, requested_on: datetime | None, from_exports: bool
) -> None:
    """Erase people from lake, register, published tables and feed. Cannot be undone."""
    from pipelines.erasure import Request, requested
    from pipelines.erasure import erase as carry_out
    from pipelines.instance import refuse_while_running
    from pipelines.published import database_of

    settings = Settings.from_environment()
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    if bool(codes) == from_exports or (codes and ground is None):
        raise click.UsageError("give either --person-code with --ground, or --requested")
    day = requested_on.date() if requested_on else now.date()
    requests = (
        requested(settings.data) if from_exports else [Request(code, ground or "", day) for code in codes]
    )
    if not requests:
        click.echo("no request is open")
        return
    try:
        refuse_while_running(settings.data.root / "dagster")
    except RuntimeError as refused:
        raise click.ClickException(str(refused)) from None
    done = carry_out(
        settings.data, database_of(settings), requests, now.isoformat(timespec="seconds"), click.echo
    )
    published = f"publication {done.publication_id}" if done.publication_id else "they were not published"
    click.echo(
        f"erased: {done.people} people, {done.unknown_codes} codes that nobody has; {published}.\n"
        "Run the newest date again, so that what is said of their household follows. Exports in the landing"
        " folder are the sender's files and still name them: intake drops their rows; `tagging retention`"
        " deletes old ones. Backups made before keep them until they expire."
    )
