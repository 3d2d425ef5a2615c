"""Engines timed beside each other: each a fresh process, in shuffled order, results compared.

Belongs here: one run of one engine, and rounds of many. Does not belong here: what they do (`engines/`), how
it is told (`report.py`).
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.core.job import keys_hash

ENGINES = Path(__file__).parent / "engines"
COMPETITORS = Path(__file__).parents[2] / ".venv" / "benchmark" / "bin" / "python"
"""The environment that only has what we are compared with (`requirements-benchmark.lock`)."""
_WITH_US = ("ours", "pandas_frames")
_OF_THE_PRODUCT = ("duckdb_sql",)
RESULTS = ("true", "added", "removed")


class UnequalResultsError(Exception):
    """Two engines ended with different tags: their times say nothing."""


@dataclass
class Measured:
    """What the rounds of one engine in one mode took; `hashes` of what it wrote, by result."""

    seconds: list[float] = field(default_factory=list)
    peak: int = 0
    hashes: dict[str, str] = field(default_factory=dict)
    rows: int | None = None

    @property
    def median(self) -> float:
        """The median of all rounds."""
        return statistics.median(self.seconds)


Way = tuple[str, str]
"""An engine and a mode."""


def measure(job: Path, ways: list[Way], rounds: int) -> dict[Way, Measured]:
    """Return what each way took; raises UnequalResultsError when files differ in what they say."""
    measured = {way: Measured() for way in ways}
    order = random.Random(rounds)
    for _ in range(rounds):
        for way in order.sample(ways, len(ways)):
            _once(job, way, measured[way])
    for name in RESULTS:
        told = {way: one.hashes[name] for way, one in measured.items() if way[1] == "files"}
        if len(set(told.values())) > 1:
            raise UnequalResultsError(f"{name}: {told}")
    return measured


def ratio(of: Measured, to: Measured) -> float:
    """Return how many times longer one took than the other: the median of the ratios round by round."""
    return statistics.median(one / other for one, other in zip(of.seconds, to.seconds, strict=True))


def _once(job: Path, way: Way, into: Measured) -> None:
    engine, mode = way
    with tempfile.TemporaryDirectory(dir=job.parent) as folder:
        told = subprocess.run(
            [*_program(engine), str(job), mode, folder], check=True, stdout=subprocess.PIPE, text=True
        )
        answer = json.loads(told.stdout.splitlines()[-1])
        into.seconds.append(answer["seconds"])
        into.peak = max(into.peak, answer["peak"])
        into.rows = answer.get("rows")
        for name in RESULTS:
            files = sorted(Path(folder).glob(f"{name}*"))
            if files:
                into.hashes[name] = keys_hash(files)


def _program(engine: str) -> list[str]:
    if engine in _WITH_US:
        return [sys.executable, "-m", f"benchmarks.core.engines.{engine}"]
    python = sys.executable if engine in _OF_THE_PRODUCT else str(COMPETITORS)
    return [python, str(ENGINES / f"{engine}.py")]


def has_competitors() -> bool:
    """Return whether the environment of the competitors is there."""
    return shutil.which(str(COMPETITORS)) is not None
