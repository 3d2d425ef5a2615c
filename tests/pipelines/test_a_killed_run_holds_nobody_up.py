"""A run whose process was killed is ended by whoever comes next, and nobody waits for it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets.locks import is_held, only_one
from assets.paths import DataPaths
from pipelines.runs.instance import open_instance
from pipelines.runs.running import RunGoingOnError, end_dead_runs, living, refuse_while_running

ROOT = Path(__file__).parents[2]
RUN = """
import sys, time
import dagster as dg
from assets.locks import only_one
from assets.paths import DataPaths
from pipelines.runs.instance import open_instance
from pipelines.runs.running import lake_of_run
from pathlib import Path

root = Path(sys.argv[1])

@dg.op
def stage():
    with only_one(root / "register" / ".register", "a stage"):
        print("began", flush=True)
        time.sleep(600)

@dg.job(resource_defs={"io_manager": lake_of_run(DataPaths(root))})
def night():
    stage()

with open_instance(root / "dagster") as instance:
    night.execute_in_process(instance=instance, raise_on_error=False)
"""


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path)


@pytest.fixture
def going_on(paths: DataPaths) -> Iterator[subprocess.Popen[str]]:
    """A run in a process of its own, in the middle of a step that holds the register."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", RUN, str(paths.root)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "began\n"
            yield process
        finally:
            process.kill()


def ended(paths: DataPaths) -> tuple[list[str], list[dg.DagsterRunStatus]]:
    """What whoever comes next is told, and how Dagster sees the runs then."""
    said: list[str] = []
    with open_instance(paths.root / "dagster") as instance:
        end_dead_runs(instance, paths, said.append)
        return said, [run.status for run in instance.get_runs()]


def test_who_comes_next_ends_it_and_waits_for_nothing(
    paths: DataPaths, going_on: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A run that has only just begun may not hold its lock yet; this one does.
    monkeypatch.setattr("pipelines.runs.running._UNTIL_IT_HOLDS_IT", 0)
    assert ended(paths) == ([], [dg.DagsterRunStatus.STARTED])
    with pytest.raises(RunGoingOnError, match=f"run {living(paths)[0]} is going on"):
        refuse_while_running(paths)

    going_on.kill()
    going_on.wait()

    refuse_while_running(paths)
    assert not is_held(paths.register / ".register")
    with only_one(paths.register / ".register", "the next run"):
        said, statuses = ended(paths)
    assert statuses == [dg.DagsterRunStatus.FAILURE]
    assert [line.split(": ", 1)[1] for line in said] == [
        "进程已终止 its process is gone: it was killed, or the machine went down. Run the date again"
    ]
    assert list(paths.running.iterdir()) == []


def test_who_waits_says_for_what_and_obeys_a_signal(
    paths: DataPaths, going_on: subprocess.Popen[str]
) -> None:
    waiting = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", RUN, str(paths.root)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with waiting:
        assert waiting.stderr is not None
        line = next(line for line in waiting.stderr if "waits" in line)
        assert f"register is held by process {going_on.pid}: a stage" in line
        waiting.send_signal(signal.SIGTERM)
        waiting.stderr.read()
    assert going_on.poll() is None
