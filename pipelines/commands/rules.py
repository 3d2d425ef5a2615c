"""`tagging lint`, `rules`, `lock` and `bump`: what rule owners call while they write.

Belongs here: printing what is found. Does not belong here: finding it (`tag_rules/engine`).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from assets.clock import now
from pipelines.commands import DATE
from pipelines.settings import Settings
from tag_rules.engine.errors import RuleError, RuleErrors, did_you_mean
from tag_rules.engine.labels.model import ProblemLabel
from tag_rules.engine.life import ACTS, STAGES, review_due
from tag_rules.engine.lint import lint as lint_rules
from tag_rules.engine.lock import LOCKING
from tag_rules.engine.lock import write as write_lock
from tag_rules.engine.model import RuleSet, Tag
from tag_rules.engine.reading.bump import bumped
from tag_rules.engine.reading.district import lock_district
from tag_rules.engine.reading.loader import load_rules, read_rules
from tag_rules.engine.reading.rule_file import RuleFile
from tag_rules.engine.signed_inputs import signed_rolls


@click.command()
def lint() -> None:
    """Print everything that is wrong with rule and mapping files: every error with its place."""
    settings = Settings.from_environment()
    report = lint_rules(settings.rules)
    today = now().date()
    errors = [
        *report.errors,
        *_of_features(report.rule_set, settings.rules),
        *_of_mappings(settings.data.mappings, report.rule_set),
        *_of_approvals(report.rule_set, today),
    ]
    if errors:
        raise RuleErrors(errors)
    for tag in report.rule_set.tags:
        due = review_due(tag.life)
        if due is not None and due <= today:
            click.echo(f"{tag.code} {tag.title.zh}：到期未复审 review was due on {due}")
    tags, labels = len(report.rule_set.tags), len(report.rule_set.problem_labels)
    click.echo(
        f"{tags} 个标签、{labels} 个问题标签，没有错误 {tags} tags, {labels} problem labels: no errors"
    )
    if report.not_examined:
        click.echo(f"未查矛盾 not examined for contradictions: {', '.join(report.not_examined)}")


def _of_features(rule_set: RuleSet, folder: Path) -> list[RuleError]:
    """Return an error for every column of features.yaml that no code makes."""
    from assets.features.unmade import unmade

    file = RuleFile(folder / "features.yaml", "features.yaml")
    for subject, name in unmade(rule_set.features):
        at = next(at for at, entry in enumerate(file.content[subject]) if entry.get("name") == name)
        message = f"没有程序产生这一列 no code makes the column “{name}” of {subject}"
        near = did_you_mean(name, (other for other in rule_set.features[subject] if other != name))
        file.refuse([subject, at, "name"], message, near or "先请开发人员加上 have it made first")
    return file.errors


def _of_approvals(rule_set: RuleSet, today: date) -> list[RuleError]:
    """Return an error for every contract that still lists tags whose approval is over.

    A night goes on without them; only a person can renew the approval or take the tags out.
    """
    errors = []
    for consumer in rule_set.consumers:
        begun = {
            each.purpose
            for each in rule_set.approvals
            if each.consumer == consumer.name and each.decision == "approved" and each.is_decided(today)
        }
        lost = set(rule_set.tags_of(consumer)) - set(rule_set.tags_of(consumer, today))
        over = sorted(code for code in lost if rule_set.tag(code).purpose in begun)
        if over:
            message = f"{consumer.name}：批准已到期 an approval is over: {', '.join(over)}"
            remedy = "续批，或从契约里去掉这些标签 renew it, or take the tags out of the contract"
            errors.append(RuleError("approvals.yaml", 1, 1, message, remedy))
    return errors


def _of_mappings(folder: Path | None, rule_set: RuleSet) -> list[RuleError]:
    """Return what is wrong with the mapping files (a district's own, or those we ship) and their rolls."""
    from assets.intake.mappings.loading import MAPPINGS, load_mappings
    from assets.intake.refusal import ExportRefused

    folder = folder or MAPPINGS
    try:
        load_mappings(folder, signed_rolls(rule_set))
    except ExportRefused as refused:
        return [
            RuleError(f"{folder.name}/{problem.file}", problem.line, 1, problem.message, problem.remedy)
            for problem in refused.problems
        ]
    return []


@click.command()
@click.argument("codes", nargs=-1)
def rules(codes: tuple[str, ...]) -> None:
    """Print tags and labels: version, stage, owner, purpose; who drafted, reviewed, published each when."""
    rule_set = load_rules(Settings.from_environment().rules)
    today = now().date()
    labels = {label.code: label for label in rule_set.problem_labels}
    unknown = [code for code in codes if code not in rule_set.codes and code not in labels]
    if unknown:
        raise click.ClickException(f"没有这些标签 there are no tags {', '.join(unknown)}")
    for tag in rule_set.tags:
        if codes and tag.code not in codes:
            continue
        chinese, english = STAGES[tag.stage(today)]
        owner = rule_set.purposes[tag.purpose].owner
        ends = f" 至 until {tag.valid_to}" if tag.valid_to else ""
        click.echo(
            f"{tag.code} {tag.title.zh} {tag.title.en} · 第 {tag.version} 版 version · {chinese} {english}"
            f" · 自 from {tag.valid_from}{ends} · {owner.zh} · {tag.purpose}"
        )
        for act in tag.life:
            places = f" {', '.join(act.committees)}" if act.committees else ""
            click.echo(f"    {act.on} {' '.join(ACTS[act.act])}: {act.by}{places}")
    for label in labels.values():
        if codes and label.code not in codes:
            continue
        ends = f" 至 until {label.valid_to}" if label.valid_to else ""
        click.echo(
            f"{label.code} {label.title.zh} {label.title.en} · 第 {label.version} 版 version"
            f" · 自 from {label.valid_from}{ends} · {rule_set.purposes[label.purpose].owner.zh}"
            f" · {label.purpose}"
        )


@click.command()
def lock() -> None:
    """Write rules.lock (the shipped one, or a district's own) after a rule and its version were changed.

    What lint finds comes first: a version locked with a fault could not be put right under its number.
    """
    settings = Settings.from_environment()
    rule_set = load_rules(settings.rules)
    faults = [error for error in lint_rules(settings.rules).errors if LOCKING not in error.remedy]
    if faults:
        raise RuleErrors(faults)
    if settings.data.district:
        added = lock_district(rule_set, settings.data.district)
    else:
        added = write_lock(rule_set, settings.rules / "rules.lock")
    for one in added:
        click.echo(one)
    click.echo(f"已锁定 {len(added)} 项 {len(added)} locked" if added else "没有新内容 nothing new")


@click.command()
@click.argument("code")
@click.option("--from", "start", type=DATE, required=True, help="新版本首日 First day of the next one.")
def bump(code: str, start: datetime) -> None:
    """Move what tag or label CODE says now under `earlier`, and begin its next version on a day.

    For example: tagging bump D050 --from 2025-01-01
    """
    settings = Settings.from_environment()
    reading = read_rules(settings.rules)
    newest: dict[str, Tag | ProblemLabel] = {tag.code: tag for tag in reading.rule_set.tags}
    newest |= {label.code: label for label in reading.rule_set.problem_labels}
    if code not in newest:
        raise click.ClickException(f"没有这个标签 there is no tag {code}. {did_you_mean(code, newest)}")
    tag = newest[code]
    file, _ = reading.places[code, tag.version]
    districts = isinstance(tag, Tag) and tag.level == "district"
    path = (settings.data.district if districts else None) or settings.shared_rules
    target = path / file.name
    target.write_text(bumped(target.read_text(encoding="utf-8"), tag, start.date()), encoding="utf-8")
    click.echo(
        f"{file.name}: {code} 第 {tag.version + 1} 版自 {start.date()} 起，第 {tag.version} 版移到 earlier。"
        "改好规则与用例后运行 tagging lint、tagging lock\n"
        f"{code} version {tag.version + 1} from {start.date()}; version {tag.version} stands under earlier. "
        "Change the rule and its cases, then: tagging lint, tagging lock"
    )
