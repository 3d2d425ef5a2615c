"""The inputs of published dates, kept unchanged for as long as they are live.

Belongs here: writing and reading the content-addressed folders of the lake that a publication stands on.
A date's frames in the other folders of the lake may be computed anew at any time without being published;
history is derived from these copies alone.
Does not belong here: which content is live (table `published_snapshot`).
"""

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from assets.publication import schema
from assets.publication.timelines import SUBJECT_TIMELINES, TAG_ASSIGNMENT

# Tables that say how things stand on one date, and are replaced whole.
WHOLE_TABLES = ("tag", "tag_version", "problem_case", "tag_statistic", "quarantine_summary")

# Every frame that published tables are derived from, with the key that orders its rows.
_FRAMES = {
    "outcome": list(TAG_ASSIGNMENT.key),
    **{timeline.table: list(timeline.key) for timeline in SUBJECT_TIMELINES},
    **{name: list(schema.METADATA.tables[name].primary_key.columns.keys()) for name in WHOLE_TABLES},
}


class SnapshotsLostError(Exception):
    """The lake lacks content that is published; the message says which and what to restore."""


class StoredSnapshot:
    """One stored snapshot, read when asked for; knows the frames of `held.Snapshot`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.frame = cache(self._frame)

    def _frame(self, table: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / f"{table}.parquet", glob=False)


class StoredSnapshots(Mapping[date, StoredSnapshot]):
    """Published dates with their contents, for the derivation of states.

    Raises SnapshotsLostError when one of them is not there.
    """

    def __init__(self, root: Path, content: Mapping[date, str]) -> None:
        lost = [str(day) for day, digest in content.items() if not _folder(root, day, digest).is_dir()]
        if lost:
            raise SnapshotsLostError(
                f"the published content of {', '.join(sorted(lost))} is missing below"
                f" {'/'.join(root.parts[-3:])}: restore it from the backup; history is derived from it"
            )
        self._stored = {day: StoredSnapshot(_folder(root, day, digest)) for day, digest in content.items()}

    def __getitem__(self, day: date) -> StoredSnapshot:
        return self._stored[day]

    def __iter__(self) -> Iterator[date]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


def store(root: Path, snapshot_date: date, frames: Mapping[str, pl.DataFrame]) -> str:
    """Keep the frames of a date; returns the hash of their content, which names them.

    Equal frames in any order of rows have one name. The folder appears whole or not at all.
    """
    day_folder = root / snapshot_date.isoformat()
    day_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=day_folder, prefix=".writing-") as writing:
        digest = hashlib.sha256()
        for name, key in _FRAMES.items():
            path = Path(writing) / f"{name}.parquet"
            frames[name].sort(key).write_parquet(path, compression="zstd", compression_level=1)
            digest.update(name.encode())
            digest.update(path.read_bytes())
        content_hash = digest.hexdigest()
        target = _folder(root, snapshot_date, content_hash)
        if not target.exists():
            whole = Path(writing) / content_hash
            whole.mkdir()
            for name in _FRAMES:
                (Path(writing) / f"{name}.parquet").rename(whole / f"{name}.parquet")
            whole.rename(target)
    return content_hash


@contextmanager
def only_stager(root: Path) -> Iterator[None]:
    """Wait until nobody else stages on this store, then hold it until the block ends.

    Otherwise one could forget the content that another has just stored and not yet staged. The operating
    system lets go of the lock when the process dies.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".staging").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def forget_unpublished(root: Path, snapshot_date: date, live: set[str]) -> None:
    """Delete the contents of a date that are neither live nor still to be decided."""
    day_folder = root / snapshot_date.isoformat()
    for folder in day_folder.iterdir():
        if folder.name not in live and not folder.name.startswith("."):
            shutil.rmtree(folder)


def _folder(root: Path, snapshot_date: date, content_hash: str) -> Path:
    return root / snapshot_date.isoformat() / content_hash
