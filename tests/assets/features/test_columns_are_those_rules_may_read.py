from datetime import date
from typing import Any

import dagster as dg
import polars as pl
import pytest

from assets.features.assets import features
from assets.intake.assets import intake
from assets.paths import DataPaths
from assets.registry.assets import registry
from assets.registry.identity.pseudonym import PseudonymKey
from sample_district import write_sample
from tag_rules.engine.evaluate import evaluate, schema
from tests.shipped import shipped_rules

DAY = date(2024, 3, 2)
RULES = shipped_rules()
FIRST = {
    "subject_id": pl.Int64(),
    **dict.fromkeys(("street_code", "grid_code", "committee_code"), pl.String()),
}


class Frames(dg.IOManager):
    """Keeps every frame by its key and hands it on."""

    def __init__(self) -> None:
        self.frames: dict[str, pl.DataFrame] = {}

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        self.frames["/".join(context.asset_key.path)] = obj

    def load_input(self, context: dg.InputContext) -> Any:
        return self.frames["/".join(context.asset_key.path)]


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """Everything up to the features of the sample district, materialised."""
    paths = DataPaths(tmp_path_factory.mktemp("data"))
    write_sample(paths.landing_root, 0.003)
    kept = Frames()
    key = PseudonymKey(paths.register / "pseudonym.key")
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [intake, registry, features],
            partition_key=str(DAY),
            resources={"paths": paths, "pseudonym_key": key, "io_manager": kept, "rule_set": RULES},
            instance=instance,
        )
    assert result.success
    return kept.frames


@pytest.mark.parametrize("subject", ["resident", "household"])
def test_columns_and_types_are_those_of_the_catalogue(frames: dict[str, pl.DataFrame], subject: str) -> None:
    found = frames[f"features/{subject}"]
    assert dict(found.schema) == {**FIRST, **schema(RULES, subject)}
    assert found.columns[:4] == list(FIRST)


@pytest.mark.parametrize("subject", ["resident", "household"])
def test_every_subject_of_the_registry_has_one_row(frames: dict[str, pl.DataFrame], subject: str) -> None:
    ids = frames[f"registry/{subject}"][f"{subject}_id"]
    assert frames[f"features/{subject}"]["subject_id"].to_list() == ids.unique().sort().to_list()


@pytest.mark.parametrize("subject", ["resident", "household"])
def test_the_rules_accept_them(frames: dict[str, pl.DataFrame], subject: str) -> None:
    assert evaluate(RULES, subject, frames[f"features/{subject}"], DAY).height > 0
