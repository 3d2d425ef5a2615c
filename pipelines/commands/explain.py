"""`tagging explain`: why one subject has a tag, has it not, or cannot be decided.

Belongs here: asking for it and printing it. Does not belong here: how it comes about
(`pipelines/answers/explanation.py`). Printed to whoever asked, who must be entitled to that subject.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

import click

from pipelines.commands import DATE
from pipelines.settings import Settings
from tag_rules.engine.model import Subject


@click.command("explain")
@click.argument("subject", type=click.Choice(get_args(Subject)))
@click.argument("subject_id", type=click.IntRange(0, 2**63 - 1), required=False)
@click.option("--code", help="The code its source uses, instead of the surrogate id.")
@click.option("--tag", "tags", multiple=True, help="Only this tag; may be given more than once.")
@click.option("--on", "snapshot", type=DATE, help="Snapshot date; the newest published without it.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def explain_subject(
    subject: str,
    subject_id: int | None,
    code: str | None,
    tags: tuple[str, ...],
    snapshot: datetime | None,
    as_json: bool,
) -> None:
    """Print why SUBJECT SUBJECT_ID has its tags, has others not, and what could not be decided.

    Of a case: its labels and the words for them. For example: tagging explain resident 123 --tag M017
    --on 2024-03-02, or tagging explain case --code T2024001 --tag P0201
    """
    from pipelines.answers import explanation_text
    from pipelines.answers.explaining import explain_one

    if (subject_id is None) == (code is None):
        raise click.UsageError(
            "写代理键，或用 --code 写来源编码 give the surrogate id, or --code with the source's code"
        )
    on: date | None = snapshot.date() if snapshot else None
    if subject == "case":
        if as_json:
            raise click.UsageError("事件没有 --json 格式 a case is not told as JSON")
        from pipelines.answers.case_explanation import case_lines

        for line in case_lines(Settings.from_environment(), subject_id, code, tags, on):
            click.echo(line)
        return
    explained = explain_one(Settings.from_environment(), subject, subject_id, code, tags, on)
    click.echo(explanation_text.as_json(explained) if as_json else explanation_text.as_text(explained))
