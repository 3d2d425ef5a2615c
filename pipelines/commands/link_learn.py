"""`tagging link-learn`: what agreement weighs among the district's own residents.

Belongs here: reading the lake, keeping the weights. Does not belong here: learning (`linkage/learn.py`).
Weights change by this command alone, so that who is one person today is one tomorrow.
"""

from __future__ import annotations

from datetime import datetime

import click

from pipelines.commands import DATE
from pipelines.commands.frames import frame_of
from pipelines.settings import Settings

_TABLES = ("residents", "residences", "households", "dwellings")


@click.command("link-learn")
@click.option("--date", "snapshot", type=DATE, required=True, help="快照日 Snapshot date.")
def link_learn(snapshot: datetime) -> None:
    """从本区居民学习匹配权重。 Learn the weights of record linkage from the residents of a date."""
    from assets.registry.identity.pseudonym import resident_keys
    from assets.registry.identity.register_store import only_registrar
    from assets.registry.identity.same_person import persons
    from assets.registry.linkage.linking import link
    from assets.registry.linkage.stored_weights import write_weights
    from assets.registry.linked_rows import OWN, records_of

    data = Settings.from_environment().data
    tables = {table: frame_of(data.lake, "intake", table, snapshot.date()) for table in _TABLES}
    people = tables["residents"]
    # The key keeps nothing here: rows of one number only have to look the same.
    keys = resident_keys(bytes(32), people["id_type"], people["id_value"])
    linked = link(records_of(tables, persons(people, keys)), progress=click.echo)
    with only_registrar(data.register, "weights of linkage"):
        write_weights(data.register / OWN, linked.model)
    click.echo(
        f"权重已存入登记簿文件夹（{OWN}），重跑日期后生效。"
        f" Weights are kept in the register's folder ({OWN}) and hold from the next run of a date on"
    )
