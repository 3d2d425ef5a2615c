"""Problems as Dagster assets: cases with their labels. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

import dagster as dg
import polars as pl

from assets.frame_outputs import OWNERS
from assets.partitions import SNAPSHOT_DATES
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


@dg.asset(
    key=dg.AssetKey(["problems", "case"]),
    ins={
        "notes": dg.AssetIn(key=dg.AssetKey(["intake", "visits"])),
        "visits": dg.AssetIn(key=dg.AssetKey(["registry", "visit"])),
    },
    description="走访中发现的问题事件，不涉及个人。 Problems told on visits, by place, never a person.",
    group_name="problems",
    kinds={"polars"},
    owners=OWNERS,
    partitions_def=SNAPSHOT_DATES,
)
def problem_case(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    notes: pl.DataFrame,
    visits: pl.DataFrame,
) -> dg.Output[pl.DataFrame]:
    """Label the visits of one snapshot date and make those with a problem label cases."""
    context.log.info(f"labelling {notes.height} visits with {len(rule_set.problem_labels)} labels")
    found = cases(rule_set.problem_labels, notes, visits)
    used = set(found.get_column("label_code"))
    unused = [label.code for label in rule_set.problem_labels if label.code not in used]
    context.log.info(f"cases: {found.height}; visits without a problem label: {visits.height - found.height}")
    return dg.Output(
        found,
        metadata={
            "dagster/row_count": found.height,
            "visits": visits.height,
            "labels_on_no_case": ", ".join(unused) or "-",
            "report": dg.MetadataValue.md(_report(rule_set, found)),
        },
    )
