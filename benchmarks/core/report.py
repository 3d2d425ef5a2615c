"""What was measured, as docs/benchmarks.md says it.

Belongs here: tables and sentences made of numbers. Does not belong here: measuring (`measure.py`).
"""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.core.measure import Measured, Way, ratio, ratios

COMPARED, WIDER = "compared", "wider"
"""The names of two jobs: the one that all engines do, and the same residents with ten times as many rules."""
NAMES = {
    "ours": "this pipeline (Polars)",
    "duckdb_sql": "DuckDB SQL",
    "chdb_sql": "chDB SQL",
    "pandas_frames": "pandas, Arrow types",
    "pyspark_sql": "PySpark SQL, local, warm",
}
MODES = {"files": "Parquet to Parquet", "memory": "in memory"}
_LOADED = 1.5
"""Where more processes than this want each core, seconds say little, and ratios still something."""
_WHAT_IS_DONE = """\
Every engine reads the features of all seven kinds of subject ({residents:,} residents and what they live
in) as Parquet, a file for each million ({parts} here), applies {rules} rules, writes what is true as one
number for each subject and tag, compares that with the day before, and writes what was added and what was
removed. In memory it begins with frames or tables of its own and ends with such. All wrote the same keys
(a hash over them, in any order), else there would be no page. Values of tags, what is unknown, and who is
right where a person, the city and a rule differ are left out. The same district of a fiftieth is repeated
with other ids until there are enough. Each run is a process of its own; imports are not timed, compiling
rules is; the order is shuffled in every round; `times ours` is the median of the ratios round by round,
with the least and the most of them. pandas runs the rules as narwhals expressions, the SQL engines as
texts made of the same checked trees."""


@dataclass(frozen=True)
class Size:
    """A job as it was prepared: how many residents, in how many parts, decided by how many rules."""

    residents: int
    parts: int
    rules: int


Known = Mapping[Way, Measured]
Sizes = Mapping[str, Size]


def page(known: Known, sizes: Sizes, others: Sequence[tuple[str, str]], is_whole: bool) -> str:
    """Return the page from what is known so far; what is not measured yet is left out.

    Args:
        sizes: by the name of the job.
        others: the other benchmarks, and what each printed.
    """
    lines = [*_heading(is_whole), *_machine(known), ""]
    if Way(COMPARED, "ours", "files") in known:
        lines += ["## The core: features, rules, what is true as rows, the difference to the day before", ""]
        lines += [*_what_is_done(sizes[COMPARED]), "", *_engines(known), "", *_beside(known, sizes), ""]
    grown = {way.job: one for way, one in known.items() if way.mode == "files" and way.engine == "ours"}
    grown.pop(WIDER, None)
    lines += ["## Growth", "", *_growth(grown, sizes), "", "## Goals", "", *_goals(known, sizes, grown), ""]
    for module, told in others:
        lines += [f"## `{module}`", "", "```", told.rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _heading(is_whole: bool) -> list[str]:
    rest = [] if is_whole else ["**Not whole yet**: `make bench` goes on where it was interrupted.", ""]
    return [
        "# Benchmarks",
        "",
        "`make bench` writes this page from what it measures; every claim of speed in the README and docs/",
        f"is taken from here, or says where else it was measured. Written {datetime.now(UTC).date()}.",
        "",
        *rest,
    ]


def _machine(known: Known) -> list[str]:
    """Return what this machine is and runs, and how busy it was beside the measurements."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cpu = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in cpu if "model name" in line), platform.machine())
    packages = ", ".join(f"{name} {version(name)}" for name in ("polars", "narwhals", "duckdb", "pandas"))
    cores = os.cpu_count() or 1
    lines = [f"{cores} cores ({model}), {memory:.0f} GB; Python {platform.python_version()}, {packages}."]
    loads = [load for one in known.values() for load in one.loads]
    if loads and max(loads) > _LOADED * cores:
        lines.append(
            f"**The machine was busy with other work**: up to {max(loads):.1f} processes wanted its {cores}"
            " cores. Seconds are longer than on a quiet one; ratios, and CPU seconds, hold better."
        )
    elif loads:
        lines.append(
            f"The machine was quiet: at most {max(loads):.1f} processes wanted its {cores} cores, with ours."
        )
    return lines


def _what_is_done(size: Size) -> list[str]:
    return _WHAT_IS_DONE.format(residents=size.residents, parts=size.parts, rules=size.rules).splitlines()


def _engines(known: Known) -> list[str]:
    """Return a row for each engine and mode: seconds, how many times ours, peak memory."""
    lines = [
        "| engine | mode | rounds | median s | least to most s | CPU s | times ours | peak MB |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    rows = []
    for way, one in known.items():
        if way.job == COMPARED and way.mode in MODES:
            times = ratios(one, known[Way(COMPARED, "ours", way.mode)])
            rows.append((list(MODES).index(way.mode), one.median, way, one, times))
    for _, _, way, one, times in sorted(rows, key=lambda row: row[:2]):
        cpu = sorted(one.cpu)[len(one.cpu) // 2]
        spread = "" if way.engine == "ours" else f" ({min(times):.1f} to {max(times):.1f})"
        lines.append(
            f"| {NAMES[way.engine]} | {MODES[way.mode]} | {len(one.seconds)} | {one.median:.2f} |"
            f" {min(one.seconds):.2f} to {max(one.seconds):.2f} | {cpu:.2f} |"
            f" {ratio(one, known[Way(COMPARED, 'ours', way.mode)]):.1f}{spread} | {one.peak / 2**20:.0f} |"
        )
    return lines


def _beside(known: Known, sizes: Sizes) -> list[str]:
    """Return sentences about what is no row of the table."""
    ours, lines = known[Way(COMPARED, "ours", "files")], []
    if (read := known.get(Way(COMPARED, "ours", "read"))) is not None:
        lines.append(
            f"- Reading the columns that rules read, and nothing else: {read.median:.2f} s; the whole takes"
            f" {ratio(ours, read):.1f} times as long."
        )
    if (ten := known.get(Way(WIDER, "ours", "files"))) is not None:
        lines.append(
            f"- {sizes[WIDER].rules:,} rules instead of {sizes[COMPARED].rules}, made of them by moving their"
            f" numbers and asking for a band of one more (residents of ten years of age): {ten.median:.2f} s,"
            f" {ratio(ten, ours):.1f} times as long for {ten.true / ours.true:.1f} times as many true tags."
        )
    if (told := _row_by_row(known, sizes)) is not None:
        each, all_at_once = told
        rows = known[Way(COMPARED, "zen_rows", "rows")].rows
        lines.append(
            f"- zen-engine, row by row, {rows:,} residents, the same tags: {each * 1e6:,.0f} µs a resident;"
            f" the rules alone take us {all_at_once * 1e6:.3f} µs: {each / all_at_once:,.0f} times less."
        )
    return lines


def _row_by_row(known: Known, sizes: Sizes) -> tuple[float, float] | None:
    """Return seconds a resident of the engine that goes row by row, and of ours; None where not measured."""
    rows, ours = (
        known.get(Way(COMPARED, engine, mode)) for engine, mode in (("zen_rows", "rows"), ("ours", "rules"))
    )
    if rows is None or ours is None or not rows.rows:
        return None
    return rows.median / rows.rows, ours.median / sizes[COMPARED].residents


def _growth(grown: Mapping[str, Measured], sizes: Sizes) -> list[str]:
    """Return a row for each size: residents and true tags of it, and what ours took."""
    lines = [
        "This pipeline, Parquet to Parquet, part by part: what is read is gone before the next part.",
        "",
        "| residents | parts | true tags | rounds | median s | least to most s | µs a resident | peak MB |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for job, one in sorted(grown.items(), key=lambda item: sizes[item[0]].residents):
        size = sizes[job]
        lines.append(
            f"| {size.residents:,} | {size.parts} | {one.true:,} | {len(one.seconds)} | {one.median:.2f} |"
            f" {min(one.seconds):.2f} to {max(one.seconds):.2f} | {one.median / size.residents * 1e6:.2f} |"
            f" {one.peak / 2**20:.0f} |"
        )
    return lines


def _goals(known: Known, sizes: Sizes, grown: Mapping[str, Measured]) -> list[str]:
    """Return a row for each goal: what, the number measured, the bound, whether it is met."""
    lines = ["| goal | measured | met |", "|---|--:|---|"]

    def row(what: str, number: float, sign: str, bound: float) -> None:
        met = number >= bound if sign == "≥" else number <= bound
        lines.append(f"| {what} {sign} {bound:,g} | {number:,.2f} | {'yes' if met else '**no**'} |")

    for engine, mode, bound in (
        ("duckdb_sql", "files", 2), ("duckdb_sql", "memory", 4), ("chdb_sql", "memory", 2),
    ):  # fmt: skip
        if (other := known.get(Way(COMPARED, engine, mode))) is not None:
            times = ratio(other, known[Way(COMPARED, "ours", mode)])
            row(f"times as fast as {NAMES[engine]}, {MODES[mode]}", times, "≥", bound)
    ours, read, ten = (
        known.get(Way(job, "ours", mode))
        for job, mode in ((COMPARED, "files"), (COMPARED, "read"), (WIDER, "files"))
    )
    if ours is not None and read is not None:
        row("times a bare read of the columns", ratio(ours, read), "≤", 2.5)
    if ours is not None and ten is not None:
        row("times as long for ten times as many rules", ratio(ten, ours), "≤", 3)
    if (told := _row_by_row(known, sizes)) is not None:
        row("times as fast as row by row, rules alone", told[0] / told[1], "≥", 1000)
    if grown and ours is not None:
        largest = max(grown, key=lambda job: sizes[job].residents)
        what = f"times the memory of {sizes[COMPARED].residents:,} residents at {sizes[largest].residents:,}"
        row(what, grown[largest].peak / ours.peak, "≤", 1.5)
        row("GB of memory at most", max(one.peak for one in grown.values()) / 1e9, "≤", 1)
    return lines
