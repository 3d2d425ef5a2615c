"""The product's own functions, part by part: what is read, decided and compared is gone before the next part.

Modes: files (Parquet to Parquet), memory (from frames to keys and their difference), read (only the columns
that rules read), rules (from frames to what each rule says of residents), rows (the tags of the residents
that an engine of rows decides).
"""

import json
import pickle
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.core.engines.timed import report
from benchmarks.core.true_keys import key_difference, tag_numbers, true_keys
from tag_rules.engine.evaluate import apply
from tag_rules.engine.model import RuleSet


class Work:
    """The parts of a job, what is held of them in memory, and what each mode does with them."""

    def __init__(self, job: dict[str, Any], rule_set: RuleSet, target: Path) -> None:
        self.job, self.rule_set, self.target = job, rule_set, target
        self.as_of = date.fromisoformat(job["as_of"])
        self.numbers = tag_numbers(rule_set.codes)
        self.parts = range(len(job["before"]))
        self.held: dict[tuple[str, int], pl.DataFrame] = {}
        self.held_before: list[pl.Series] = []
        self.made: list[tuple[pl.Series, pl.Series, pl.Series]] = []

    def hold(self) -> None:
        """Read everything, which no mode that starts from memory is timed for."""
        for subject in self.job["subjects"]:
            for part in self.parts:
                self.held[subject, part] = self._scanned(subject, part).collect()
        self.held_before.extend(pl.read_parquet(file)["key"] for file in self.job["before"])

    def files(self) -> None:
        """From Parquet to the keys of every part, what came and what went."""
        for part in self.parts:
            keys = self._keys(part, self._scanned)
            before = pl.read_parquet(self.job["before"][part])["key"]
            self._write(part, keys, *key_difference(before, keys))

    def memory(self) -> None:
        """From frames to the keys of every part and their difference."""
        for part in self.parts:
            keys = self._keys(part, lambda *key: self.held[key])
            self.made.append((keys, *key_difference(self.held_before[part], keys)))

    def write_made(self) -> None:
        """Write what was made in memory."""
        for part in self.parts:
            self._write(part, *self.made[part])

    def rows(self) -> None:
        """Find and write the tags of the first residents."""
        rows = self._scanned("resident", 0).head(self.job["rows"])
        keys = true_keys(apply(self.rule_set, "resident", rows, self.as_of), self.numbers)
        _write(keys, self.target / "true.parquet")

    def read(self) -> None:
        """Read the columns that rules read."""
        for subject, asked in self.job["subjects"].items():
            for part in self.parts:
                self._scanned(subject, part).select("subject_id", *asked["columns"]).collect()

    def rules(self) -> None:
        """From frames to what each rule says of each resident."""
        for part in self.parts:
            apply(self.rule_set, "resident", self.held["resident", part], self.as_of)

    def _write(self, part: int, true: pl.Series, added: pl.Series, removed: pl.Series) -> None:
        for name, keys in (("true", true), ("added", added), ("removed", removed)):
            _write(keys, self.target / f"{name}-{part:04}.parquet")

    def _scanned(self, subject: str, part: int) -> pl.LazyFrame:
        return pl.scan_parquet(self.job["subjects"][subject]["files"][part], hive_partitioning=False)

    def _keys(self, part: int, facts: Callable[[str, int], pl.DataFrame | pl.LazyFrame]) -> pl.Series:
        return pl.concat(
            true_keys(apply(self.rule_set, subject, facts(subject, part), self.as_of), self.numbers)
            for subject in self.job["subjects"]
        )


def main() -> None:
    """Do what the job asks in the mode asked for."""
    job_file, mode, target = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    job = json.loads(job_file.read_text())
    with Path(job["rule_set"]).open("rb") as stored:
        work = Work(job, pickle.load(stored), target)
    ways = {
        "files": (work.files,),
        "memory": (work.memory, work.hold, work.write_made),
        "read": (work.read,),
        "rules": (work.rules, work.hold),
        "rows": (work.rows,),
    }
    report(*ways[mode])


def _write(keys: pl.Series, path: Path) -> None:
    keys.to_frame().write_parquet(path, compression="zstd", compression_level=1)


if __name__ == "__main__":
    main()
