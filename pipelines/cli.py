"""The `tagging` command.

Belongs here: which commands there are. Does not belong here: what they do (`commands/`).
"""

import click

from pipelines.commands.backup import backup, restore
from pipelines.commands.contracts import contracts
from pipelines.commands.docs import docs
from pipelines.commands.erase import erase
from pipelines.commands.explain import explain_subject
from pipelines.commands.extract import extract
from pipelines.commands.manual import manual
from pipelines.commands.preview import preview_change
from pipelines.commands.publication import consumers, override_version, rollback, status
from pipelines.commands.quarantine import quarantine
from pipelines.commands.retention import retention
from pipelines.commands.rotate_key import rotate_key
from pipelines.commands.rules import lint, lock
from pipelines.commands.run import run, sample
from pipelines.commands.unknowns import unknowns


@click.group()
def main() -> None:
    """From a district's export to published tables. Settings come from TAGGING_* variables."""


for command in (
    run,
    sample,
    lint,
    lock,
    quarantine,
    status,
    override_version,
    rollback,
    consumers,
    explain_subject,
    contracts,
    erase,
    rotate_key,
    retention,
    backup,
    restore,
    unknowns,
    docs,
    extract,
    preview_change,
    manual,
):
    main.add_command(command)
