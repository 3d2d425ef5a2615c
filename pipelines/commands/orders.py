"""`tagging orders`: open cases to a platform as work orders, and what it reports of them back.

Belongs here: the files. Does not belong here: which cases are orders and which report holds
(`assets/publication/consumers/work_orders.py`).
"""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.settings import Settings

_CONSUMER = click.option("--consumer", required=True, help="Whose orders: a contract that is given cases.")


@click.group()
def orders() -> None:
    """Work orders both ways 工单互转."""


@orders.command()
@_CONSUMER
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), required=True)
def write(consumer: str, target: Path) -> None:
    """Write a consumer's open orders as CSV: order_id stays the same for ever."""
    from assets.files import write_whole
    from assets.publication.consumers import order_store
    from pipelines.published import database_of

    made = order_store.orders(database_of(Settings.from_environment()), consumer)
    write_whole(target, made.write_csv(include_bom=True))
    click.echo(f"{made.height} 张未办结工单 open orders: {target}")


@orders.command()
@_CONSUMER
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def take(consumer: str, file: Path) -> None:
    """Take reports (CSV, .xlsx): order_id, status, changed_at. In any order, and as often as they come."""
    from assets.clock import now
    from assets.publication.consumers.order_store import take_reports
    from pipelines.published import database_of

    done = take_reports(database_of(Settings.from_environment()), consumer, file, now())
    click.echo(
        f"读入 {done.rows} 行，{done.changed} 张工单状态更新，{done.unchanged} 行已知或较旧。"
        f" {done.rows} rows: {done.changed} orders changed, {done.unchanged} known or older."
    )
