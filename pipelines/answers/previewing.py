"""A preview from a deployment's settings: what the command and the job of that name share.

Belongs here: finding the rules to compare with and the facts of a date. Does not belong here: comparing.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from assets.features.declared import known_features
from assets.features.subjects import REGISTRY
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.lake import newest_date, read_frame
from assets.problems.label_changes import label_changes
from assets.reports.pages.label_changes import LabelChange, shown_label_changes
from assets.reports.pages.preview import preview_page
from assets.reports.previews import DISTRICT, shown_counts
from pipelines.answers.case_explanation import TEXTS
from pipelines.settings import Settings
from tag_rules.engine.errors import RefusedError
from tag_rules.engine.model import RuleSet
from tag_rules.engine.preview import MEASURES, Preview, as_they_will_be, later_days, preview, who_is_counted
from tag_rules.engine.reading.district import district_rules
from tag_rules.engine.reading.loader import load_rules


class CannotPreviewError(RefusedError):
    """There is nothing to compare with, or no facts; the message says which and what to do."""


@dataclass(frozen=True)
class Previewed:
    """A preview as text and as a page."""

    preview: Preview
    text: str
    html: str


def preview_rules(
    settings: Settings, against: str, on: date | None, rules_on: date | None = None
) -> Previewed:
    """Compare the rule files as they are with those of `against`, on the facts of a date or the newest ones.

    Raises CannotPreviewError, and RuleErrors when one of the two cannot be read.

    Args:
        against: a folder of rule files, the version of a rule set that was published, or a git reference.
        on: the date of the facts.
        rules_on: the day whose versions and values are compared; the date of the facts without it.
    """
    before, after = rules_of(settings, against), load_rules(settings.rules)
    day = on or newest_date(settings.data.lake, "features", "resident")
    if day is None:
        raise CannotPreviewError("尚未运行 nothing has been computed yet: tagging run")
    frames = {subject: read_frame(settings.data.lake, "features", subject, day) for subject in after.features}
    features = {subject: frame for subject, frame in frames.items() if frame is not None}
    if not features:
        raise CannotPreviewError(f"{day} 未运行 the lake has no features of {day}: tagging run --date {day}")
    later = [] if rules_on else later_days(after, day)
    labels_of = rules_on or day
    was, now = (rules.labelling_on(labels_of) for rules in (before, after))
    changes = label_changes(was.labelling, now.labelling, _texts(settings, day))
    labels = shown_label_changes(changes, was.problem_labels, now.problem_labels)
    if rules_on:
        after = as_they_will_be(after, rules_on)
    facts = [_with_declared(settings, rules, features, day) for rules in (before, after)]
    compared = preview(before, after, facts[0], day, _settled(settings, day), facts[1])
    shown = shown_counts(compared)
    html = preview_page(compared, shown, (before, after), against, _streets(settings, day), labels)
    text = "\n".join([_as_text(compared, shown, before, after, against), *_labels_as_text(labels)])
    if later:
        text += (
            f"\n\n以后生效的改动未计入 not counted are changes from {', '.join(map(str, later))}: "
            f"tagging preview --against {against} --rules-of {later[0]}"
        )
    return Previewed(compared, text, html)


def rules_of(settings: Settings, against: str) -> RuleSet:
    """Return the rule set of a folder, of a published version, or of a git reference.

    A district's reference is one of the repository its own folder is in, beside the shared rules as they are.
    """
    for folder in (Path(against), settings.data.published_rules / against):
        if (folder / "features.yaml").is_file():
            return load_rules(folder)
    district = settings.data.district
    with tempfile.TemporaryDirectory() as unpacked:
        then = Path(unpacked) / "then"
        _unpack(district or settings.rules, against, then)
        return load_rules(district_rules(settings.shared_rules, then, Path(unpacked)) if district else then)


def _unpack(folder: Path, reference: str, target: Path) -> None:
    """Write a folder as it was at a git reference of its repository; raises CannotPreviewError."""
    nothing = (
        f"“{reference}” 不是规则目录、已发布的规则版本或 git 版本"
        " is no folder of rules, no published version of the rules and no git reference"
    )
    if reference.startswith("-"):  # git would take it for an option
        raise CannotPreviewError(nothing)
    try:
        archive = subprocess.run(
            ["git", "-C", str(folder), "archive", "--format=tar", reference], capture_output=True, check=False
        )
    except FileNotFoundError:
        raise CannotPreviewError(
            f"{nothing}：未安装 git that could be read: git is not installed here"
        ) from None
    if archive.returncode:
        message = archive.stderr.decode(errors="replace").strip()
        raise CannotPreviewError(f"{nothing} of {folder} ({message})")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(target, filter="data")


def _settled(settings: Settings, day: date) -> pl.DataFrame:
    """Return the keys that the city or a person decided; of a complete list of the city, everybody's."""
    manual, upstream, resident = (
        _frame(settings, "registry", table, day) for table in ("manual_tag", "upstream_tag", "resident")
    )
    by_city = upstream.select(
        pl.lit("resident").alias("subject"), subject_id="resident_id", tag_code="tag_code"
    )
    keys = [by_city.select("subject", "subject_id", pl.col("tag_code").cast(pl.String))]
    complete = {
        code
        for source in load_mappings(settings.data.mappings or MAPPINGS).values()
        for code in source.complete
    }
    keys += [
        resident.select(pl.lit("resident").alias("subject"), subject_id="resident_id", tag_code=pl.lit(code))
        for code in sorted(complete)
    ]
    keys.append(manual.select(pl.col("subject").cast(pl.String), "subject_id", "tag_code"))
    return pl.concat(keys).unique()


def _texts(settings: Settings, day: date) -> dict[str, pl.DataFrame]:
    """Return what was told that day: masked, and counted here alone."""
    frames = {table: read_frame(settings.data.lake, "intake", table, day) for table in TEXTS}
    # A date taken in by an earlier version has fewer tables with texts, but it has visits.
    there = {table: frame for table, frame in frames.items() if frame is not None}
    return there | {"visits": _frame(settings, "intake", "visits", day)}


def _labels_as_text(changes: Sequence[LabelChange]) -> list[str]:
    """Return the labels whose texts change, as lines of a table."""
    if not changes:
        return ["", "0 个问题标签的文本有变化 0 problem labels change"]
    lines = ["", f"{len(changes)} 个问题标签的文本有变化 {len(changes)} problem labels change"]
    lines += [f"{'label':<6}{'gained':>12}{'lost':>12}{'unchanged':>12}"]
    for change in changes:
        shown = ["hidden" if count is None else str(count) for count in change.counts.values()]
        title = f"{change.title.zh} {change.title.en}" if change.title else ""
        lines.append(f"{change.code:<6}" + "".join(f"{count:>12}" for count in shown) + f"  {title}")
    return lines


def _with_declared(
    settings: Settings, rule_set: RuleSet, features: dict[str, pl.DataFrame], day: date
) -> dict[str, pl.DataFrame]:
    """Return a date's features with the facts that these rules declare, whatever the date's own rules did."""
    if not any(fact.made for facts in rule_set.features.values() for fact in facts.values()):
        return features
    registry = {table: _frame(settings, "registry", table, day) for table in REGISTRY}
    uncertain = _frame(settings, "registry", "uncertain_subject", day)
    status = _frame(settings, "intake", "source_status", day)
    return known_features(rule_set, features, registry, uncertain, status, day)


def _streets(settings: Settings, day: date) -> dict[str, str]:
    divisions = _frame(settings, "intake", "divisions", day)
    return dict(divisions.filter(pl.col("level") == "street").select("division_code", "name").iter_rows())


def _frame(settings: Settings, group: str, table: str, day: date) -> pl.DataFrame:
    """Return a frame that every date has; CannotPreviewError where this one lost it."""
    frame = read_frame(settings.data.lake, group, table, day)
    if frame is None:
        raise CannotPreviewError(
            f"{day} 缺少数据 the lake has no {group}/{table} of {day}: tagging run --date {day}"
        )
    return frame


def _as_text(compared: Preview, shown: pl.DataFrame, before: RuleSet, after: RuleSet, against: str) -> str:
    """Return the district's counts as a table."""
    titles = {tag.code: tag.title for rule_set in (before, after) for tag in rule_set.tags}
    now = after.at(compared.as_of).tags
    counted_of = {tag.code: who_is_counted(tag, compared.as_of) for tag in now}
    lines = [
        f"{compared.as_of}：规则 rules {compared.before} ({against})"
        f" → {compared.after} (现在的文件 the files as they are)",
        f"{len(compared.changed)} 个标签有变化，{len(compared.same)} 个不变"
        f"\n{len(compared.changed)} tags change, {len(compared.same)} decide alike",
        "",
        "标签、得到、失去、无法判定、不变、等级有变（不足 5 的隐去 hidden）",
        f"{'tag':<6}{'gained':>12}{'lost':>12}{'unknown':>12}{'unchanged':>12}{'level':>12}",
    ]
    for row in shown.filter(pl.col("street_code") == DISTRICT).iter_rows(named=True):
        counts = ["hidden" if row[name] is None else f"{row[name]:,}" for name in MEASURES]
        title = titles[row["tag_code"]]
        lines.append(
            f"{row['tag_code']:<6}" + "".join(f"{count:>12}" for count in counts) + f"  {title.zh} {title.en}"
        )
        if who := counted_of.get(row["tag_code"]):
            lines.append(f"      （{who[0]} {who[1]}）")
    for code, names in compared.not_compared.items():
        lines.append(f"{code:<6}未比较，当日没有 not compared: that date has no {', '.join(names)}")
    return "\n".join(lines)
