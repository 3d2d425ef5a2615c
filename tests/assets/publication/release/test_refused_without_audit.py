from datetime import date

import dagster as dg
import pytest

from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.publication.assets import published
from assets.publication.release.publish import PublicationRefusedError, publish
from assets.registry.identity.pending_acts import write_pending
from assets.registry.identity.register import empty_register
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import NOW, live, pass_day, stage_day

ON = date(2024, 3, 1)
DAY = Day({("resident", 1, "M017"): outcome()}, {1: {}})


def test_a_staged_version_nobody_audited_is_refused(database, tmp_path) -> None:
    empty = live(database)
    stage_day(database, tmp_path, ON, DAY)
    with pytest.raises(PublicationRefusedError, match="was not audited: run the checks"):
        publish(database, ON, "run-1", NOW)
    assert live(database) == empty


def test_the_audit_of_an_earlier_version_does_not_count_for_the_newest(database, tmp_path) -> None:
    empty = live(database)
    pass_day(database, tmp_path, ON, DAY)
    stage_day(database, tmp_path, ON, DAY)
    with pytest.raises(PublicationRefusedError, match="staged version 2 was not audited"):
        publish(database, ON, "run-1", NOW)
    assert live(database) == empty


def test_a_date_that_is_not_staged_is_refused(database) -> None:
    with pytest.raises(PublicationRefusedError, match="nothing is staged for 2024-03-01"):
        publish(database, ON, "run-1", NOW)


def test_materialising_the_publish_step_alone_does_not_go_round_the_gate(database, tmp_path) -> None:
    empty = live(database)
    stage_day(database, tmp_path, ON, DAY)
    write_pending(DataPaths(tmp_path).register, ON, empty_register())
    staged = [dg.AssetSpec(key, partitions_def=SNAPSHOT_DATES) for key in published.dependency_keys]
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [published, *staged],
            selection=[published],
            partition_key=ON.isoformat(),
            # The last two are for a version whose base moved.
            resources={"database": database, "paths": DataPaths(tmp_path), "rule_set": None, "checks": None},
            instance=instance,
            raise_on_error=False,
        )
        failures = [event.step_failure_data.error.message for event in result.get_step_failure_events()]
    assert not result.success
    assert len(failures) == 1 and "was not audited" in failures[0]
    assert live(database) == empty
