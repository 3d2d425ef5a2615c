"""The inputs of published dates, kept unchanged for as long as they are live.

Belongs here: writing and reading the content-addressed folders of the lake that a publication stands on.
A date's frames in the other folders of the lake may be computed anew at any time without being published;
history is derived from these copies alone.
Does not belong here: which content is live (table `published_snapshot`).
"""

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl

from assets.files import copy_whole, place_folder, private_file, private_folder, whole_file
from assets.locks import only_one
from assets.publication.history.carried_cases import MISSING_CASE_SOURCES
from assets.publication.history.effective_state import History
from assets.publication.history.timelines import DIVISION, SUBJECT_TIMELINES, identifier, polars_type
from assets.publication.store import schema
from assets.publication.store.database import frame_type
from assets.reports.tag_relations import SCHEMA as RELATIONS
from assets.reports.tag_relations import TAG_RELATION
from assets.tagging.outcome_encoding import SCHEMAS, SORTED_BY
from tag_rules.engine.errors import RefusedError

_LOG = logging.getLogger(__name__)

# Tables that say how things stand on one date, and are replaced whole.
WHOLE_TABLES = (
    "tag", "tag_version", "problem_case", "committee_profile", "quarantine_summary", "record_quality",
    "resident_merge", "code_list", "problem_case_label", "routed_out", "district_figure", "problem_alarm",
)  # fmt: skip

_TIMELINES = (*SUBJECT_TIMELINES, DIVISION)
# Every frame that published tables are derived from, with the key that orders its rows.
_FRAMES = {
    **SORTED_BY,
    **{timeline.table: list(timeline.key) for timeline in _TIMELINES},
    **{name: list(schema.METADATA.tables[name].primary_key.columns.keys()) for name in WHOLE_TABLES},
    MISSING_CASE_SOURCES: ["source"],
    TAG_RELATION: RELATIONS.names(),
}
# All that is kept of each frame. Registry frames say when somebody was born and more, which no history needs.
_COLUMNS: dict[str, list[str]] = {
    **{name: kept.names() for name, kept in SCHEMAS.items()},
    **{timeline.table: list(timeline.state_columns) for timeline in _TIMELINES},
    **{name: schema.METADATA.tables[name].columns.keys() for name in WHOLE_TABLES},
    MISSING_CASE_SOURCES: ["source"],
    TAG_RELATION: RELATIONS.names(),
}
# Frames that are read a part of the subjects at a time, with the column that names the subject.
_BY_SUBJECT = {
    name: identifier(key)
    for name, key in _FRAMES.items()
    if name not in (*WHOLE_TABLES, MISSING_CASE_SOURCES, TAG_RELATION, "undecided_set", DIVISION.table)
}
# Small enough that a part of the subjects is read without the rest, large enough to be read fast.
_ROW_GROUP = 100_000

Ids = tuple[int, int]
"""Subjects whose id is at least the first number and less than the second."""


class SnapshotsLostError(RefusedError):
    """Content that history is derived from is missing, damaged or expired; the message says what to do."""


class StoredSnapshot:
    """One stored snapshot, or the part of it about some subjects, read when asked for."""

    def __init__(self, folder: Path, ids: Ids | None = None) -> None:
        self.folder = folder
        self.ids = ids
        # Not `functools.cache` of a method: object and cache would hold each other, and every part of the
        # subjects would stay in memory until a rare collection of such circles.
        self._frames: dict[str, pl.DataFrame] = {}

    def frame(self, table: str) -> pl.DataFrame:
        """One frame, of these subjects; read once."""
        if table not in self._frames:
            frame = self.scan(table)
            if self.ids is not None and table in _BY_SUBJECT:
                frame = frame.filter(pl.col(_BY_SUBJECT[table]).is_between(*self.ids, closed="left"))
            self._frames[table] = frame.collect()
        return self._frames[table]

    def scan(self, table: str) -> pl.LazyFrame:
        """One frame, unread and of all subjects; what content of an earlier schema lacks is null."""
        path, wanted = (
            self.folder / f"{table}.parquet",
            {name: _kind(table, name) for name in _COLUMNS[table]},
        )
        if not path.exists():  # the hash of content that should have it would differ
            return pl.LazyFrame(schema=wanted)
        frame = pl.scan_parquet(path, glob=False)
        lacking = [name for name in wanted if name not in frame.collect_schema()]
        return frame.with_columns(pl.lit(None, wanted[name]).alias(name) for name in lacking)


class StoredSnapshots(History):
    """Published dates with their contents, for the derivation of states.

    Raises SnapshotsLostError when one of them is not there, or is not what its name says.
    """

    def __init__(self, root: Path, content: Mapping[date, str], ids: Ids | None = None) -> None:
        lost = [str(day) for day, digest in content.items() if not _folder(root, day, digest).is_dir()]
        if lost:
            raise SnapshotsLostError(_restore(root, "missing", lost))
        stored = {day: StoredSnapshot(_folder(root, day, digest), ids) for day, digest in content.items()}
        super().__init__(stored)
        self._stored = stored
        self.root, self.content, self.ids = root, content, ids
        self._sound: set[date] = set()

    def part(self, ids: Ids | None) -> "StoredSnapshots":
        """The same dates, with what is about some subjects only."""
        part = StoredSnapshots(self.root, self.content, ids)
        part._sound = self._sound
        return part

    def __getitem__(self, day: date) -> StoredSnapshot:
        snapshot = self._stored[day]
        if day not in self._sound:
            if _content_hash(_folder(self.root, day, self.content[day])) != self.content[day]:
                raise SnapshotsLostError(_restore(self.root, "damaged", [str(day)]))
            self._sound.add(day)
        return snapshot

    def remembered(self, day: date) -> pl.DataFrame | None:
        """What `remember` kept for a date whose earlier dates have the contents they had then.

        None when there is nothing, or it is damaged: then it is worked out again.
        """
        for path in self._folder(day).glob(f"last_known-{self._name_up_to(day)}-*.parquet"):
            if _digest(path) == path.stem.rsplit("-", 1)[1]:
                last_known = pl.scan_parquet(path, glob=False)
                if self.ids is not None:
                    last_known = last_known.filter(pl.col("subject_id").is_between(*self.ids, closed="left"))
                return last_known.collect()
        return None

    def remember(self, day: date, last_known: pl.DataFrame) -> None:
        """Keep what was last known on a date, beside its content, so that no night looks further back."""
        writing = self._folder(day) / ".last_known"
        with whole_file(writing) as beside:
            last_known.write_parquet(
                beside, compression="zstd", compression_level=1, row_group_size=_ROW_GROUP
            )
        path = self._folder(day) / f"last_known-{self._name_up_to(day)}-{_digest(writing)}.parquet"
        for other in self._folder(day).glob("last_known-*"):
            other.unlink()
        writing.rename(path)

    def _folder(self, day: date) -> Path:
        return _folder(self.root, day, self.content[day])

    def _name_up_to(self, day: date) -> str:
        text = "\n".join(f"{each} {digest}" for each, digest in sorted(self.content.items()) if each <= day)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _kind(table: str, column: str) -> pl.DataType:
    """The type of a frame's column that is not there."""
    if table in WHOLE_TABLES:
        return frame_type(schema.METADATA.tables[table].c[column])
    kept = SCHEMAS.get(table, pl.Schema())
    return kept[column] if column in kept else polars_type(column)


def subject_parts(
    before: StoredSnapshots, after: StoredSnapshots, snapshot_date: date, rows: int
) -> list[Ids | None]:
    """Ranges of subject ids with about `rows` true outcomes each on the larger of two effective dates.

    [None], which is all at once, when there are no more than that.
    """
    scans = [
        history[day].scan("true_outcome")
        for history in (before, after)
        if (day := history.effective_date(snapshot_date)) is not None
    ]
    heights = [scan.select(pl.len()).collect().item() for scan in scans]
    if max(heights, default=0) <= rows:
        return [None]
    ids = scans[heights.index(max(heights))].select("subject_id").collect()["subject_id"].sort()
    edges = ids.gather_every(rows).unique().sort().to_list()[1:]
    return list(zip([-(2**63), *edges], [*edges, 2**63 - 1], strict=True))


def store(root: Path, snapshot_date: date, frames: Mapping[str, pl.DataFrame | pl.LazyFrame]) -> str:
    """Keep the frames of a date, outcomes taken apart; returns the hash of their content, which names them.

    Of each frame only what history needs is kept. Equal frames in any order of rows have one name. A lazy
    frame in the order of its key is never held whole. The folder appears whole or not at all; content that is
    there already but damaged is mended.
    """
    day_folder = root / snapshot_date.isoformat()
    private_folder(day_folder)
    with tempfile.TemporaryDirectory(dir=day_folder, prefix=".writing-") as folder:
        writing = private_folder(Path(folder) / "content")
        for name, key in _FRAMES.items():
            _in_order(frames[name].lazy().select(_COLUMNS[name]), key).sink_parquet(
                private_file(writing / f"{name}.parquet"),
                compression="zstd", compression_level=1, row_group_size=_ROW_GROUP,
            )  # fmt: skip
        content_hash = _content_hash(writing)
        target = _folder(root, snapshot_date, content_hash)
        if not target.exists():
            place_folder(writing, target)
        elif _content_hash(target) != content_hash:
            for name in _FRAMES:
                copy_whole(writing / f"{name}.parquet", target / f"{name}.parquet")
    return content_hash


def _in_order(frame: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """The frame sorted by its key: itself when it is, found out without holding it."""
    falls = pl.lit(False)
    for name in reversed(key):
        here, above = pl.col(name), pl.col(name).shift()
        falls = (here < above) | (here.eq_missing(above) & falls)
    if frame.select(falls.any()).collect(engine="streaming").item():
        return frame.collect().sort(key).lazy()
    return frame


@contextmanager
def only_stager(root: Path) -> Iterator[None]:
    """Wait until nobody else stages on this store, then hold it until the block ends. Says so when it waits.

    Otherwise one could forget the content that another has just stored and not yet staged.
    """
    with only_one(root / ".staging", "staging, or a change of what is published"):
        yield


def forget_unpublished(root: Path, snapshot_date: date, live: set[str]) -> None:
    """Delete the contents of a date that are neither live nor still to be decided, and what a crash left."""
    day_folder = root / snapshot_date.isoformat()
    for folder in day_folder.iterdir():
        if folder.name not in live:
            shutil.rmtree(folder)


def _content_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in _FRAMES:
        path = folder / f"{name}.parquet"
        if path.exists():
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _restore(root: Path, how: str, days: list[str]) -> str:
    return (
        f"the published content of {', '.join(sorted(days))} is {how} below {'/'.join(root.parts[-3:])}:"
        f" restore it from the backup; history is derived from it"
    )


def _folder(root: Path, snapshot_date: date, content_hash: str) -> Path:
    return root / snapshot_date.isoformat() / content_hash


def kept_contents(root: Path) -> list[tuple[date, str]]:
    """All contents in the store: live ones, those that wait, and those a rollback would bring back."""
    return sorted(
        (date.fromisoformat(folder.parent.name), folder.name)
        for folder in root.glob("????-??-??/*")
        if not folder.name.startswith(".")
    )


def rewrite(
    root: Path,
    snapshot_date: date,
    content_hash: str,
    change: Callable[[date, str, pl.DataFrame], pl.DataFrame],
) -> str:
    """Keep a content's frames as `change` makes them of date, name and frame; returns their hash.

    The old hash when no frame differs. The old content stays until `forget`: rows of the database name it.
    """
    stored = StoredSnapshot(_folder(root, snapshot_date, content_hash))
    frames = {name: stored.frame(name) for name in _FRAMES}
    changed = {name: change(snapshot_date, name, frame) for name, frame in frames.items()}
    if all(changed[name].equals(frame) for name, frame in frames.items()):
        return content_hash
    return store(root, snapshot_date, changed)


def forget(root: Path, contents: Collection[tuple[date, str]]) -> None:
    """Delete contents, what killed runs left half written, and what was worked out of all contents."""
    for snapshot_date, content_hash in contents:
        shutil.rmtree(_folder(root, snapshot_date, content_hash))
    for left in root.glob("????-??-??/.*"):
        shutil.rmtree(left)
    for worked_out in root.glob("????-??-??/*/*last_known*"):
        worked_out.unlink()
