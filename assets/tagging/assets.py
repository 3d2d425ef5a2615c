"""Tagging as Dagster assets: outcomes and disagreements of one snapshot date. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import polars as pl

from assets.frame_outputs import frame_outputs, made_from, named_inputs, of_group
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.people import Frame, PersonColumns
from assets.tagging.city import city_of_date, given
from assets.tagging.disagreement import disagreements
from assets.tagging.engine import Engine
from assets.tagging.outcome_encoding import unknown_counts
from assets.tagging.stated_rows import ignored, manual_rows
from tag_rules.engine.model import SUBJECTS, RuleSet

_BY_SUBJECT = PersonColumns(subject_by=("subject_id",))
FRAMES = {
    "true_outcome": Frame("成立的标签。 Tags that are true. What is in neither table is false.", _BY_SUBJECT),
    "undecided_subject": Frame(
        "有无法判定标签的对象，及其标签组编号。 Who is undecided about which set of tags.", _BY_SUBJECT
    ),
    "undecided_set": Frame("标签组：一并无法判定的标签。 Sets of tags that are unknown together."),
    "disagreement": Frame(
        "市级下发与本区规则不一致的居民标签。 Where the city and our rule differ on a resident.",
        PersonColumns(ids=("subject_id",)),
    ),
}

INPUTS = {
    **of_group("features", SUBJECTS),
    "known_resident": ("registry", "resident"),
    "upstream_tag": ("registry", "upstream_tag"),
    "manual_tag": ("registry", "manual_tag"),
    "uncertain_subject": ("registry", "uncertain_subject"),
    "source_status": ("intake", "source_status"),
}
_EVERY = tuple("/".join(key) for key in INPUTS.values())
MADE_FROM = {
    "true_outcome": _EVERY,
    "undecided_subject": _EVERY,
    "undecided_set": ("undecided_subject",),
    "disagreement": (
        "features/resident",
        "registry/upstream_tag",
        "registry/uncertain_subject",
        "intake/source_status",
    ),
}


def _report(rule_set: RuleSet, true: dict[str, int], unknown: dict[str, int], as_of: date) -> str:
    """Return true and unknown counts of every tag in force as markdown."""
    lines = [
        "| 标签 tag | 名称 title | 对象 subject | 成立 true | 无法判定 unknown |",
        "|---|---|---|--:|--:|",
    ]
    for tag in rule_set.tags:
        if tag.in_force(as_of):
            counts = f"{true.get(tag.code, 0)} | {unknown.get(tag.code, 0)}"
            lines.append(f"| {tag.code} | {tag.title.zh} {tag.title.en} | {tag.subject} | {counts} |")
    return "\n".join(lines)


@dg.multi_asset(
    name="tagging",
    outs=frame_outputs("tagging", FRAMES),
    ins=named_inputs(INPUTS),
    internal_asset_deps=made_from("tagging", MADE_FROM),
    partitions_def=SNAPSHOT_DATES,
)
def tagging(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    paths: dg.ResourceParam[DataPaths],
    engine: dg.ResourceParam[Engine],
    known_resident: pl.DataFrame,
    upstream_tag: pl.DataFrame,
    manual_tag: pl.DataFrame,
    uncertain_subject: pl.DataFrame,
    source_status: pl.DataFrame,
    **features: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Apply the rules, the city's tags and decisions by hand to every subject of one snapshot date."""
    as_of = date.fromisoformat(context.partition_key)
    rule_set = rule_set.at(as_of)
    sources = load_mappings(paths.mappings or MAPPINGS)
    undocumented = known_resident.filter(pl.col("resident_key").is_null()).get_column("resident_id")
    city = city_of_date(sources, rule_set, source_status, uncertain_subject, as_of, undocumented)
    subjects = ", ".join(f"{features[subject].height} {subject}" for subject in SUBJECTS)
    context.log.info(f"tagging {subjects}, rules {rule_set.version}")
    if city.is_silent:
        context.log.warning("upstream_tags is stale: what the city gives is unknown unless a rule gives it")
    by_city = given(rule_set, upstream_tag, known_resident)
    for origin, reason, rows in ignored(rule_set, features, by_city, manual_tag, as_of).iter_rows():
        context.log.warning(f"{origin} tags without effect, {reason}: {rows} rows")
    made = engine.outcomes(rule_set, features, paths, by_city, manual_rows(manual_tag), city, as_of)
    yield from _outputs(context, rule_set, made, city.is_silent, as_of)
    differing = disagreements(rule_set, features["resident"], upstream_tag, city, as_of)
    kinds = dict(differing.group_by("kind").len().iter_rows())
    context.log.info(f"disagreements with the city: {differing.height}")
    yield dg.Output(
        differing,
        output_name="disagreement",
        metadata={
            "dagster/row_count": differing.height,
            "only_source": kinds.get("only_source", 0),
            "only_rule": kinds.get("only_rule", 0),
        },
    )


def _outputs(
    context: dg.AssetExecutionContext,
    rule_set: RuleSet,
    made: dict[str, pl.DataFrame],
    upstream_is_stale: bool,
    as_of: date,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Give the frames of outcomes to the graph, with true and unknown counts of every tag."""
    true = dict(made["true_outcome"].group_by("tag_code").len().iter_rows())
    unknown = dict(unknown_counts(made["undecided_subject"], made["undecided_set"], []).iter_rows())
    nobody = [tag.code for tag in rule_set.tags if tag.in_force(as_of) and tag.code not in true]
    context.log.info(f"outcomes: {sum(true.values())} true, {sum(unknown.values())} unknown")
    if nobody:
        context.log.info(f"tags that hold for nobody: {', '.join(nobody)}")
    yield dg.Output(
        made["true_outcome"],
        output_name="true_outcome",
        metadata={
            "dagster/row_count": made["true_outcome"].height,
            "unknown": sum(unknown.values()),
            "upstream_is_stale": upstream_is_stale,
            "rule_set_version": rule_set.version,
            "held_by_nobody": ", ".join(nobody) or "-",
            "report": dg.MetadataValue.md(_report(rule_set, true, unknown, as_of)),
        },
    )
    for table in ("undecided_subject", "undecided_set"):
        yield dg.Output(made[table], output_name=table, metadata={"dagster/row_count": made[table].height})
