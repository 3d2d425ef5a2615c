"""Dagster's records of events: kept where Dagster has them, seen by others at once, closed at the end."""

import os
import threading
from pathlib import Path

import dagster as dg
import pytest

from pipelines.runs.instance import open_instance


@dg.asset
def made() -> None:
    """Nothing."""


def _ran(home: dg.DagsterInstance) -> str:
    return dg.materialize([made], instance=home).run_id


def test_another_process_reads_them_with_dagsters_own_class(tmp_path: Path) -> None:
    with open_instance(tmp_path) as ours:
        run_id = _ran(ours)
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "dagster.yaml").write_text("{}")
        (tmp_path / "other" / "history").symlink_to(tmp_path / "history")
        with dg.DagsterInstance.from_config(str(tmp_path / "other")) as theirs:
            assert theirs.get_latest_materialization_event(dg.AssetKey("made")) is not None
            assert len(theirs.all_logs(run_id)) == len(ours.all_logs(run_id)) > 5


def test_whoever_watches_a_run_hears_of_it_while_it_goes_on(tmp_path: Path) -> None:
    heard = threading.Event()
    with open_instance(tmp_path) as ours, open_instance(tmp_path) as theirs:
        run = ours.get_run_by_id(_ran(ours))
        assert run is not None
        before = len(ours.all_logs(run.run_id))
        theirs.event_log_storage.watch(run.run_id, None, lambda event, _: heard.set())
        ours.report_engine_event("goes on", run)
        assert heard.wait(20)
        assert len(theirs.all_logs(run.run_id)) == before + 1


def test_a_home_that_nothing_names_is_found_and_not_named_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    with open_instance(tmp_path) as home:
        _ran(home)
    assert "DAGSTER_HOME" not in os.environ
    assert list((tmp_path / "history" / "runs").glob("*.db"))


def test_of_many_runs_a_few_stay_open_and_none_after_the_end(tmp_path: Path) -> None:
    folder = tmp_path / "history" / "runs"
    with open_instance(tmp_path) as home:
        runs = [_ran(home) for _ in range(8)]
        assert len(list(folder.glob("*-wal"))) < len(runs)
        assert all(home.all_logs(run_id) for run_id in runs)
    assert not list(folder.glob("*-wal")), "a connection is still open"
