"""Problems as Dagster assets: cases with their labels. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

import dagster as dg
import polars as pl

from assets.frame_outputs import OWNERS
from assets.partitions import SNAPSHOT_DATES
from assets.people import Frame
from assets.problems.cases import cases
from tag_rules.engine.model import RuleSet


def _report(rule_set: RuleSet, found: pl.DataFrame) -> str:
    """Return the number of cases of every label as markdown."""
    by_code = dict(found.group_by("label_code").len().iter_rows())
    lines = ["| 标签 label | 类别 category | 名称 title | 事件 cases |", "|---|---|---|--:|"]
    for label in rule_set.problem_labels:
        title, category = label.title, label.category_title
        names = f"{category.zh} {category.en} | {title.zh} {title.en}"
        lines.append(f"| {label.code} | {names} | {by_code.get(label.code, 0)} |")
    return "\n".join(lines)


FRAMES = {
    "case": Frame("走访、接待、热线、约请中的问题事件，不涉及个人。 Problems told, by place, never a person.")
}
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
    context: dg.AssetExecutionContext, rule_set: dg.ResourceParam[RuleSet], **frames: pl.DataFrame
) -> dg.Output[pl.DataFrame]:
    """Label the texts of one snapshot date and make cases of them."""
    texts = {table: frames[table] for table in _TEXTS}
    read = sum(frame.height for frame in texts.values())
    context.log.info(f"labelling {read} texts with {len(rule_set.problem_labels)} labels")
    found = cases(rule_set.problem_labels, texts, {table: frames[table] for table in _REGISTRY})
    used = set(found.get_column("label_code").drop_nulls())
    unused = [label.code for label in rule_set.problem_labels if label.code not in used]
    unlabelled = found.get_column("label_code").null_count()
    by_source = dict(found.group_by("source").len().sort("source").iter_rows())
    counts = ", ".join(f"{source} {rows}" for source, rows in by_source.items())
    context.log.info(f"cases: {found.height} ({counts}); without a label: {unlabelled}")
    return dg.Output(
        found,
        metadata={
            "dagster/row_count": found.height,
            "texts": read,
            "unlabelled": unlabelled,
            **{f"from_{source}": rows for source, rows in by_source.items()},
            "labels_on_no_case": ", ".join(unused) or "-",
            "report": dg.MetadataValue.md(_report(rule_set, found)),
        },
    )
