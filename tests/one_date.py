"""One date of the small sample through every stage before publication, its frames kept in memory.

Belongs here: running it, and what it left. Does not belong here: nights that publish (`tests/pipelines`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

import dagster as dg
import polars as pl

import assets.features.assets
import assets.intake.assets
import assets.problems.assets
import assets.registry.assets
import assets.reports.assets
import assets.tagging.assets
from assets.paths import DataPaths
from assets.registry.identity.pseudonym import PseudonymKey
from assets.tagging.engine import Engine
from tests.shipped import shipped_rules

DAY = date(2024, 3, 2)
STAGES = (
    assets.intake.assets, assets.registry.assets, assets.features.assets, assets.tagging.assets,
    assets.problems.assets, assets.reports.assets,
)  # fmt: skip


@dataclass(frozen=True)
class OneDate:
    """What a date left: frames and the figures Dagster was told, both by group/table, and the whole log."""

    paths: DataPaths
    frames: dict[str, pl.DataFrame]
    told: dict[str, dict[str, Any]]
    log: str


class Frames(dg.IOManager):
    """Keeps every frame by its key and hands it on."""

    def __init__(self) -> None:
        self.frames: dict[str, pl.DataFrame] = {}

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        self.frames["/".join(context.asset_key.path)] = obj

    def load_input(self, context: dg.InputContext) -> pl.DataFrame | pl.LazyFrame:
        frame = self.frames["/".join(context.asset_key.path)]
        return frame.lazy() if context.dagster_type.typing_type is pl.LazyFrame else frame


def run_stages(paths: DataPaths, day: date, stages: Iterable[ModuleType] = STAGES) -> OneDate:
    """Run a date of the exports in `paths`; nothing of it is kept in the lake."""
    kept = Frames()
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            dg.load_assets_from_modules(stages),
            partition_key=str(day),
            resources={
                "paths": paths,
                "pseudonym_key": PseudonymKey(paths.register / "pseudonym.key"),
                "io_manager": kept,
                "rule_set": shipped_rules(),
                "engine": Engine(),
            },
            instance=instance,
        )
        log = "\n".join(str(entry) for entry in instance.all_logs(result.run_id))
    assert result.success
    told = {
        "/".join(event.asset_key.path): {
            name: figure.value for name, figure in event.materialization.metadata.items()
        }
        for event in result.get_asset_materialization_events()
        if event.asset_key is not None
    }
    return OneDate(paths, kept.frames, told, log)
