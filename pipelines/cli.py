"""The `tagging` command.

Belongs here: which commands there are. Does not belong here: what they do (`commands/`).
"""

from typing import Any

import click

from pipelines.commands.address_benchmark import address_benchmark
from pipelines.commands.backup import backup, restore
from pipelines.commands.contracts import contracts
from pipelines.commands.docs import docs
from pipelines.commands.erase import erase
from pipelines.commands.explain import explain_subject
from pipelines.commands.extract import extract
from pipelines.commands.in_chinese import is_chinese, told_in_chinese
from pipelines.commands.labels import label_benchmark, label_explain, label_train
from pipelines.commands.link_benchmark import link_benchmark
from pipelines.commands.link_learn import link_learn
from pipelines.commands.manifest import manifest
from pipelines.commands.manual import manual
from pipelines.commands.orders import orders
from pipelines.commands.preview import preview_change
from pipelines.commands.publication import consumers, override_version, rollback, status
from pipelines.commands.quarantine import quarantine
from pipelines.commands.retention import retention
from pipelines.commands.review import review
from pipelines.commands.rotate_key import rotate_key
from pipelines.commands.rules import bump, lint, lock, rules
from pipelines.commands.run import run, sample
from pipelines.commands.sample_score import sample_score
from pipelines.commands.ui import prepare, ui
from pipelines.commands.unknowns import unknowns


class _Tagging(click.Group):
    """Says what is wrong and what to do where an error does; anything else is a traceback, to be reported."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; whoever reads Chinese is told in Chinese what there is."""
        if is_chinese():
            told_in_chinese(self)
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:  # any: the few that say what to do are told apart, the others go on
            from assets.refusals import refusal_text  # the database and Dagster: no command waits for them

            message = refusal_text(error)
            if message is None:
                raise
            raise click.ClickException(message) from None


@click.group(cls=_Tagging)
def main() -> None:
    """From a district's export to published tables. Settings come from TAGGING_* variables."""


for command in (
    run,
    sample,
    lint,
    rules,
    lock,
    bump,
    quarantine,
    review,
    status,
    override_version,
    rollback,
    consumers,
    explain_subject,
    contracts,
    orders,
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
    label_benchmark,
    label_explain,
    label_train,
    ui,
    prepare,
    manifest,
    address_benchmark,
    link_benchmark,
    sample_score,
    link_learn,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
