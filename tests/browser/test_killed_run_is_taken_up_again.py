"""A worker killed in the middle of the night: the daemon runs the rest again, and the date is published.

Here because it needs the real server and daemon; nobody looks at a page.
"""

import json
import os
import re
import signal
import time
import urllib.request
from collections.abc import Callable
from threading import Event
from typing import TypeVar

import dagster as dg
import sqlalchemy as sa

from assets.publication.store import schema
from pipelines.runs.instance import open_instance
from tests.browser.conftest import Ui

SNAPSHOT_DATE = "2024-03-01"
LAUNCH = """
mutation($asked: ExecutionParams!) {
  launchRun(executionParams: $asked) { ... on LaunchRunSuccess { run { runId } } }
}"""
SECONDS = 240
Found = TypeVar("Found")


def until(look: Callable[[], Found | None]) -> Found:
    """What is found, once it is there: other processes have to get there first."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        Event().wait(0.1)
    raise AssertionError("it did not come to that")


def launch(address: str) -> str:
    """The id of a run of the nightly job, asked for as the UI asks."""
    asked = {
        "selector": {
            "repositoryLocationName": "resident_tagging",
            "repositoryName": "__repository__",
            "jobName": "nightly",
        },
        "runConfigData": {"loggers": {"progress": {}}},
        "executionMetadata": {"tags": [{"key": "dagster/partition", "value": SNAPSHOT_DATE}]},
    }
    request = urllib.request.Request(
        f"{address}/graphql",
        json.dumps({"query": LAUNCH, "variables": {"asked": asked}}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return str(json.load(answer)["data"]["launchRun"]["run"]["runId"])


def test_the_daemon_runs_the_rest_of_a_killed_night(ui: Ui) -> None:
    first = launch(ui.address)
    with open_instance(ui.data / "dagster") as instance:

        def worker_while_staging() -> int | None:
            entries = instance.all_logs(first)
            if not any(
                entry.step_key == "stage" and entry.dagster_event and entry.dagster_event.is_step_start
                for entry in entries
            ):
                return None
            started = (re.search(r"Executing steps in process \(pid: (\d+)\)", str(each)) for each in entries)
            return int(next(match for match in started if match)[1])

        os.kill(until(worker_while_staging), signal.SIGKILL)

        def taken_up_again() -> dg.DagsterRun | None:
            again = instance.get_runs(dg.RunsFilter(tags={"dagster/parent_run_id": first}))
            return next((run for run in again if run.is_finished), None)

        again = until(taken_up_again)
        steps = [
            event.step_key
            for event in instance.all_logs(again.run_id, of_type=dg.DagsterEventType.STEP_START)
        ]
    assert again.is_success
    assert "stage" in steps and "intake" not in steps
    engine = sa.create_engine(f"sqlite:///{ui.data / 'published.db'}")
    with engine.connect() as connection:
        runs = connection.scalars(sa.select(schema.publication.c.run_id)).all()
    engine.dispose()
    assert runs == [again.run_id]
