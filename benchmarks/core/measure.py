"""Engines timed beside each other: each a fresh process, in shuffled order, results compared.

Belongs here: one run of one engine, and rounds of many. Does not belong here: what they do (`engines/`), how
it is told (`report.py`).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.core.job import keys_hash
from benchmarks.core.journal import Journal

ENGINES = Path(__file__).parent / "engines"
COMPETITORS = Path(
    os.environ.get("BENCHMARK_PYTHON") or Path(__file__).parents[2] / ".venv/benchmark/bin/python"
)
"""The environment that only has what we are compared with (`requirements-benchmark.lock`)."""
_WITH_US = ("ours", "pandas_frames")
_OF_THE_PRODUCT = ("duckdb_sql",)
RESULTS = ("true", "added", "removed")


class UnequalResultsError(Exception):
    """Two engines ended with different tags: their times say nothing."""


@dataclass(frozen=True, order=True)
class Way:
    """A job by its name, who does it, and from what to what."""

    job: str
    engine: str
    mode: str

    def key(self, number: int) -> str:
        """Return what a round of this is kept under."""
        return f"{self.job} {self.engine} {self.mode} {number}"


@dataclass
class Measured:
    """What the rounds of one way took: seconds by the clock and of CPU, the most bytes, hashes of results."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    peak: int = 0
    hashes: dict[str, str] = field(default_factory=dict)
    rows: int | None = None

    @property
    def median(self) -> float:
        """The median of all rounds."""
        return statistics.median(self.seconds)

    @property
    def true(self) -> int:
        """How many tags were true."""
        return int(self.hashes["true"].split("-")[0])

    def take(self, answer: Mapping[str, Any]) -> None:
        """Add a round."""
        self.seconds.append(answer["seconds"])
        self.cpu.append(answer["cpu"])
        self.loads.append(answer["load"])
        self.peak = max(self.peak, answer["peak"])
        self.rows = answer.get("rows")
        self.hashes = answer["hashes"]


def measure(jobs: Mapping[str, Path], ways: Sequence[Way], number: int, journal: Journal) -> None:
    """Run what the journal lacks of a round, each in a fresh process, in another order every round."""
    for way in random.Random(number).sample(ways, len(ways)):
        if way.key(number) not in journal:
            journal.add(way.key(number), _once(jobs[way.job], way))


def measured(ways: Sequence[Way], journal: Journal) -> dict[Way, Measured]:
    """Return what is known of each way that any round is known of.

    Raises UnequalResultsError where two that did the same job, or the same rows of it, wrote something else.
    """
    known: dict[Way, Measured] = {}
    for way in ways:
        number = 0
        while way.key(number) in journal:
            known.setdefault(way, Measured()).take(journal[way.key(number)])
            number += 1
    told: dict[tuple[str, bool, str], set[str]] = {}
    for way, one in known.items():
        for name, written in one.hashes.items():
            told.setdefault((way.job, way.mode == "rows", name), set()).add(written)
    if differing := [f"{key}: {written}" for key, written in told.items() if len(written) > 1]:
        raise UnequalResultsError("; ".join(differing))
    return known


def ratios(of: Measured, to: Measured) -> list[float]:
    """Return how many times longer one took than the other, round by round, as far as both have rounds."""
    return [one / other for one, other in zip(of.seconds, to.seconds, strict=False)]


def ratio(of: Measured, to: Measured) -> float:
    """Return the median of the ratios round by round."""
    return statistics.median(ratios(of, to))


def _once(job: Path, way: Way) -> dict[str, Any]:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=job.parent) as folder:
        told = subprocess.run(
            [*_program(way.engine), str(job), way.mode, folder],
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        answer: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
        written = {name: sorted(Path(folder).glob(f"{name}*")) for name in RESULTS}
        answer["hashes"] = {name: keys_hash(files) for name, files in written.items() if files}
    answer["load"] = load
    print(f"{way.job:<10} {way.engine:<14} {way.mode:<7} {answer['seconds']:8.2f} s", flush=True)
    return answer


def _program(engine: str) -> list[str]:
    if engine in _WITH_US:
        return [sys.executable, "-m", f"benchmarks.core.engines.{engine}"]
    python = sys.executable if engine in _OF_THE_PRODUCT else str(COMPETITORS)
    return [python, str(ENGINES / f"{engine}.py")]


def has_competitors() -> bool:
    """Return whether the environment of the competitors is there."""
    return shutil.which(str(COMPETITORS)) is not None
