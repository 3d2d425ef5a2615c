from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from assets.intake.assets import intake
from assets.intake.contracts import CANONICAL
from assets.paths import DataPaths
from sample_district import CANARIES
from tag_rules.engine.lock import load_locked_rules

RULES = Path(__file__).parents[3] / "tag_rules"
FRAMES = {*CANONICAL, "quarantine", "refused_subject", "source_status"}


class Kept(dg.IOManager):
    """Keeps what was handed over, by table."""

    def __init__(self) -> None:
        self.frames: dict[str, pl.DataFrame] = {}

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        self.frames[context.asset_key.path[-1]] = obj

    def load_input(self, context: dg.InputContext) -> Any:
        raise AssertionError("intake has no inputs")


def run(root: Path, day: str, kept: Kept, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    resources = {"paths": DataPaths(root), "io_manager": kept, "rule_set": load_locked_rules(RULES)}
    return dg.materialize([intake], partition_key=day, resources=resources, instance=instance)


@pytest.fixture
def root(landing: Path, tmp_path: Path) -> Path:
    (tmp_path / "landing").symlink_to(landing)
    return tmp_path


def test_every_table_is_an_asset_of_the_group() -> None:
    assert {key.path[0] for key in intake.keys} == {"intake"}
    assert {key.path[1] for key in intake.keys} == FRAMES
    assert set(intake.group_names_by_key.values()) == {"intake"}


def test_materialising_hands_over_every_table_and_shows_no_canary(root: Path) -> None:
    kept = Kept()
    with dg.DagsterInstance.ephemeral() as instance:
        result = run(root, "2024-03-01", kept, instance)
        assert result.success
        events = "\n".join(str(entry) for entry in instance.all_logs(result.run_id))
    assert set(kept.frames) == FRAMES
    assert kept.frames["residents"].height > 3000
    assert "residents: " in events
    assert not [value for value in CANARIES if value in events]


def test_a_refused_export_is_a_failure_that_is_not_retried(root: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance, pytest.raises(dg.Failure) as failure:
        run(root, "2024-03-09", Kept(), instance)
    assert "manifest.json: 文件不存在 the file is not there" in failure.value.description
    assert failure.value.allow_retries is False
