from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.tagging.assets import tagging
from assets.tagging.engine import Engine
from assets.tagging.outcome_encoding import SCHEMAS, undecided
from tag_rules.engine.model import SUBJECTS, RuleSet

SOURCES = [dg.AssetSpec(key, partitions_def=SNAPSHOT_DATES) for key in tagging.dependency_keys - tagging.keys]


class Frames(dg.IOManager):
    """Hands over the inputs and keeps the outputs, by key."""

    def __init__(self, inputs: dict[str, pl.DataFrame]) -> None:
        self.inputs = inputs
        self.kept: dict[str, pl.DataFrame] = {}

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        self.kept["/".join(context.asset_key.path)] = obj

    def load_input(self, context: dg.InputContext) -> Any:
        return self.inputs["/".join(context.asset_key.path)]


def test_outcomes_and_disagreements_are_made_of_one_date(
    rule_set: RuleSet, facts: Any, upstream: Any, manual: Any, tmp_path: Path
) -> None:
    person = {"birth_date": date(1940, 1, 1), "registration_type": "local", "lives_here": True}
    status = {
        "source": ["upstream_tags"],
        "state": ["good"],
        "source_as_of": [date(2024, 3, 1)],
        "stale_after_days": [3],
    }
    frames = Frames(
        {
            "features/resident": facts("resident", person),
            "features/household": facts("household", {"on_cloud": False}),
            **{f"features/{subject}": facts(subject, {}) for subject in SUBJECTS[2:]},
            "registry/resident": pl.DataFrame(
                {"resident_id": [1], "resident_key": ["key"], "lives_here": [True]}
            ).with_columns(
                pl.lit(None, pl.Int64).alias(f"{place}_id") for place in ("household", "dwelling", "building")
            ),
            "registry/upstream_tag": upstream((1, "M040", "VALUE-OF-A-PERSON"), (1, "M099", None)),
            "registry/manual_tag": manual(("household", 1, "D042", "add", None)),
            "registry/uncertain_subject": pl.DataFrame(
                schema={
                    "source": pl.String,
                    "subject": pl.String,
                    "subject_id": pl.Int64,
                    "tag_code": pl.String,
                }
            ),
            "intake/source_status": pl.DataFrame(status),
        }
    )
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [tagging, *SOURCES],
            selection=[tagging],
            partition_key="2024-03-02",
            resources={
                "rule_set": rule_set,
                "io_manager": frames,
                "paths": DataPaths(tmp_path),
                "engine": Engine(),
            },
            instance=instance,
        )
        events = "\n".join(str(entry) for entry in instance.all_logs(result.run_id))
    made = {name: frames.kept[f"tagging/{name}"] for name in SCHEMAS}
    assert {"M005", "M040", "D023", "D042"} <= set(made["true_outcome"]["tag_code"])
    assert made["undecided_set"].height == undecided(made)["tag_code"].n_unique() > 0
    assert frames.kept["tagging/disagreement"].rows() == [(1, "M021", "only_rule")]
    assert "upstream tags without effect, no_such_tag: 1 rows" in events
    assert "tags that hold for nobody: " in events
    assert "VALUE-OF-A-PERSON" not in events
