"""Problems as Dagster assets: cases with their labels. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

import dagster as dg
import polars as pl

from assets.frame_outputs import OWNERS
from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.people import Frame
from assets.problems.cases import cases, routed_texts
from assets.problems.learning.classifier_store import current_version, load
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


FRAMES = {
    "case": Frame("走访、接待、热线、约请中的问题事件，不涉及个人。 Problems told, by place, never a person.")
}
SMALLEST_COUNT = 5


def _counted(texts: int) -> str:
    return str(texts) if texts == 0 or texts >= SMALLEST_COUNT else f"<{SMALLEST_COUNT}"


_TEXTS = ("visits", "hotline_tickets", "committee_requests")
_REGISTRY = ("visit", "case", "committee")


@dg.asset(
    key=dg.AssetKey(["problems", "case"]),
    ins={table: dg.AssetIn(key=dg.AssetKey(["intake", table])) for table in _TEXTS}
    | {table: dg.AssetIn(key=dg.AssetKey(["registry", table])) for table in _REGISTRY},
    description=FRAMES["case"].description,
    group_name="problems",
    kinds={"polars"},
    owners=OWNERS,
    partitions_def=SNAPSHOT_DATES,
)
def problem_case(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    paths: dg.ResourceParam[DataPaths],
    **frames: pl.DataFrame,
) -> dg.Output[pl.DataFrame]:
    """Label the texts of one snapshot date and make cases of them."""
    texts = {table: frames[table] for table in _TEXTS}
    read = sum(frame.height for frame in texts.values())
    context.log.info(f"labelling {read} texts with {len(rule_set.problem_labels)} labels")
    version = current_version(paths.root)
    learnt = load(paths.root, version) if version else None
    made = cases(rule_set, texts, {table: frames[table] for table in _REGISTRY}, learnt)
    used = set(made.get_column("label_code").drop_nulls())
    unused = [label.code for label in rule_set.problem_labels if label.code not in used]
    unlabelled = made.get_column("label_code").null_count()
    by_channel = dict(made.group_by("source").len().sort("source").iter_rows())
    counts = ", ".join(f"{channel} {rows}" for channel, rows in by_channel.items())
    context.log.info(f"cases: {made.height} ({counts}); without a label: {unlabelled}")
    routed = dict(routed_texts(rule_set.labelling, texts).iter_rows())
    return dg.Output(
        made,
        metadata={
            "dagster/row_count": made.height,
            "texts": read,
            "unlabelled": unlabelled,
            # A topic told of by few would speak of somebody.
            **{
                f"routed_out_{topic.topic}": _counted(routed.get(topic.topic, 0))
                for topic in rule_set.routed_out
            },
            **{f"from_{source}": rows for source, rows in by_channel.items()},
            "label_classifier": version or "-",
            "labels_on_no_case": ", ".join(unused) or "-",
            "report": dg.MetadataValue.md(_report(rule_set, made)),
        },
    )
