"""A signal to `tagging ui` ends every process it started; until then it serves the pages, to read only."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.runs.serving import pages_served

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_it_answers(address: str, served: subprocess.Popen[bytes]) -> None:
    while served.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, TimeoutError):
            with suppress(subprocess.TimeoutExpired):
                served.wait(0.2)
    raise AssertionError("it ended by itself")


def of_session(leader: int) -> list[int]:
    """The processes of a session that are still there; one that has ended and was not asked for is not."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, session, *_ = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(session) == leader and state not in "ZX":
            found.append(int(folder.name))
    return found


def test_sigterm_leaves_no_process(tmp_path: Path) -> None:
    port = free_port()
    command = ["ui", "--port", str(port), "--pages-port", str(free_port())]
    environment = os.environ | {
        "TAGGING_DATA_DIR": str(tmp_path / "data"),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", *command],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        ) as served,
    ):  # fmt: skip
        wait_until_it_answers(f"http://127.0.0.1:{port}/server_info", served)
        children = Path(f"/proc/{served.pid}/task/{served.pid}/children").read_text().split()
        sessions = [int(child) for child in children]
        assert sessions
        assert all(len(of_session(leader)) > 1 for leader in sessions)
        served.send_signal(signal.SIGTERM)
    assert served.returncode == 0
    assert [process for leader in sessions for process in of_session(leader)] == []


def test_pages_are_served_and_cannot_be_changed(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("标签", encoding="utf-8")
    with pages_served(tmp_path, "127.0.0.1", 0) as port:
        address = f"http://127.0.0.1:{port}/index.html"
        with urllib.request.urlopen(address) as answer:
            assert answer.read().decode() == "标签"
        for method in ("PUT", "POST", "DELETE"):
            with pytest.raises(urllib.error.HTTPError, match="501"):
                urllib.request.urlopen(urllib.request.Request(address, b"other", method=method))
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "标签"
