"""Problems as Dagster assets: cases with their labels. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

import dagster as dg
import polars as pl

from assets.frame_outputs import frame_asset, frame_outputs, named_inputs, of_group
from assets.intake.contracts import FREE_TEXT
from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.people import Frame
from assets.problems.cases import case_texts, cases, routed_counts
from assets.problems.learning.classifier_store import current_version, load
from assets.problems.trends.alarms import alarms
from assets.problems.trends.handling import handling, repeats
from assets.problems.trends.told import alarm_report, handling_report
from assets.problems.trends.weekly import weekly
from tag_rules.engine.model import RuleSet


def _report(rule_set: RuleSet, made: pl.DataFrame) -> str:
    """Return the number of cases of every label as markdown."""
    by_code = dict(made.group_by("label_code").len().iter_rows())
    lines = ["| 标签 label | 类别 category | 名称 title | 事件 cases |", "|---|---|---|--:|"]
    for label in rule_set.problem_labels:
        title, category = label.title, label.category_title
        names = f"{category.zh} {category.en} | {title.zh} {title.en}"
        lines.append(f"| {label.code} | {names} | {by_code.get(label.code, 0)} |")
    return "\n".join(lines)


CASE_FRAMES = {
    "case": Frame(
        "走访、接待、热线、约请、民意、问卷、查验中的问题事件，不涉及个人。 Problems told or found,"
        " by place, never a person."
    ),
    "case_label": Frame("事件的全部问题标签。 Every label of each case, best first."),
    "routed_out": Frame("转办的敏感诉求数量，不含内容。 How many texts went to those who can help at once."),
}
ALARM_FRAMES = {
    "alarm": Frame("问题异常上升：按周、区域和标签。 Unusual rises of problems, by week, area and label."),
    "compound_alarm": Frame("小区问题异常上升。 Unusual rises of problems in compounds, by id."),
}
FRAMES = {
    **CASE_FRAMES,
    **ALARM_FRAMES,
    "repeat": Frame("重复诉求：同一地点、同一问题、说法相近。 Cases that repeat one about the same place."),
    "handling": Frame("办理时长、办结率和重复率，按标签。 Time to close, resolved and repeated, by label."),
}
_frame = partial(frame_asset, "problems", FRAMES)
_TEXTS = tuple(FREE_TEXT)
_REGISTRY = ("visit", "case", "survey", "resident", "committee", "building", "compound", "inspection")


@dg.multi_asset(
    name="problems__case",
    outs=frame_outputs("problems", CASE_FRAMES),
    ins=named_inputs(of_group("intake", _TEXTS) | of_group("registry", _REGISTRY)),
    partitions_def=SNAPSHOT_DATES,
)
def problem_case(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    paths: dg.ResourceParam[DataPaths],
    **frames: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Label the texts of one snapshot date and make cases of them."""
    day = date.fromisoformat(context.partition_key)
    rule_set = rule_set.labelling_on(day)
    texts = {table: frames[table] for table in _TEXTS}
    read = sum(frame.height for frame in texts.values())
    context.log.info(f"labelling {read} texts with {len(rule_set.problem_labels)} labels")
    version = current_version(paths.root)
    learnt = load(paths.root, version) if version else None
    made, labels = cases(rule_set, texts, {table: frames[table] for table in _REGISTRY}, learnt)
    used = set(made.get_column("label_code").drop_nulls())
    unused = [label.code for label in rule_set.problem_labels if label.code not in used]
    unlabelled = made.get_column("label_code").null_count()
    by_channel = dict(made.group_by("source").len().sort("source").iter_rows())
    counts = ", ".join(f"{channel} {rows}" for channel, rows in by_channel.items())
    context.log.info(f"cases: {made.height} ({counts}); without a label: {unlabelled}")
    routed_out = routed_counts(rule_set, texts, day)
    routed = dict(routed_out.select("topic", "count").iter_rows())
    yield dg.Output(labels, "case_label", metadata={"dagster/row_count": labels.height})
    yield dg.Output(routed_out, "routed_out", metadata={"dagster/row_count": routed_out.height})
    yield dg.Output(
        made,
        "case",
        metadata={
            "dagster/row_count": made.height,
            "texts": read,
            "unlabelled": unlabelled,
            **{
                f"routed_out_{topic}": "<5" if count is None else str(count)
                for topic, count in routed.items()
            },
            **{f"from_{source}": rows for source, rows in by_channel.items()},
            "label_classifier": version or "-",
            "labels_on_no_case": ", ".join(unused) or "-",
            "report": dg.MetadataValue.md(_report(rule_set, made)),
        },
    )


@dg.multi_asset(
    name="problems__alarm",
    outs=frame_outputs("problems", ALARM_FRAMES),
    ins=named_inputs({"case": ("problems", "case"), "divisions": ("intake", "divisions")}),
    partitions_def=SNAPSHOT_DATES,
)
def problem_alarm(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    case: pl.DataFrame,
    divisions: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Look for unusual rises in the last weeks before one snapshot date."""
    series = weekly(case, date.fromisoformat(context.partition_key))
    found = alarms(series, date.fromisoformat(context.partition_key))
    newest = found.filter(pl.col("week_start") == series.weeks[-1]).height if series.weeks else 0
    context.log.info(f"alarms: {found.height}, of the last week {newest}; {series.keys.height} series")
    in_compound = pl.col("area_level") == "compound"
    compounds = found.filter(in_compound)
    yield dg.Output(compounds, "compound_alarm", metadata={"dagster/row_count": compounds.height})
    yield dg.Output(
        found.filter(~in_compound),
        "alarm",
        metadata={
            "dagster/row_count": found.height - compounds.height,
            "alarms_of_the_last_week": newest,
            "series": series.keys.height,
            "weeks": len(series.weeks),
            "report": dg.MetadataValue.md(alarm_report(rule_set, found, series, divisions)),
        },
    )


@_frame("repeat", of_group("intake", _TEXTS) | of_group("problems", ["case"]))
def case_repeat(case: pl.DataFrame, **frames: pl.DataFrame) -> dg.Output[pl.DataFrame]:
    """Find the cases of one snapshot date that repeat an earlier one about the same place."""
    texts = case_texts(frames).select(case_id="case_code", text="text")
    found = repeats(case, texts)
    return dg.Output(found, metadata={"dagster/row_count": found.height})


@_frame("handling", of_group("problems", ["case", "repeat"]))
def case_handling(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    case: pl.DataFrame,
    repeat: pl.DataFrame,
) -> dg.Output[pl.DataFrame]:
    """Measure how cases of the year before one snapshot date were dealt with."""
    made = handling(case, repeat, date.fromisoformat(context.partition_key))
    return dg.Output(
        made,
        metadata={
            "dagster/row_count": made.height,
            "report": dg.MetadataValue.md(handling_report(rule_set, made)),
        },
    )
