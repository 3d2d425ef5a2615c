"""`tagging retention`: deleting what has had its time.

Belongs here: asking for it and printing counts. Does not belong here: deciding what goes.
"""

from __future__ import annotations

from datetime import datetime

import click

from assets.clock import now, timestamp
from pipelines.commands import DATE
from pipelines.settings import Settings
from tag_rules.engine.reading.loader import load_rules


@click.command()
@click.option("--today", type=DATE, help="Count back from this day; today without it.")
def retention(today: datetime | None) -> None:
    """Delete tags past their purpose's retention, and old dates of lake and landing (TAGGING_LAKE_DAYS)."""
    from pipelines.published import database_of
    from pipelines.runs.running import refuse_while_running
    from pipelines.upkeep.retention import retain

    settings = Settings.from_environment()
    refuse_while_running(settings.data)
    rule_set = load_rules(settings.rules)
    done = retain(
        settings,
        database_of(settings, rule_set),
        rule_set,
        (today or now()).date(),
        timestamp(),
        click.echo,
    )
    followers = (
        f"publication {done.publication_id} tells followers" if done.publication_id else "nothing to tell"
    )
    click.echo(
        f"到期清理 {sum(done.rows.values())} 行"
        f" retention: {sum(done.rows.values())} rows of published tables and feed are gone; {followers}"
    )
