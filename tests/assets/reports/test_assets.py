from typing import Any

import dagster as dg
import polars as pl

from assets.partitions import SNAPSHOT_DATES
from assets.reports.assets import quarantine_summaries, tag_statistics
from tests.assets.tagging.outcome_rows import SCHEMA, kept
from tests.shipped import shipped_rules

SECRET = "张三丰的原始行"
INPUTS = {
    **kept(pl.DataFrame(
        [("resident", at, "M005", True, None, "rule", "active", 1, 90, False, "310106010000", "310106010001")
         for at in range(7)],
        schema=SCHEMA, orient="row",
    )),
    "resident": pl.DataFrame(
        {"street_code": ["310106010000"] * 7, "committee_code": ["310106010001"] * 7}
    ),
    **{
        table: pl.DataFrame(schema={"street_code": pl.String, "committee_code": pl.String})
        for table in ("household", "dwelling", "building", "compound", "committee")
    },
    "record_quality": pl.DataFrame(
        schema={"area_level": pl.String, "area_code": pl.String, "item": pl.String, "count": pl.Int64}
    ),
    "quarantine": pl.DataFrame({"source": ["visits"], "reason_code": ["bad_date"], "row": [SECRET]}),
}  # fmt: skip


SOURCES = [
    dg.AssetSpec(key, partitions_def=SNAPSHOT_DATES)
    for made in (tag_statistics, quarantine_summaries)
    for key in made.dependency_keys
]


class Frames(dg.IOManager):
    """Hands over the inputs and keeps the outputs, by table."""

    def __init__(self) -> None:
        self.kept: dict[str, pl.DataFrame] = {}

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        self.kept[context.asset_key.path[-1]] = obj

    def load_input(self, context: dg.InputContext) -> Any:
        frame = INPUTS[context.asset_key.path[-1]]
        return frame.lazy() if context.dagster_type.typing_type is pl.LazyFrame else frame


def test_both_tables_are_made_and_no_row_is_shown() -> None:
    frames = Frames()
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [tag_statistics, quarantine_summaries, *SOURCES],
            selection=[tag_statistics, quarantine_summaries],
            partition_key="2024-03-02",
            resources={"rule_set": shipped_rules(), "io_manager": frames},
            instance=instance,
        )
        events = "\n".join(str(entry) for entry in instance.all_logs(result.run_id))
    assert result.success
    assert frames.kept["tag_statistic"].get_column("count").to_list() == [7, 7, 7]
    assert frames.kept["quarantine_summary"].get_column("rows").to_list() == [1]
    assert "statistics: 3 rows, 0 suppressed" in events
    assert SECRET not in events
    assert {key.path[0] for made in (tag_statistics, quarantine_summaries) for key in made.keys} == {
        "reports"
    }
