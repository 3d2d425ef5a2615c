"""What an engine's process reports of itself: seconds without imports, and its peak memory."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path


def _nothing() -> None:
    """Do nothing."""


def report(
    work: Callable[[], None], prepare: Callable[[], None] = _nothing, write: Callable[[], None] = _nothing
) -> None:
    """Print as JSON what `work` took between `prepare` and `write`, which are not timed.

    seconds, cpu: by the wall clock, and of all cores together; peak: the most bytes this process held so far.
    """
    prepare()
    started, cpu = time.perf_counter(), time.process_time()
    work()
    told = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    told["peak"] = peak_bytes("self")
    write()
    print(json.dumps(told))


def peak_bytes(process: str) -> int:
    """Return the most bytes a process has held so far."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def cpu_seconds(process: str) -> float:
    """Return the seconds that a process has kept cores busy so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
