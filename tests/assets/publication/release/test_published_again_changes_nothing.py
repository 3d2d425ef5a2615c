from datetime import date

import dagster as dg

from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.publication.assets import published
from assets.registry.identity.pending_acts import write_pending
from assets.registry.identity.register import empty_register
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import live, pass_day, publish_day, stage_day

ON = date(2024, 3, 1)
DAY = Day({("resident", 1, "M017"): outcome(), ("household", 1, "M017"): outcome(None)}, {1: {}})


def _materialise_publish(database, store) -> dict[str, int]:
    staged = [dg.AssetSpec(key, partitions_def=SNAPSHOT_DATES) for key in published.dependency_keys]
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [published, *staged],
            selection=[published],
            partition_key=ON.isoformat(),
            # The last two are for a version whose base moved.
            resources={"database": database, "paths": DataPaths(store), "rule_set": None, "checks": None},
            instance=instance,
        )
    made = result.get_asset_materialization_events()
    return {
        event.asset_key.path[-1]: event.materialization.metadata["rows_written"].value  # type: ignore[union-attr]
        for event in made
    }


def test_materialising_the_publish_step_twice(database, tmp_path) -> None:
    pass_day(database, tmp_path, ON, DAY)
    write_pending(DataPaths(tmp_path).register, ON, empty_register())
    assert _materialise_publish(database, tmp_path)["tag_assignment"] == 1
    once = live(database)
    assert set(_materialise_publish(database, tmp_path).values()) == {0}
    assert live(database) == once


def test_equal_content_staged_again_yields_no_publication(database, tmp_path) -> None:
    publish_day(database, tmp_path, ON, DAY)
    once = live(database)
    assert set(stage_day(database, tmp_path, ON, DAY).lines.values()) == {0}
    again = publish_day(database, tmp_path, ON, DAY)
    assert (again.publication_id, again.rows_current) == (None, 1)
    assert live(database) == once


def test_the_order_of_rows_is_no_content(database, tmp_path) -> None:
    publish_day(database, tmp_path, ON, DAY)
    once = live(database)
    backwards = Day(dict(reversed(DAY.rows.items())), DAY.residents)
    assert publish_day(database, tmp_path, ON, backwards).publication_id is None
    assert live(database) == once
