"""The product's own functions, part by part: what is read, decided and compared is gone before the next part.

Modes: files (Parquet to Parquet), memory (from frames to keys and their difference), read (only the columns
that rules read), rules (from frames to what each rule says).
"""

import json
import pickle
import sys
from datetime import date
from pathlib import Path

import polars as pl

from assets.tagging.true_keys import key_difference, tag_numbers, true_keys
from benchmarks.core.engines.timed import report
from tag_rules.engine.evaluate import apply


def main() -> None:
    """Do what the job asks in the mode asked for."""
    job_file, mode, target = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    job, as_of = json.loads(job_file.read_text()), None
    as_of = date.fromisoformat(job["as_of"])
    with Path(job["rule_set"]).open("rb") as stored:
        rule_set = pickle.load(stored)
    numbers = tag_numbers(rule_set.codes)
    parts = range(len(job["before"]))
    held: dict[tuple[str, int], pl.DataFrame] = {}
    held_before: list[pl.Series] = []

    def scanned(subject: str, part: int) -> pl.LazyFrame:
        return pl.scan_parquet(job["subjects"][subject]["files"][part], hive_partitioning=False)

    def keys_of(part: int, in_memory: bool) -> pl.Series:
        made = [
            true_keys(
                apply(rule_set, subject, held[subject, part] if in_memory else scanned(subject, part), as_of),
                numbers,
            )
            for subject in job["subjects"]
        ]
        return pl.concat(made)

    def hold() -> None:
        for subject in job["subjects"]:
            for part in parts:
                held[subject, part] = scanned(subject, part).collect()
        held_before.extend(pl.read_parquet(file)["key"] for file in job["before"])

    def files() -> None:
        for part in parts:
            keys = keys_of(part, in_memory=False)
            _write(keys, target / f"true-{part:04}.parquet")
            added, removed = key_difference(pl.read_parquet(job["before"][part])["key"], keys)
            _write(added, target / f"added-{part:04}.parquet")
            _write(removed, target / f"removed-{part:04}.parquet")

    def memory() -> None:
        for part in parts:
            key_difference(held_before[part], keys_of(part, in_memory=True))

    def read() -> None:
        for subject, asked in job["subjects"].items():
            for part in parts:
                scanned(subject, part).select("subject_id", *asked["columns"]).collect()

    def rules() -> None:
        for part in parts:
            apply(rule_set, "resident", held["resident", part], as_of)

    ways = {"files": (files,), "memory": (memory, hold), "read": (read,), "rules": (rules, hold)}
    report(*ways[mode])


def _write(keys: pl.Series, path: Path) -> None:
    keys.to_frame().write_parquet(path, compression="zstd", compression_level=1)


if __name__ == "__main__":
    main()
