from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from assets.intake.assets import intake
from assets.paths import DataPaths
from assets.registry.assets import IDENTITIES, registry
from assets.registry.identity.pending_acts import commit_pending, read_pending
from assets.registry.identity.pseudonym import PseudonymKey
from assets.registry.identity.register_store import read_register
from sample_district import CANARIES, write_sample
from tag_rules.engine.lock import load_locked_rules

RULES = load_locked_rules(Path(__file__).parents[3] / "tag_rules")


class Frames(dg.IOManager):
    """Keeps every frame by its key and hands it on."""

    def __init__(self) -> None:
        self.frames: dict[str, pl.DataFrame] = {}

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        self.frames["/".join(context.asset_key.path)] = obj

    def load_input(self, context: dg.InputContext) -> Any:
        return self.frames["/".join(context.asset_key.path)]


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    write_sample(tmp_path / "landing", 0.003)
    return DataPaths(tmp_path)


def run(paths: DataPaths, day: str, instance: dg.DagsterInstance) -> tuple[dict[str, pl.DataFrame], str]:
    """The frames of one date and everything the run wrote into its log."""
    kept = Frames()
    key = PseudonymKey(paths.register / "pseudonym.key")
    result = dg.materialize(
        [intake, registry],
        partition_key=day,
        resources={"paths": paths, "pseudonym_key": key, "io_manager": kept, "rule_set": RULES},
        instance=instance,
    )
    assert result.success
    return kept.frames, "\n".join(str(entry) for entry in instance.all_logs(result.run_id))


def publish(paths: DataPaths, day: str, instance: dg.DagsterInstance) -> pl.DataFrame:
    """Run a date of March 2024 and take its acts over, as its publication does; the register then."""
    run(paths, f"2024-03-{day}", instance)
    commit_pending(paths.register, paths.register_rows, date(2024, 3, int(day)))
    return read_register(paths.register, paths.register_rows)


def test_a_second_date_keeps_the_ids_of_the_first(paths: DataPaths) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        first, second, again = (publish(paths, day, instance) for day in ("01", "02", "01"))
    assert second.height > first.height
    assert second.head(first.height).equals(first)
    assert again.equals(second)


def test_every_accepted_resident_row_is_a_resident_or_the_same_person_again(paths: DataPaths) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        frames, _ = run(paths, "2024-03-01", instance)
    people = frames["intake/residents"]
    said = people.drop_nulls("id_value").select("id_type", "id_value", "name", "birth_date", "sex")
    again = said.height - said.unique().height
    acts = read_pending(paths.register).filter(pl.col("subject") == "resident")
    ids = acts.filter(pl.col("source_code").is_in(people["person_code"].to_list()))["subject_id"]
    assert ids.len() == people.height
    assert ids.n_unique() < people.height - again
    assert sorted(frames["registry/resident"]["resident_id"]) == sorted(set(acts["subject_id"]))
    assert frames["registry/visit"].height == frames["intake/visits"].height


def test_the_register_shows_in_the_graph_and_no_canary_leaves_intake(paths: DataPaths) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        frames, log = run(paths, "2024-03-01", instance)
        event = instance.get_latest_materialization_event(IDENTITIES)
    assert event is not None and event.asset_materialization is not None
    rows = event.asset_materialization.metadata["pending_acts"].value
    assert rows == read_pending(paths.register).height > 0
    made = "".join(frame.write_ndjson() for key, frame in frames.items() if key.startswith("registry/"))
    assert not [value for value in CANARIES if value in log + made]
