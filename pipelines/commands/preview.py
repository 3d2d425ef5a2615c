"""`tagging preview`: what the rule files as they are would change against other rules, on a real date.

Belongs here: printing it and writing the page. Does not belong here: comparing
(`tag_rules/engine/preview.py`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from pipelines.commands import DATE
from pipelines.settings import Settings


@click.command("preview")
@click.option("--against", required=True, help="A git reference, a folder of rules, or a published version.")
@click.option(
    "--rules-of", "rules_of", type=DATE, help="按该日生效的规则 The rules as they will be on that day."
)
@click.option("--date", "snapshot", type=DATE, help="Snapshot date; the newest computed without it.")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File; below the data folder without it.",
)
def preview_change(
    against: str, rules_of: datetime | None, snapshot: datetime | None, page: Path | None
) -> None:
    """Print who would gain, lose or become unknown by tag, and write the same by street as a page.

    Labels of cases are compared too. For example: tagging preview --against HEAD~1 --rules-of 2025-01-01
    """
    from assets.files import write_whole
    from pipelines.answers.previewing import preview_rules

    settings = Settings.from_environment()
    done = preview_rules(
        settings,
        against,
        snapshot.date() if snapshot else None,
        rules_of.date() if rules_of else None,
    )
    named = f"{done.preview.as_of}-{done.preview.before}-{done.preview.after}.html"
    target = page or settings.data.root / "reports" / "previews" / named
    write_whole(target, done.html)
    click.echo(done.text)
    click.echo(f"\n按街镇 by street: {target}")
