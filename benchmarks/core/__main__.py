"""The core at several sizes, against other engines and ten times as many rules; writes docs/benchmarks.md.

    .venv/bin/python -m benchmarks.core --sizes 0.1 1 --rounds 5

A size is in districts of 1.16 million residents: many sample districts of a fiftieth of that, with other ids.
"""

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.core import report
from benchmarks.core.district import DATES, make_district, write_features
from benchmarks.core.job import keys_hash, ten_times, write_job
from benchmarks.core.measure import Measured, Way, has_competitors, measure, ratio
from benchmarks.core.true_keys import SUBJECT_BITS, tag_numbers, true_keys
from pipelines.settings import SHARED_RULES
from tag_rules.engine.evaluate import apply
from tag_rules.engine.model import SUBJECTS, RuleSet
from tag_rules.engine.reading.loader import load_rules

FIFTIETH = 0.02
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
COMPARED: list[Way] = [
    ("ours", "files"), ("ours", "memory"), ("ours", "read"), ("ours", "rules"), ("duckdb_sql", "files"),
    ("duckdb_sql", "memory"), ("chdb_sql", "files"), ("chdb_sql", "memory"), ("pandas_frames", "files"),
    ("pandas_frames", "memory"),
]  # fmt: skip
OTHERS = ("benchmarks.publish", "benchmarks.identity_documents", "benchmarks.masking")


@dataclass(frozen=True)
class Prepared:
    """A size or a set of rules, ready for any engine."""

    job: Path
    residents: int


def prepare(lake: Path, folder: Path, rule_set: RuleSet, districts: int, per_part: int) -> Prepared:
    """Write features of both dates, the keys of the date before and the job."""
    folder.mkdir(parents=True)
    files = write_features(lake, folder, districts, per_part)
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
    write_job(rule_set, files[second], before, DATES[1], folder / "job.json", stored)
    residents = pl.scan_parquet(files[second]["resident"]).select(pl.len()).collect().item()
    return Prepared(folder / "job.json", residents)


def rows_agree(prepared: Prepared, rule_set: RuleSet, told: Measured) -> bool:
    """Return whether the row engine found of its residents what we find of them."""
    resident = next((prepared.job.parent / str(DATES[1]) / "resident").iterdir())
    sample = pl.read_parquet(resident).head(told.rows)
    keys = true_keys(apply(rule_set, "resident", sample, DATES[1]), tag_numbers(rule_set.codes))
    with tempfile.TemporaryDirectory() as folder:
        keys.to_frame().write_parquet(Path(folder) / "true.parquet")
        return keys_hash([Path(folder) / "true.parquet"]) == told.hashes["true"]


def main() -> None:
    """Measure and write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--sizes", type=float, nargs="+", default=[0.1, 1.0], help="the last is compared")
    asked.add_argument("--largest", type=float, nargs="*", default=[5.0], help="ours alone, part by part")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--folder", type=Path, help="where a sample district is kept for the next time")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        lake = make_district((given.folder or folder) / "district", FIFTIETH)
        lines = measured_lines(lake, folder, given.sizes, given.largest, given.rounds)
    _write(lines)
    for module in OTHERS:
        told = subprocess.run([sys.executable, "-m", module], check=True, stdout=subprocess.PIPE, text=True)
        lines += [f"## `{module}`", "", "```", told.stdout.rstrip(), "```", ""]
        _write(lines)


def _write(lines: list[str]) -> None:
    PAGE.write_text("\n".join([*report.heading(), *lines]).rstrip() + "\n")
    print(f"written: {PAGE}", flush=True)


def measured_lines(
    lake: Path, folder: Path, sizes: list[float], largest: list[float], rounds: int
) -> list[str]:
    """Return what the page says of the core."""
    rule_set = load_rules(SHARED_RULES)
    loads = [os.getloadavg()[0]]
    by_size: dict[str, tuple[int, int, Measured]] = {}
    for size in [*sizes[:-1], *largest]:
        prepared = prepare(
            lake, folder / f"size-{size}", rule_set, round(size / FIFTIETH), round(1 / FIFTIETH)
        )
        alone = measure(prepared.job, [report.OURS], max(rounds // 2, 1))[report.OURS]
        by_size[str(size)] = (prepared.residents, _count(alone), alone)
        loads.append(os.getloadavg()[0])
    compared = prepare(lake, folder / "compared", rule_set, round(sizes[-1] / FIFTIETH), round(1 / FIFTIETH))
    measured = measure(compared.job, [way for way in COMPARED if _is_there(way)], rounds)
    ours = measured[report.OURS]
    by_size[str(sizes[-1])] = (compared.residents, _count(ours), ours)
    loads.append(os.getloadavg()[0])
    wider = prepare(
        lake, folder / "wider", ten_times(rule_set), round(sizes[-1] / FIFTIETH), round(1 / FIFTIETH)
    )
    ten = measure(wider.job, [report.OURS], rounds)[report.OURS]
    table = [
        (way, one, ratio(one, measured["ours", way[1]]))
        for way, one in measured.items()
        if way[1] in report.MODES
    ]
    rows = None
    if has_competitors():
        rows = measure(compared.job, [("zen_rows", "rules")], 1)["zen_rows", "rules"]
        if not rows_agree(compared, rule_set, rows):
            raise SystemExit("the row engine finds other tags")
        spark = ("pyspark_sql", "files")
        slow = measure(compared.job, [report.OURS, spark], max(rounds // 2, 1))
        table.append((spark, slow[spark], ratio(slow[spark], slow[report.OURS])))
    loads.append(os.getloadavg()[0])
    return page(table, measured, by_size, ten, rows, compared.residents, loads)


def page(
    table: list[tuple[Way, Measured, float]],
    measured: dict[Way, Measured],
    by_size: dict[str, tuple[int, int, Measured]],
    ten: Measured,
    rows: Measured | None,
    residents: int,
    loads: list[float],
) -> list[str]:
    """Return the lines about the core."""
    sizes = dict(sorted(by_size.items(), key=lambda item: item[1][0]))
    goals = report.goals(measured, sizes, ten, rows, residents)
    return [
        *report.machine(),
        report.load_told(loads),
        "",
        "## The core: features, rules, what is true as rows, the difference to the day before",
        "",
        *report.what_is_done(residents, SUBJECT_BITS),
        "",
        *report.engines_table(table),
        "",
        *report.beside(measured, ten, rows, residents),
        "",
        "## Growth",
        "",
        *report.sizes_table(sizes),
        "",
        "## Goals",
        "",
        *report.goals_table(goals),
        "",
    ]


def _count(one: Measured) -> int:
    return int(one.hashes["true"].split("-")[0])


def _is_there(way: Way) -> bool:
    return way[0] != "chdb_sql" or has_competitors()


if __name__ == "__main__":
    main()
