"""What an engine's process reports of itself: seconds without imports, and its peak memory."""

import json
import time
from collections.abc import Callable
from pathlib import Path


def report(work: Callable[[], None], prepare: Callable[[], None] = lambda: None) -> None:
    """Print seconds of `work` after `prepare`, and the most bytes this process held, as JSON."""
    prepare()
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak": peak_bytes("self")}))


def peak_bytes(process: str) -> int:
    """Return the most bytes a process has held so far."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024
