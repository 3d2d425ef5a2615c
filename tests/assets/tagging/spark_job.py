"""What the test runs in a process of its own, as a night does: the outcomes of one date, on a cluster.

Run as `python -m tests.assets.tagging.spark_job MASTER FOLDER`: reads given.pickle there, writes the tables.
"""

import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from assets.tagging.outcome import Deciding
from tests.assets.tagging.spark_cluster import until


@dataclass(frozen=True)
class Held(Deciding):
    """Tells which process decides, and goes on once `killed` is in the folder."""

    folder: Path = Path()

    def part(
        self, subject: str, features: pl.DataFrame, upstream: pl.DataFrame, manual: pl.DataFrame
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        (self.folder / f"{os.getpid()}.busy").touch()
        until((self.folder / "killed").exists, "a worker is killed")
        return super().part(subject, features, upstream, manual)


def main(master: str, folder: Path) -> None:
    from assets.tagging.on_spark import outcomes_on_spark, session

    deciding, features, upstream, manual = pickle.loads((folder / "given.pickle").read_bytes())
    with session(master) as spark:
        made = outcomes_on_spark(spark, deciding, features, upstream, manual)
    for name, frame in made.items():
        frame.write_parquet(folder / f"{name}.parquet")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
