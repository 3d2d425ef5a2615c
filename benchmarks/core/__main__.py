"""The core at several sizes, against other engines and ten times as many rules; writes docs/benchmarks.md.

    .venv/bin/python -m benchmarks.core --sizes 0.1 1 5 25 --rounds 7

A size is in millions of residents: a sample district of 23,000, as often as it takes, with other ids. The
page is written after every round. Who interrupts it loses one run: the next call goes on from there.
"""

import argparse
import os
import pickle
import shutil
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path

import polars as pl

from benchmarks.core.district import DATES, make_district, write_features
from benchmarks.core.job import write_job
from benchmarks.core.journal import Journal, state_of_project
from benchmarks.core.measure import Way, has_competitors, measure, measured
from benchmarks.core.report import COMPARED, WIDER, Size, page
from benchmarks.core.true_keys import tag_numbers, true_keys
from benchmarks.core.variants import ten_times
from pipelines.settings import SHARED_RULES
from tag_rules.engine.evaluate import apply
from tag_rules.engine.model import SUBJECTS, RuleSet
from tag_rules.engine.reading.loader import load_rules

FIFTIETH = 0.02
PART = 43
"""So many sample districts are one part, worked by itself: a million residents, several whole streets."""
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
OURS = Way(COMPARED, "ours", "files")
BESIDE = [
    OURS,
    *(Way(COMPARED, "ours", mode) for mode in ("memory", "read", "rules")),
    *(
        Way(COMPARED, engine, mode)
        for engine in ("duckdb_sql", "chdb_sql", "pandas_frames")
        for mode in ("files", "memory")
    ),
    Way(WIDER, "ours", "files"),
]
SPARK = Way(COMPARED, "pyspark_sql", "files")
ROW_BY_ROW = [Way(COMPARED, "zen_rows", "rows"), Way(COMPARED, "ours", "rows")]
OTHERS = ("benchmarks.publish", "benchmarks.identity_documents", "benchmarks.masking")


class Bench:
    """What is measured, in which order, and what is known of it so far."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder, self.rounds = folder, rounds
        self.rule_set = load_rules(SHARED_RULES)
        self.journal = Journal(folder / "runs.jsonl", state_of_project())
        if self.journal.is_new:  # what lies there was made by another state of the project
            shutil.rmtree(folder / "work", ignore_errors=True)
        self.jobs: dict[str, Path] = {}

    def compare(self, residents: float) -> None:
        """All engines on one size, and the same with ten times as many rules."""
        self.step({COMPARED: residents, WIDER: residents}, [way for way in BESIDE if _is_there(way)])
        if has_competitors():
            self.step({COMPARED: residents}, ROW_BY_ROW, 1)
            self.step({COMPARED: residents}, [SPARK], max(self.rounds // 3, 1))

    def grow(self, residents: float) -> None:
        """Ours alone at another size."""
        name = f"size-{residents:g}"
        self.step({name: residents}, [Way(name, "ours", "files")], max(self.rounds // 2, 1))
        shutil.rmtree(self.folder / "work" / name, ignore_errors=True)

    def step(self, jobs: dict[str, float], ways: list[Way], rounds: int | None = None) -> None:
        """Measure what is not known yet of some ways, and write the page."""
        rounds = rounds or self.rounds
        if any(way.key(number) not in self.journal for way in ways for number in range(rounds)):
            for name, residents in jobs.items():
                self.prepare(name, residents)
        for number in range(rounds):
            measure(self.jobs, ways, number, self.journal)
            self.write()

    def prepare(self, name: str, residents: float) -> None:
        """Make the features and the job of a size, where they are not made yet."""
        self.jobs[name] = self.folder / "work" / name / "job.json"
        if f"size {name}" in self.journal and self.jobs[name].exists():
            return
        print(f"preparing {name}", flush=True)
        lake = make_district(self.folder / "work" / "district", FIFTIETH)
        rule_set = ten_times(self.rule_set) if name == WIDER else self.rule_set
        copies = max(round(residents * 1e6 / _residents(lake)), 1)
        size = prepare(lake, self.jobs[name], rule_set, copies)
        self.journal.add(f"size {name}", astuple(size))

    def other(self, module: str) -> None:
        """Run another benchmark and keep what it prints."""
        if module not in self.journal:
            told = subprocess.run(
                [sys.executable, "-m", module], check=True, stdout=subprocess.PIPE, text=True
            )
            self.journal.add(module, told.stdout)
        self.write()

    def write(self, is_whole: bool = False) -> None:
        """Write the page from all that is known."""
        sizes = {key[5:]: Size(*self.journal[key]) for key in self.journal if key.startswith("size ")}
        grown = [Way(name, "ours", "files") for name in sizes if name not in (COMPARED, WIDER)]
        known = measured([*BESIDE, SPARK, *ROW_BY_ROW, *grown], self.journal)
        others = [(module, self.journal[module]) for module in OTHERS if module in self.journal]
        PAGE.write_text(page(known, sizes, others, is_whole))


def prepare(lake: Path, job: Path, rule_set: RuleSet, copies: int) -> Size:
    """Write features of both dates, the keys of the date before and, beside them, the job."""
    folder = job.parent
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = write_features(lake, folder, copies, PART)
    first, second = (day.isoformat() for day in DATES)
    stored = folder / "rules.pickle"
    with stored.open("wb") as file:
        pickle.dump(rule_set, file)
    numbers = tag_numbers(rule_set.codes)
    before = []
    for part in range(len(files[first]["resident"])):
        frames = {subject: pl.scan_parquet(files[first][subject][part]) for subject in SUBJECTS}
        applied = (apply(rule_set, subject, frame, DATES[0]) for subject, frame in frames.items())
        path = folder / f"before-{part:04}.parquet"
        pl.concat([true_keys(each, numbers) for each in applied]).to_frame().write_parquet(path)
        before.append(str(path))
    write_job(rule_set, files[second], before, DATES[1], job, stored)
    residents = pl.scan_parquet(files[second]["resident"]).select(pl.len()).collect().item()
    rules = sum(tag.condition is not None for tag in rule_set.tags)
    return Size(residents, len(before), rules)


def _residents(lake: Path) -> int:
    return pl.scan_parquet(lake / "features/resident/*/*.parquet").select(pl.len()).collect().item() // 2


def _is_there(way: Way) -> bool:
    return way.engine != "chdb_sql" or has_competitors()


def main() -> None:
    """Measure and write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--sizes", type=float, nargs="+", default=[0.1, 1.0, 5.0, 25.0])
    asked.add_argument("--compared", type=float, default=1.0, help="the size that all engines work on")
    asked.add_argument("--rounds", type=int, default=7)
    data = Path(os.environ.get("TAGGING_DATA_DIR") or "data")
    asked.add_argument("--folder", type=Path, default=data / "benchmark", help="where finished runs are kept")
    given = asked.parse_args()
    bench = Bench(given.folder, given.rounds)
    bench.compare(given.compared)
    for size in given.sizes:
        if size != given.compared:
            bench.grow(size)
    for module in OTHERS:
        bench.other(module)
    bench.write(is_whole=True)
    bench.journal.path.replace(given.folder / "runs-of-the-page.jsonl")
    shutil.rmtree(given.folder / "work")
    print(f"written: {PAGE}", flush=True)


if __name__ == "__main__":
    main()
