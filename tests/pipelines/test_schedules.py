"""When the nightly job starts: at two with yesterday's export, or when an export arrives, once for each."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.paths import DataPaths
from pipelines.definitions import build_definitions
from pipelines.jobs.schedules import export_arrived, export_due_at_six, missing_export, nightly_at_two
from pipelines.settings import Settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = "2024-03-02"


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    (tmp_path / "landing").mkdir()
    return DataPaths(tmp_path)


def deliver(paths: DataPaths, day: str, revision: int = 1) -> str:
    """Put a manifest there; returns the SHA-256 of its bytes."""
    folder = paths.landing_root / day
    folder.mkdir(exist_ok=True)
    manifest = json.dumps({"snapshot_date": day, "revision": revision}).encode()
    (folder / "manifest.json").write_bytes(manifest)
    return hashlib.sha256(manifest).hexdigest()


def location(paths: DataPaths) -> dg.RepositoryDefinition:
    """What the daemon has loaded when it evaluates schedules and sensors."""
    return build_definitions(Settings.below(paths)).get_repository_def()


def at(schedule: dg.ScheduleDefinition, paths: DataPaths, when: datetime) -> dg.RunRequest | str:
    """What a schedule does at a time: its one run request, or why it skips."""
    context = dg.build_schedule_context(
        scheduled_execution_time=when, resources={"paths": paths}, repository_def=location(paths)
    )
    data = schedule.evaluate_tick(context)
    if not data.run_requests:
        assert data.skip_message
        return data.skip_message
    (request,) = data.run_requests
    return request


@pytest.fixture
def sensed() -> Iterator[object]:
    """Evaluates the sensor on an instance of its own."""
    with dg.DagsterInstance.ephemeral() as instance:

        def evaluate(paths: DataPaths) -> dict[str, str] | str:
            with dg.build_sensor_context(
                instance=instance, resources={"paths": paths}, repository_def=location(paths)
            ) as context:
                data = export_arrived.evaluate_tick(context)
            if not data.run_requests:
                return data.skip_message or ""
            return {str(request.partition_key): str(request.run_key) for request in data.run_requests}

        yield evaluate


def test_at_two_the_day_before_is_launched_under_its_manifests_hash(paths: DataPaths) -> None:
    deliver(paths, "2024-03-03")
    key = deliver(paths, DAY)
    request = at(nightly_at_two, paths, datetime(2024, 3, 3, 2, tzinfo=SHANGHAI))
    assert isinstance(request, dg.RunRequest)
    assert (request.partition_key, request.run_key) == (DAY, key)


def test_the_day_before_is_reckoned_in_shanghai(paths: DataPaths) -> None:
    """02:00 in Shanghai is 18:00 of the day before in UTC."""
    deliver(paths, DAY)
    request = at(nightly_at_two, paths, datetime(2024, 3, 2, 18, tzinfo=UTC).astimezone(SHANGHAI))
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == DAY
    assert (nightly_at_two.cron_schedule, nightly_at_two.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")


def test_at_two_without_manifest_nothing_is_launched(paths: DataPaths) -> None:
    (paths.landing_root / DAY).mkdir()
    said = at(nightly_at_two, paths, datetime(2024, 3, 3, 2, tzinfo=SHANGHAI))
    assert said == f"no manifest for {DAY} yet: the export of that day is not complete"


def test_at_six_a_missing_export_raises_the_alarm(paths: DataPaths) -> None:
    request = at(export_due_at_six, paths, datetime(2024, 3, 3, 6, tzinfo=SHANGHAI))
    assert isinstance(request, dg.RunRequest)
    assert request.run_key == f"missing-{DAY}"
    with dg.DagsterInstance.ephemeral() as instance:
        result = missing_export.execute_in_process(
            tags=dict(request.tags),
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    assert not result.success
    (failure,) = result.get_step_failure_events()
    assert f"still no export for {DAY}" in str(failure.step_failure_data.user_failure_data.description)


def test_at_six_an_export_that_has_come_is_no_alarm(paths: DataPaths) -> None:
    deliver(paths, DAY)
    assert (
        at(export_due_at_six, paths, datetime(2024, 3, 3, 6, tzinfo=SHANGHAI))
        == f"the export of {DAY} has come"
    )


def test_the_sensor_asks_for_each_complete_export_as_the_schedule_would(paths: DataPaths, sensed) -> None:
    keys = {day: deliver(paths, day) for day in ("2024-03-01", DAY)}
    (paths.landing_root / "2024-03-04").mkdir()
    (paths.landing_root / "planted").mkdir()
    assert sensed(paths) == keys
    scheduled = at(nightly_at_two, paths, datetime(2024, 3, 3, 2, tzinfo=SHANGHAI))
    assert isinstance(scheduled, dg.RunRequest)
    assert scheduled.run_key == keys[DAY]


def test_a_corrected_export_is_another_run_and_the_same_one_is_not(paths: DataPaths, sensed) -> None:
    deliver(paths, DAY)
    before = sensed(paths)
    assert sensed(paths) == before
    corrected = deliver(paths, DAY, revision=2)
    assert sensed(paths) == {DAY: corrected} != before


def test_the_sensor_says_that_nothing_is_there(paths: DataPaths, sensed) -> None:
    assert sensed(paths) == "no export with a manifest in the landing folder"
