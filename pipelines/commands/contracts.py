"""`tagging contracts`: every consumer's data contract as a file.

Belongs here: writing what `assets/publication/consumers/contracts.py` says. Does not belong here: checking it
against the live tables, which is the work of the standard's own tool (`make contracts`).
"""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.settings import Settings
from tag_rules.engine.reading.loader import load_rules


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to; <data>/contracts without it.",
)
def contracts(folder: Path | None) -> None:
    """Write every consumer's data contract (Open Data Contract Standard) as <folder>/<consumer>.odcs.yaml."""
    import sqlalchemy as sa
    import yaml

    from assets.clock import now
    from assets.files import write_whole
    from assets.publication.consumers.contracts import data_contract

    settings = Settings.from_environment()
    rule_set, database = load_rules(settings.rules), sa.make_url(settings.database_url)
    target = folder or settings.data.root / "contracts"
    for consumer in rule_set.consumers:
        path = target / f"{consumer.name}.odcs.yaml"
        contract = data_contract(rule_set, consumer, database, now().date())
        write_whole(path, yaml.safe_dump(contract, allow_unicode=True, sort_keys=False, width=110))
        click.echo(f"{consumer.title.zh} {consumer.title.en}: {path}")
