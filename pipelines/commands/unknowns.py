"""`tagging unknowns`: which tags could not be decided, for lack of what.

Belongs here: printing the report of a date. Does not belong here: counting (`assets/reports/unknowns.py`).
"""

from __future__ import annotations

from datetime import datetime

import click

from pipelines.commands import DATE
from pipelines.settings import Settings
from tag_rules.engine.reading.loader import load_rules


@click.command()
@click.option("--date", "snapshot", type=DATE, help="Snapshot date; the newest computed without it.")
@click.option("--tag", help="Only this tag.")
def unknowns(snapshot: datetime | None, tag: str | None) -> None:
    """Print what is missing where tags are unknown, ranked by what collecting it would decide."""
    import polars as pl

    from assets.lake import newest_date, read_frame
    from assets.reports.unknowns import as_markdown

    settings = Settings.from_environment()
    day = snapshot.date() if snapshot else newest_date(settings.data.lake, "reports", "unknown_reason")
    reasons = None if day is None else read_frame(settings.data.lake, "reports", "unknown_reason", day)
    if reasons is None:
        what = f"{day} has not been computed yet: tagging run --date {day}"
        raise click.ClickException(what if day else "尚未运行 nothing has been computed yet: tagging run")
    rule_set = load_rules(settings.rules)
    if tag is not None:
        if tag not in rule_set.codes:
            raise click.ClickException(
                f"没有这个标签 there is no tag {tag}; known are {', '.join(rule_set.codes)}"
            )
        reasons = reasons.filter(pl.col("tag_code") == tag)
    click.echo(f"{day}：无法判定的，以及缺什么 undecided, and what is missing")
    click.echo(as_markdown(rule_set, reasons))
