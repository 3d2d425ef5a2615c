"""`tagging ui`, `tagging prepare`: the UI on this machine, and what its services find when they start.

Belongs here: asking for host and port. Does not belong here: the processes (`pipelines/runs/serving.py`).
"""

from __future__ import annotations

import sys

import click

from pipelines.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Dagster asks nobody who they are.")
@click.option("--port", default=3000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--pages-port", default=3001, show_default=True, type=click.IntRange(1, 65535))
def ui(host: str, port: int, pages_port: int) -> None:
    """Start webserver, daemon and the pages on this machine; Ctrl-C or SIGTERM ends all of them."""
    from assets.files import private_folder
    from pipelines.runs.instance import prepare
    from pipelines.runs.serving import pages_served, serve

    settings = Settings.from_environment()
    home, pages = prepare(settings.dagster_home), private_folder(settings.data.pages_root)
    with pages_served(pages, host, pages_port):
        click.echo(
            f"http://{host}:{port} 流程图、运行、检查 graph, runs,"
            f" checks；http://{host}:{pages_port} 网页 pages",
            err=True,
        )
        code = serve(host, port, home)
    sys.exit(code)


@click.command()
def prepare() -> None:
    """Make the folder and settings of Dagster's own services (DAGSTER_HOME), and print where they are."""
    from pipelines.runs.instance import prepare as make

    click.echo(make(Settings.from_environment().dagster_home))
