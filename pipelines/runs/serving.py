"""The UI for one person on one machine: webserver, daemon and the pages, started and ended together.

Belongs here: their processes. Does not belong here: production, where each is a service of its own
(`docs/production.md`), or what is on a page (`assets/reports/pages`).
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType

WORKSPACE = Path(__file__).parents[2] / "workspace.yaml"
_SECONDS_TO_END, _LOOK_EVERY = 20, 0.5


class _Pages(SimpleHTTPRequestHandler):
    """Files of one folder, to read: it knows GET and HEAD and no other method."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: who reads which page is nobody's business."""


@contextmanager
def pages_served(folder: Path, host: str, port: int) -> Iterator[int]:
    """Serve a folder read-only until the block ends; gives the port, a free one for 0."""
    with ThreadingHTTPServer((host, port), partial(_Pages, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def serve(host: str, port: int, home: Path) -> int:
    """Run webserver and daemon until they end or a signal comes, and leave no process of theirs behind.

    Returns the exit code: 0 after a signal, which is how a person ends it.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "dagster", "dev", "-w", str(WORKSPACE), "-h", host, "-p", str(port)],
        cwd=WORKSPACE.parent,
        env=os.environ | {"DAGSTER_HOME": str(home), "PYTHONWARNINGS": "ignore::FutureWarning"},
        start_new_session=True,  # a group of their own: whatever they start in turn is ended with them
    )
    asked = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        asked.set()
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        while process.poll() is None and not asked.wait(_LOOK_EVERY):
            pass
    finally:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_SECONDS_TO_END)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for each, handler in before.items():
            signal.signal(each, handler)
    return 0 if asked.is_set() else process.returncode
