"""How long Dagster's pages take with many dates behind them: real records, real servers, a real browser.

    .venv/bin/python -m benchmarks.ui --dates 400 --folder /tmp/ui

Belongs here: filling an instance with what so many nights leave in it, and timing its pages. Does not belong
here: running nights (`nights.py`); our own pages, which need no server.
"""

import argparse
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import dagster as dg
from dagster._core.storage.tags import PARTITION_NAME_TAG
from playwright.sync_api import Page, sync_playwright

from assets.clock import yesterday
from assets.paths import DataPaths
from pipelines.definitions import build_definitions
from pipelines.runs.instance import open_instance
from pipelines.settings import Settings

PROJECT = Path(__file__).parents[1]
HOST = "127.0.0.1"
PAGES = {
    "overview": ("/overview/activity/timeline", "text=/^Now$/"),
    "runs": ("/runs", "text=Success"),
    "asset graph, stages": ("/asset-groups", "foreignObject"),
    "asset graph, one stage": (
        "/locations/resident_tagging/asset-groups/features/lineage", "text=/[0-9]+ partitions/"),
    "an asset": ("/assets/tagging/true_outcome", "text=Row count"),
    "an asset, its dates": ("/assets/tagging/true_outcome?view=partitions", "text={last}"),
    "the job, its dates": ("/locations/resident_tagging/jobs/nightly/partitions", "text=Total partitions"),
}  # fmt: skip
"""By name: where it is, and what has to be seen on it before it counts as loaded."""


def fill(instance: dg.DagsterInstance, definitions: dg.Definitions, days: list[date]) -> int:
    """Record every asset of every date as materialised, and a successful run for each; returns the events."""
    draw, events = random.Random(0), 0
    keys = sorted(definitions.resolve_asset_graph().materializable_asset_keys)
    job = definitions.resolve_job_def("nightly")
    for day in days:
        partition = day.isoformat()
        instance.create_run_for_job(
            job, status=dg.DagsterRunStatus.SUCCESS, tags={PARTITION_NAME_TAG: partition}
        )
        for key in keys:
            metadata = {"dagster/row_count": draw.randrange(10**6), "bytes": draw.randrange(10**8)}
            made = dg.AssetMaterialization(key, partition=partition, metadata=metadata)
            instance.report_runless_asset_event(made)
            events += 1
    return events


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a webserver over the instance in the folder, as `make web` starts it."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "TAGGING_DATA_DIR": str(folder),
        "DAGSTER_HOME": str(folder / "dagster"),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-m", "dagster_webserver", "-w", "workspace.yaml", "-h", HOST, "-p", str(port)]
    with (folder / "web.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://{HOST}:{port}/server_info", timeout=5).close()
                break
            except (urllib.error.URLError, TimeoutError):
                if server.poll() is not None:
                    raise SystemExit((folder / "web.log").read_text()) from None
                time.sleep(0.2)
        yield f"http://{HOST}:{port}"
    finally:
        server.terminate()
        server.wait()


def seconds_of(page: Page, path: str, seen: str) -> float:
    """Return how long a page takes until something is seen on it."""
    started = time.perf_counter()
    page.goto(path, wait_until="commit")
    page.locator(seen).first.wait_for()
    return time.perf_counter() - started


def main() -> None:
    """Fill, serve, look, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--dates", type=int, default=400)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--folder", type=Path, help="where the instance is kept; filled when there is none")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.folder or Path(temporary)).absolute()
        last = yesterday()
        days = [last - timedelta(days=back) for back in reversed(range(given.dates))]
        if not (folder / "dagster").exists():
            (folder / "landing" / days[0].isoformat()).mkdir(parents=True)
            definitions = build_definitions(Settings.below(DataPaths(folder, None)))
            started = time.perf_counter()
            with open_instance(folder / "dagster") as instance:
                events = fill(instance, definitions, days)
            print(f"{events:,} events of {len(days)} dates written in {time.perf_counter() - started:.0f} s")
        with served(folder) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            # One person's browser: what it has loaded once it keeps, a page is opened anew.
            context = browser.new_context(base_url=address, viewport={"width": 1600, "height": 1000})
            for name, (path, seen) in PAGES.items():
                spent = []
                for _ in range(given.rounds + 1):
                    page = context.new_page()
                    spent.append(seconds_of(page, path, seen.format(last=last)))
                    page.close()
                print(
                    f"{name:<24} {statistics.median(spent[1:]):6.2f} s ({min(spent[1:]):.2f} to"
                    f" {max(spent[1:]):.2f}), first {spent[0]:.2f}", flush=True,
                )  # fmt: skip
            browser.close()


if __name__ == "__main__":
    main()
