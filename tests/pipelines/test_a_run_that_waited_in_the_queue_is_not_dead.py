"""A run that waited for hours in the queue has only just begun: it may not hold its lock yet."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy as sa

from assets.paths import DataPaths
from pipelines.runs.instance import open_instance
from pipelines.runs.running import end_dead_runs


@dg.job
def nightly() -> None:
    """Stands for a job: only its run is looked at."""


@pytest.mark.parametrize(
    ("moved", "is_dead"), [(("create_timestamp",), False), (("create_timestamp", "update_timestamp"), True)]
)
def test_what_counts_is_since_when_it_starts(tmp_path: Path, moved: tuple[str, ...], is_dead: bool) -> None:
    paths = DataPaths(tmp_path)
    with open_instance(tmp_path / "dagster") as instance:
        run = instance.create_run_for_job(nightly, status=dg.DagsterRunStatus.STARTING)
        ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=3)
        with sa.create_engine(f"sqlite:///{tmp_path / 'dagster' / 'history' / 'runs.db'}").begin() as records:
            for column in moved:
                records.execute(sa.text(f"update runs set {column} = :ago"), {"ago": str(ago)})
        end_dead_runs(instance, paths, lambda line: None)
        found = instance.get_run_by_id(run.run_id)
    assert found is not None
    assert (found.status == dg.DagsterRunStatus.FAILURE) == is_dead
