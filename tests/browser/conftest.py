"""The real UI, started as `make ui` does, and a real browser on it.

Belongs here: starting and stopping the server, opening pages, what holds of every page.
Does not belong here: what a person should see there (the tests).
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page, expect, sync_playwright

from pipelines.runs.instance import prepare
from sample_district import write_sample

PROJECT = Path(__file__).parents[2]
HOST = "127.0.0.1"
START_SECONDS, LOOK_SECONDS = 120, 60
# Expectations wait five seconds otherwise, however busy the machine is with other tests.
expect.set_options(timeout=LOOK_SECONDS * 1000)


@dataclass(frozen=True)
class Ui:
    """A running UI: where it is, the data below it, the browser that looks at it."""

    address: str
    data: Path
    chromium: str

    @contextmanager
    def page(self) -> Iterator[Page]:
        """A fresh page. A failure leaves a picture of it; a request to any other host is a failure."""
        asked: set[str] = set()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=self.chromium, args=["--no-sandbox"])
            context = browser.new_context(base_url=self.address, viewport={"width": 1600, "height": 1000})
            context.set_default_timeout(LOOK_SECONDS * 1000)
            context.on("request", lambda request: asked.add(request.url))
            page = context.new_page()
            page.on("websocket", lambda websocket: asked.add(websocket.url))
            try:
                yield page
            except BaseException:
                self._picture(page)
                raise
            finally:
                browser.close()
        # Some are inline (data:, blob:) and have no host.
        hosts = {urlsplit(url).hostname for url in asked} - {None}
        assert hosts == {HOST}, f"the page asked {hosts}"

    def _picture(self, page: Page) -> None:
        picture = self.data / "failure.png"
        try:
            page.screenshot(path=picture)
            print(f"what the page showed: {picture}")
        except Error as error:
            print(f"no picture of the page: {error}")


@pytest.fixture
def ui(tmp_path: Path) -> Iterator[Ui]:
    """Webserver and daemon on a free port, over a small sample district that has not been run yet."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    data = tmp_path / "data"
    write_sample(data / "landing", 0.005)
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    log = data / "dagster.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "dagster", "dev", "-w", "workspace.yaml", "-h", HOST, "-p", str(port)],
            cwd=PROJECT,
            env=_environment(data),
            stdout=output,
            stderr=subprocess.STDOUT,
            # A process group of its own: whatever the server started is stopped with it.
            start_new_session=True,
        )
    try:
        address = f"http://{HOST}:{port}"
        _wait_until_it_answers(server, address, log)
        yield Ui(address, data, chromium)
    finally:
        _stop(server)


def _environment(data: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TAGGING_")}
    return inherited | {
        "TAGGING_DATA_DIR": str(data),
        "DAGSTER_HOME": str(prepare(data / "dagster")),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONWARNINGS": "ignore::FutureWarning",
    }


def _wait_until_it_answers(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/server_info", timeout=5).close()
            return
        except (urllib.error.URLError, TimeoutError):
            try:
                code = server.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail(f"dagster dev ended with {code}:\n{log.read_text(errors='replace')[-3000:]}")
    pytest.fail(f"no answer in {START_SECONDS} s:\n{log.read_text(errors='replace')[-3000:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, then end whatever is left of its process group."""
    server.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        server.wait(15)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
