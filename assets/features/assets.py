"""Features as Dagster assets: the facts that rules may use. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import dagster as dg
import polars as pl

from assets.features.declared import known_features
from assets.features.rolls import unlisted_levels
from assets.features.subjects import every_feature
from assets.frame_outputs import frame_inputs, frame_outputs, made_from
from assets.partitions import SNAPSHOT_DATES
from assets.people import Frame, PersonColumns
from tag_rules.engine.model import Feature, RuleSet

FRAMES = {
    "resident": Frame(
        "居民特征：规则可用的事实。 Facts of residents that rules may use; null is unknown.",
        PersonColumns(ids=("subject_id",)),
    ),
    "household": Frame("户特征：规则可用的事实。 Facts of households that rules may use; null is unknown."),
    "dwelling": Frame("房屋特征：规则可用的事实。 Facts of dwellings that rules may use; null is unknown."),
    "building": Frame("楼栋特征：规则可用的事实。 Facts of buildings that rules may use; null is unknown."),
    "compound": Frame("小区特征：规则可用的事实。 Facts of compounds that rules may use; null is unknown."),
    "committee": Frame(
        "居民区特征：规则可用的事实。 Facts of committees that rules may use; null is unknown."
    ),
    "case": Frame(
        "事件特征：规则可用的事实，不涉及个人。 Facts of cases that rules may use; never of a person."
    ),
}


_PEOPLE = ("resident", "roll")
_READS = {
    "resident": (*_PEOPLE, "household", "dwelling", "building", "survey", "volunteer"),
    "household": (*_PEOPLE, "household", "dwelling", "visit"),
    "dwelling": (*_PEOPLE, "dwelling", "building", "compound", "inspection"),
    "building": (*_PEOPLE, "building", "dwelling", "compound", "inspection"),
    "compound": (*_PEOPLE, "compound", "dwelling", "inspection"),
    "committee": (*_PEOPLE, "committee", "household", "dwelling", "compound", "survey", "request"),
    "case": ("case", "visit"),
}
MADE_FROM = {
    subject: (*(f"registry/{table}" for table in (*tables, "uncertain_subject")), "intake/source_status")
    for subject, tables in _READS.items()
}


@dg.multi_asset(
    name="features",
    ins=frame_inputs("features", MADE_FROM),
    outs=frame_outputs("features", FRAMES),
    internal_asset_deps=made_from("features", MADE_FROM),
    partitions_def=SNAPSHOT_DATES,
)
def features(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    source_status: pl.DataFrame,
    uncertain_subject: pl.DataFrame,
    **registry: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Gather what is known of every subject at the end of the snapshot date."""
    as_of = date.fromisoformat(context.partition_key)
    catalogue = rule_set.features
    for roll, rows in unlisted_levels(registry["roll"], catalogue["resident"].values()).iter_rows():
        context.log.warning(f"roll {roll}: {rows} entries of a level that features.yaml does not list")
    taken_in = every_feature(registry, catalogue, as_of)
    made = known_features(rule_set, taken_in, registry, uncertain_subject, source_status, as_of)
    for table, known in made.items():
        context.log.info(f"features of {known.height} {table}s")
        yield dg.Output(
            known, output_name=table, metadata={"known": dg.MetadataValue.md(_known(known, catalogue[table]))}
        )


def _known(frame: pl.DataFrame, features: Mapping[str, Feature]) -> str:
    """Return of how many subjects each fact is known, as markdown."""
    lines = ["| 特征 feature | 名称 title | 已知 known |", "|---|---|--:|"]
    counts = frame.select(pl.all().count()).row(0, named=True)
    for name, feature in features.items():
        if name in counts:
            share = counts[name] / max(frame.height, 1)
            lines.append(f"| {name} | {feature.title.zh} {feature.title.en} | {share:.1%} |")
    return "\n".join(lines)
