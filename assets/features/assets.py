"""Features as Dagster assets: the facts that rules may use. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import polars as pl

from assets.features.household import household_features
from assets.features.resident import resident_features
from assets.features.staleness import null_while_stale
from assets.frame_outputs import frame_outputs
from assets.partitions import SNAPSHOT_DATES
from tag_rules.engine.model import RuleSet

DESCRIPTIONS = {
    "resident": "居民特征：规则可用的事实。 Facts of residents that rules may use; null is unknown.",
    "household": "户特征：规则可用的事实。 Facts of households that rules may use; null is unknown.",
}
_REGISTRY = ("resident", "household", "dwelling", "building", "roll", "visit")


@dg.multi_asset(
    name="features",
    ins={table: dg.AssetIn(key=dg.AssetKey(["registry", table])) for table in _REGISTRY}
    | {"source_status": dg.AssetIn(key=dg.AssetKey(["intake", "source_status"]))},
    outs=frame_outputs("features", DESCRIPTIONS),
    partitions_def=SNAPSHOT_DATES,
)
def features(
    context: dg.AssetExecutionContext,
    rule_set: dg.ResourceParam[RuleSet],
    source_status: pl.DataFrame,
    **registry: pl.DataFrame,
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Gather what is known of every resident and household at the end of the snapshot date."""
    as_of = date.fromisoformat(context.partition_key)
    frames = {
        "resident": resident_features(registry, as_of),
        "household": household_features(registry, as_of),
    }
    for table, frame in frames.items():
        known = null_while_stale(frame, rule_set.features[table], source_status, as_of)
        context.log.info(f"features of {known.height} {table}s")
        yield dg.Output(known, output_name=table)
