"""A run that failed at the last step, executed again from there by Dagster, as `run_retries` does."""

from collections.abc import Callable

import dagster as dg
import pytest
import sqlalchemy as sa

from assets.publication.store import schema
from pipelines.definitions import build_definitions
from pipelines.runs.instance import open_instance
from pipelines.settings import Settings
from sample_district import SNAPSHOT_DATES
from tests.assets.publication.publishing import live, rows_of
from tests.pipelines.conftest import District, History

YESTERDAY, TODAY = SNAPSHOT_DATES[1], SNAPSHOT_DATES[2]
FULL = "create trigger disk_full before insert on publication begin select raise(abort, 'no space left'); end"


def nightly_job() -> dg.JobDefinition:
    return build_definitions(Settings.from_environment()).resolve_job_def("nightly")


def test_the_retry_publishes_what_was_audited(
    sqlite_history: History, copy_after: Callable[..., District], monkeypatch: pytest.MonkeyPatch
) -> None:
    district = copy_after(sqlite_history, YESTERDAY)
    monkeypatch.setenv("TAGGING_DATA_DIR", str(district.paths.root))
    job, tags = dg.reconstructable(nightly_job), {"dagster/partition": TODAY.isoformat()}
    with open_instance(district.paths.root / "dagster") as instance:
        with district.database.transaction() as connection:
            connection.execute(sa.text(FULL))
        first = dg.execute_job(job, instance, tags=tags, raise_on_error=False)
        assert not first.success
        assert live(district.database) == sqlite_history.tables[YESTERDAY]
        with district.database.transaction() as connection:
            connection.execute(sa.text("drop trigger disk_full"))
        retried = dg.ReexecutionOptions.from_failure(first.run_id, instance)
        again = dg.execute_job(job, instance, tags=tags, reexecution_options=retried)
        assert again.success
    steps = [event.step_key for event in again.all_events if event.event_type_value == "STEP_SUCCESS"]
    assert steps[0] == "publish"
    assert sorted(steps[1:]) == ["publication__pages", "publication__return_files"]
    now = live(district.database)
    for table in schema.PUBLISHED_TABLES:
        assert now[table.name] == sqlite_history.tables[TODAY][table.name], table.name
    runs = sa.select(schema.publication.c.run_id).where(schema.publication.c.snapshot_date == TODAY)
    assert rows_of(district.database, runs) == [(again.run_id,)]
