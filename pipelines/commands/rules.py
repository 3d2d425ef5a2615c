"""`tagging lint` and `tagging lock`: what rule owners call while they write.

Belongs here: printing what is found. Does not belong here: finding it (`tag_rules/engine`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from assets.clock import now
from pipelines.settings import Settings
from tag_rules.engine.errors import RuleError, RuleErrors
from tag_rules.engine.lint import lint as lint_rules
from tag_rules.engine.lock import write as write_lock
from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.district import lock_district
from tag_rules.engine.reading.loader import load_rules
from tag_rules.engine.signed_inputs import unsigned_rolls


@click.command()
def lint() -> None:
    """Print everything that is wrong with rule and mapping files: every error with its place."""
    settings = Settings.from_environment()
    report = lint_rules(settings.rules)
    today = now().date()
    errors = [
        *report.errors,
        *_of_mappings(settings.data.mappings, report.rule_set),
        *_of_approvals(report.rule_set, today),
    ]
    if errors:
        raise RuleErrors(errors)
    tags, labels = len(report.rule_set.tags), len(report.rule_set.problem_labels)
    click.echo(f"{tags} tags, {labels} problem labels: no errors")
    if report.not_examined:
        click.echo(f"not examined for contradictions: {', '.join(report.not_examined)}")


def _of_approvals(rule_set: RuleSet, today: date) -> list[RuleError]:
    """Return an error for every contract that still lists tags whose approval is over.

    A night goes on without them; only a person can renew the approval or take the tags out.
    """
    return [
        RuleError(
            "approvals.yaml",
            1,
            1,
            f"{consumer.name}：批准已到期 an approval is over: {', '.join(over)}",
            "renew it, or take the tags out of the contract",
        )
        for consumer in rule_set.consumers
        if (over := sorted(set(rule_set.tags_of(consumer)) - set(rule_set.tags_of(consumer, today))))
    ]


def _of_mappings(folder: Path | None, rule_set: RuleSet) -> list[RuleError]:
    """Return what is wrong with the mapping files (a district's own, or those we ship) and their rolls."""
    from assets.intake.mappings.loading import MAPPINGS, load_mappings
    from assets.intake.refusal import ExportRefused

    folder = folder or MAPPINGS
    try:
        sources = load_mappings(folder)
    except ExportRefused as refused:
        return [
            RuleError(f"{folder.name}/{problem.file}", problem.line, 1, problem.message, problem.remedy)
            for problem in refused.problems
        ]
    rolls = dict.fromkeys(roll for source in sources.values() for roll in source.rolls)
    unsigned = unsigned_rolls(rule_set, rolls)
    return [RuleError(f"{folder.name}/*.yaml", 1, 1, message, remedy) for _, message, remedy in unsigned]


@click.command()
def lock() -> None:
    """Write rules.lock (the shipped one, or a district's own) after a rule and its version were changed."""
    settings = Settings.from_environment()
    rule_set = load_rules(settings.rules)
    if settings.data.district:
        lock_district(rule_set, settings.data.district)
    else:
        write_lock(rule_set, settings.rules / "rules.lock")
