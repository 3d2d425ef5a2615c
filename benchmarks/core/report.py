"""What was measured, as docs/benchmarks.md says it.

Belongs here: tables and sentences made of numbers. Does not belong here: measuring (`measure.py`).
"""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.core.measure import Measured, Way, ratio

NAMES = {
    "ours": "this pipeline (Polars)",
    "duckdb_sql": "DuckDB SQL",
    "chdb_sql": "chDB SQL",
    "pandas_frames": "pandas, Arrow types",
    "pyspark_sql": "PySpark SQL, local, warm",
    "zen_rows": "zen, row by row",
}
MODES = {"files": "Parquet to Parquet", "memory": "in memory"}
OURS: Way = ("ours", "files")
_LOADED = 1.5
"""Where more processes than this want each core, seconds say little, and ratios still something."""
_WHAT_IS_DONE = """\
Every engine reads the features of all seven kinds of subject ({residents:,} residents and what they live
in) as Parquet, applies all rules, writes what is true as one number per subject and tag (the tag's number,
then {bits} bits of id), compares that with the day before, and writes what was added and what was removed.
All write the same (hash over keys, in any order), else there is no page. Values of tags, what is unknown, and
who is right where a person, the city and a rule differ are left out.
Each run is a process of its own; imports are not timed, compiling rules is; the order is shuffled in every
round; `times ours` is the median of the ratios round by round. pandas runs the rules as narwhals expressions,
the SQL engines as texts made of the same checked trees."""


def machine() -> list[str]:
    """Return what this machine is, and what it runs, as lines."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    packages = ", ".join(f"{name} {version(name)}" for name in ("polars", "narwhals", "duckdb", "pandas"))
    return [
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GB; Python {platform.python_version()}, {packages}.",
    ]


def load_told(loads: list[float]) -> str:
    """Return how busy the machine was beside the measurements."""
    cores = os.cpu_count() or 1
    busiest = max(loads)
    if busiest <= _LOADED * cores:
        return f"The machine was quiet: at most {busiest:.1f} processes wanted its {cores} cores, with ours."
    return (
        f"**The machine was busy with other work**: up to {busiest:.1f} processes wanted its {cores} cores. "
        "Seconds are longer than on a quiet one; ratios, taken round by round, hold better."
    )


def engines_table(rows: list[tuple[Way, Measured, float]]) -> list[str]:
    """Return a row for each engine and mode: seconds, how many times ours, peak memory."""
    lines = [
        "| engine | mode | median s | least to most s | times ours | peak MB |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for (engine, mode), one, times in sorted(rows, key=lambda row: (row[0][1], row[2])):
        lines.append(
            f"| {NAMES[engine]} | {MODES[mode]} | {one.median:.2f} | {min(one.seconds):.2f} to "
            f"{max(one.seconds):.2f} | {times:.1f} | {one.peak / 2**20:.0f} |"
        )
    return lines


def sizes_table(sizes: dict[str, tuple[int, int, Measured]]) -> list[str]:
    """Return a row for each size: residents and true tags of it, and what ours took."""
    lines = [
        "| residents | true tags | median s | µs a resident | peak MB |",
        "|--:|--:|--:|--:|--:|",
    ]
    for residents, true, one in sizes.values():
        lines.append(
            f"| {residents:,} | {true:,} | {one.median:.2f} | {one.median / residents * 1e6:.2f} | "
            f"{one.peak / 2**20:.0f} |"
        )
    return lines


def goals_table(goals: list[tuple[str, float, str, bool]]) -> list[str]:
    """Return a row for each goal: what, the number measured, the goal, whether it is met."""
    lines = ["| goal | measured | met |", "|---|--:|---|"]
    return lines + [
        f"| {what} {goal} | {number:,.2f} | {'yes' if met else '**no**'} |"
        for what, number, goal, met in goals
    ]


def what_is_done(residents: int, bits: int) -> list[str]:
    """Return what every engine does, in words."""
    return _WHAT_IS_DONE.format(residents=residents, bits=bits).splitlines()


def beside(measured: dict[Way, Measured], ten: Measured, rows: Measured | None, residents: int) -> list[str]:
    """Return sentences about what is no row of the table."""
    ours, read, rules = (measured["ours", mode] for mode in ("files", "read", "rules"))
    lines = [
        f"- Reading the columns that rules read, and nothing else: {read.median:.2f} s; the whole takes "
        f"{ratio(ours, read):.1f} times as long.",
        f"- Ten times as many rules, each of a tenth of the subjects: {ten.median:.2f} s, "
        f"{ten.median / ours.median:.1f} times as long.",
    ]
    if rows is not None and rows.rows:
        each, all_at_once = rows.median / rows.rows, rules.median / residents
        lines.append(
            f"- zen, row by row, {rows.rows:,} residents, the same tags: {each * 1e6:,.0f} µs a resident; "
            f"the rules alone take us {all_at_once * 1e6:.3f} µs: {each / all_at_once:,.0f} times less."
        )
    return lines


def goals(
    measured: dict[Way, Measured],
    sizes: dict[str, tuple[int, int, Measured]],
    ten: Measured,
    rows: Measured | None,
    residents: int,
) -> list[tuple[str, float, str, bool]]:
    """Return each goal: what, the number measured, the bound in words, whether it is met."""
    ours = measured[OURS]

    def at_least(what: str, number: float, bound: float) -> tuple[str, float, str, bool]:
        return what, number, f"≥ {bound:g}", number >= bound

    def at_most(what: str, number: float, bound: float) -> tuple[str, float, str, bool]:
        return what, number, f"≤ {bound:g}", number <= bound

    made = []
    for engine, mode, bound in (
        ("duckdb_sql", "files", 2), ("duckdb_sql", "memory", 4), ("chdb_sql", "memory", 2),
    ):  # fmt: skip
        if (engine, mode) in measured:
            times = ratio(measured[engine, mode], measured["ours", mode])
            made.append(at_least(f"times as fast as {NAMES[engine]}, {MODES[mode]}", times, bound))
    made.append(at_most("times a bare read of the columns", ratio(ours, measured["ours", "read"]), 2.5))
    made.append(at_most("times as long for ten times as many rules", ten.median / ours.median, 3))
    if rows is not None and rows.rows:
        alone = measured["ours", "rules"].median / residents
        made.append(
            at_least("times as fast as row by row, rules alone", rows.median / rows.rows / alone, 1000)
        )
    largest = list(sizes.values())[-1]
    made.append(at_most(f"times the memory at {largest[0]:,} residents", largest[2].peak / ours.peak, 1.5))
    made.append(at_most("GB of memory at most", max(one.peak for _, _, one in sizes.values()) / 1e9, 1))
    return made


def heading() -> list[str]:
    """Return how the page begins."""
    return [
        "# Benchmarks",
        "",
        "`make bench` writes this page from what it measures; every claim of speed in the README and docs/",
        f"is taken from here. Written {datetime.now(UTC).date()}.",
        "",
    ]
