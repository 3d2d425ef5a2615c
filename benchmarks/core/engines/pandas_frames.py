"""pandas on Arrow types, by the rules as narwhals expressions: the vectorised way there is in pandas.

Modes: files (Parquet to Parquet), memory (from frames to keys and their difference).
"""

import json
import pickle
import sys
from datetime import date
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd

from benchmarks.core.engines.timed import report
from benchmarks.core.job import lowered
from tag_rules.engine.expression import compile_expression

SHIFT = 40


def main() -> None:
    """Do what the job asks in the mode asked for."""
    job, mode, target = json.loads(Path(sys.argv[1]).read_text()), sys.argv[2], Path(sys.argv[3])
    as_of = date.fromisoformat(job["as_of"])
    with Path(job["rule_set"]).open("rb") as stored:
        rule_set = pickle.load(stored)
    numbers = {code: number for number, code in enumerate(sorted(rule_set.codes))}
    held: dict[str, pd.DataFrame] = {}
    before: list[np.ndarray] = []
    made: list[np.ndarray] = []

    def hold() -> None:
        for subject, asked in job["subjects"].items():
            columns = ["subject_id", *asked["columns"]]
            parts = [
                pd.read_parquet(file, columns=columns, dtype_backend="pyarrow") for file in asked["files"]
            ]
            held[subject] = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
        before.extend(pd.read_parquet(file)["key"].to_numpy() for file in job["before"])

    def keys_of(subject: str) -> list[np.ndarray]:
        full_years_of = rule_set.full_years_of(subject)
        tags = [tag for tag in rule_set.tags if tag.subject == subject and tag.condition is not None]

        chosen = [
            compile_expression(lowered(rule_set, tag, as_of), as_of, full_years_of).alias(tag.code)
            for tag in tags
        ]
        wide = nw.from_native(held[subject]).select(*chosen).to_native()
        ids = held[subject]["subject_id"].to_numpy()
        return [
            ids[wide[tag.code].to_numpy(dtype=bool, na_value=False)] + (numbers[tag.code] << SHIFT)
            for tag in tags
        ]

    def decide() -> None:
        now = np.concatenate([keys for subject in job["subjects"] for keys in keys_of(subject)])
        earlier = np.concatenate(before)
        added = np.setdiff1d(now, earlier, assume_unique=True)
        made.extend([now, added, np.setdiff1d(earlier, now, assume_unique=True)])

    def write() -> None:
        for name, keys in zip(("true", "added", "removed"), made, strict=True):
            pd.DataFrame({"key": keys}).to_parquet(
                target / f"{name}.parquet", compression="zstd", compression_level=1
            )

    def files() -> None:
        hold()
        decide()
        write()

    report(*{"files": (files,), "memory": (decide, hold, write)}[mode])


if __name__ == "__main__":
    main()
