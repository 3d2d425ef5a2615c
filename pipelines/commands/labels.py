"""`tagging label-benchmark`, `label-train` and `label-explain`: measuring, learning, and one text's account.

Belongs here: printing and writing pages. Does not belong here: reading, learning, comparing
(`assets/problems`). Nothing printed or written holds a text but the one that is explained to who gave it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assets.clock import now
from pipelines.settings import Settings

if TYPE_CHECKING:
    from assets.problems.learning.label_score import LabelScore, ModeScore

MODES = {
    "patterns": "规则 patterns alone",
    "untrained": "未训练 names, definitions, topics",
    "classifier": "分类器 classifier alone",
    "both": "两者 both",
}
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("label-benchmark")
@click.argument("file", type=_FILE)
@click.argument("mapping", type=_FILE)
@click.option("--html", "page", type=_FILE, help="Write scores, reliability and confusion as a page too.")
def label_benchmark(file: Path, mapping: Path, page: Path | None) -> None:
    """对照已标注文本评分。 Score the labelling of FILE, whose labels MAPPING explains.

    Learns from one part (train_share) and tests every way on the other.
    """
    from assets.problems.learning.label_mapping import load_label_mapping
    from assets.problems.learning.label_score import score
    from assets.problems.learning.labelled_texts import read_labelled_texts
    from tag_rules.engine.reading.loader import load_rules

    rule_set = load_rules(Settings.from_environment().rules).labelling_on(now().date())
    known = load_label_mapping(mapping, rule_set)
    scored = score(rule_set, read_labelled_texts(file, known), known)
    click.echo("\n".join(score_lines(scored)))
    if page is not None:
        from assets.reports.pages.label_score import label_score_page

        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(label_score_page(scored, file.name, MODES), encoding="utf-8")
        click.echo(f"网页 page: {page}")


@click.command("label-train")
@click.argument("file", type=_FILE, required=False)
@click.argument("mapping", type=_FILE, required=False)
def label_train(file: Path | None, mapping: Path | None) -> None:
    """从已标注文本训练分类器。 Train the classifier of problem labels on FILE, whose labels MAPPING explains.

    Without FILE and MAPPING it learns from our own examples, which is a beginning. Texts whose
    label means several of ours are left out. The next run labels with what was learnt.
    """
    from assets.problems.learning import classifier_store
    from assets.problems.learning.training import (
        first_classifier,
        own_texts,
        sample_texts,
        texts_of_file,
        trained,
    )

    if (file is None) != (mapping is None):
        raise click.UsageError("给出 FILE 与 MAPPING 两者，或都不给 give both FILE and MAPPING, or neither")
    settings = Settings.from_environment()
    from tag_rules.engine.reading.loader import load_rules

    rule_set = load_rules(settings.rules).labelling_on(now().date())
    if file is None or mapping is None:
        import polars as pl

        from sample_district.records.notes import ROUTINE
        from sample_district.records.problem_texts import sentences

        learning = pl.concat([own_texts(rule_set), sample_texts(sentences(), ROUTINE)])
        made, left_out = first_classifier(learning), 0
    else:
        learning, left_out = texts_of_file(rule_set, file, mapping)
        made = trained(rule_set, learning)
    version = classifier_store.save(made, settings.data.root)
    click.echo(f"训练文本 texts: {made.texts:,}（未用 left out: {left_out:,}）")
    click.echo(f"标签 labels: {len(made.classes)}")
    click.echo(f"版本 version: {version}")


@click.command("label-explain")
@click.argument("text")
@click.option("--label", "codes", multiple=True, help="Only this label; may be given more than once.")
def label_explain(text: str, codes: tuple[str, ...]) -> None:
    """解释一段文本为何有或没有标签。 Print why TEXT ("-": what is typed) has its labels or has them not.

    By the patterns of today. For example: tagging label-explain 电梯困人 --label P0203
    """
    from pipelines.answers.case_explanation import account_lines
    from tag_rules.engine.errors import did_you_mean
    from tag_rules.engine.labels.explained import explained
    from tag_rules.engine.reading.loader import load_rules

    rule_set = load_rules(Settings.from_environment().rules).labelling_on(now().date())
    known = [label.code for label in rule_set.problem_labels]
    for code in codes:
        if code not in known:
            near = did_you_mean(code, known)
            raise click.ClickException(f"没有这个问题标签 there is no label {code}. {near}")
    given = sys.stdin.read() if text == "-" else text
    account = explained(rule_set.labelling, given, codes)
    click.echo(f"读作 read as: {account.asserted}")
    for line in account_lines(rule_set, account):
        click.echo(line)


def score_lines(scored: LabelScore) -> list[str]:
    """Return the lines of a score: all ways side by side, then each class by the way that is best."""
    lines = [
        f"文本 texts: {scored.texts:,}",
        f"训练 learnt from: {scored.trained_on:,}，测试 tested on: {scored.tested_on:,}",
        f"规则每秒 patterns, texts a second: {scored.texts_a_second:,.0f}",
    ]
    if scored.best_label_right is not None:
        by_patterns = f"{scored.best_by_patterns or 0:.3f}"
        outside = "-" if scored.best_outside is None else f"{scored.best_outside:.3f}"
        lines += [
            f"最佳标签正确 best label right: {scored.best_label_right:.3f}"
            f"（仅规则 patterns alone: {by_patterns}；范围外被标 outside labelled: {outside}）"
        ]
    head = (
        "准确率 accuracy",
        "宏F1 macro-F1",
        "弃权 abstained",
        "范围外被标 outside labelled",
        "校准误差 calibration",
    )
    lines += ["", f"{'方式 way':<34}" + "".join(f"{name:>20}" for name in head)]
    lines += [_line(mode) for mode in scored.modes]
    best = max(scored.modes, key=lambda mode: mode.macro_f1)
    lines += ["", f"各类 by class（{MODES[best.mode]}）"]
    for row in best.by_class.iter_rows(named=True):
        lines.append(
            f"  {row['label']:<30}{row['texts']:>7,}"
            f"  P {row['precision']:.3f}  R {row['recall']:.3f}  F1 {row['f1']:.3f}"
        )
    return lines


def _line(mode: ModeScore) -> str:
    figures = (mode.accuracy, mode.macro_f1, mode.abstained, mode.outside_labelled, mode.calibration_error)
    shown = ("-" if figure is None else f"{figure:.3f}" for figure in figures)
    return f"{MODES[mode.mode]:<34}" + "".join(f"{figure:>20}" for figure in shown)
