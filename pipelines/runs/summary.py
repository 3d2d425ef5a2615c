"""What a run did, in numbers, for the end of a command.

Belongs here: reading counts of one snapshot date and laying them out. Does not belong here: running anything.
"""

import shlex
import shutil
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.intake.source_status import ACTS_OF_PEOPLE
from assets.lake import read_frame
from assets.paths import DataPaths
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.tagging.outcome_encoding import unknown_counts
from pipelines.settings import Settings

_FRAMES = (
    ("intake", "source_status"), ("tagging", "true_outcome"), ("tagging", "undecided_subject"),
    ("tagging", "undecided_set"),
)  # fmt: skip


def summarise(
    paths: DataPaths, database: Database, snapshot_date: date, run_id: str, seconds: Mapping[str, float]
) -> str:
    """The summary of a successful run: rows by stage, what was published, seconds per step.

    Every number follows from those above it: rows in are accepted or quarantined; what is published on a date
    are the tags that are true and those that are kept for some days while nobody can tell.
    """
    status, true_tags, undecided, sets = (
        frame
        for group, table in _FRAMES
        if (frame := read_frame(paths.lake, group, table, snapshot_date)) is not None
    )
    rows_in, accepted, quarantined = (
        status[name].sum() for name in ("rows_in", "rows_accepted", "rows_quarantined")
    )
    with database.transaction() as connection:
        change = _change(connection, run_id)
        by_status = _tags_by_status(connection, snapshot_date)
        in_force = _in_force(connection)
    kept, disputed = by_status.get("kept", 0), by_status.get("disputed", 0)
    unknown = unknown_counts(undecided, sets, [])["unknown"].sum()
    nobody = sorted(in_force - set(true_tags["tag_code"].unique()))
    lines = [
        "",
        f"快照日 snapshot date {snapshot_date}",
        f"  接收 rows in      {rows_in:>12,}",
        f"  接受 accepted     {accepted:>12,}",
        f"  隔离 quarantined  {quarantined:>12,}",
        f"  打标 tagged       {true_tags.height:>12,}  ({unknown:,} 无法判定 unknown)",
        f"  保留 kept         {kept:>12,}  (现无法判定而此前有，暂留 unknown now, true before: held"
        f" on for some days)",
        f"  发布 published    {sum(by_status.values()):>12,}  ({change}); tagged + kept",
    ]
    if disputed:
        lines.append(
            f"  其中有争议、各视图不显示 of them withheld from every view, because disputed: {disputed:,}"
        )
    if nobody:
        lines.append(f"  没有人的标签 tags that hold for nobody: {', '.join(nobody)}")
    lines += _sources_not_good(status)
    spent = "  ".join(f"{step} {duration:.1f}" for step, duration in seconds.items())
    return "\n".join([*lines, f"  耗时 seconds      {spent}"])


def _sources_not_good(status: pl.DataFrame) -> list[str]:
    """A line for each way in which sources are not good: stale, damaged, never delivered."""
    of = {str(state): names["source"].to_list() for (state,), names in status.group_by("state")}
    lines = []
    if stale := [name for state in ("late", "missing", "partial", "damaged") for name in of.get(state, [])]:
        lines.append(f"  来源异常 sources not good, their tags are unknown: {', '.join(stale)}")
    if "damaged" in of:
        lines.append(f"  隔离行异常增多 sources damaged, too many rows refused: {_refused_rows(status)}")
    if absent := [name for name in of.get("absent", []) if name not in ACTS_OF_PEOPLE]:
        lines.append(f"  从未报送 sources that never came, their tags are unknown: {', '.join(absent)}")
    return lines


def where_to_look(settings: Settings, database: Database, day: date) -> str:
    """What to do next, as it can be typed and clicked; no page of a date that has none."""
    page = settings.data.pages(day) / "index.html"
    to_read = [
        f"           网页 pages to read: {page.as_uri()}",
        "                          (the district, streets, committees; tags.html: what each tag says)",
    ]
    return "\n".join(
        [
            "",
            "接下来 look next: make ui -> http://127.0.0.1:3000 (graph, checks, history)",
            *(to_read if page.exists() else []),
            f"           数据表 the tables: {database.url.render_as_string(hide_password=True)}",
            f"           隔离行 refused rows: {typed('quarantine', 'list')} --date {day}",
        ]
    )


def typed(*words: str) -> str:
    """One of our commands as it can be typed where this one was: by its name, or with the path to it."""
    called = Path(sys.argv[0])
    on_path = shutil.which("tagging")
    if called.name != "tagging" or (on_path and Path(on_path).resolve() == called.resolve()):
        return shlex.join(["tagging", *words])
    return shlex.join([str(called), *words])


def _change(connection: sa.Connection, run_id: str) -> str:
    """The newest publication, and what the run changed by it."""
    publication = schema.publication
    newest = connection.execute(
        sa.select(publication).order_by(publication.c.publication_id.desc()).limit(1)
    ).one()
    changed = f"tags +{newest.rows_added:,} -{newest.rows_removed:,}"
    return f"publication {newest.publication_id}: {changed if newest.run_id == run_id else 'nothing changed'}"


def _tags_by_status(connection: sa.Connection, day: date) -> dict[str, int]:
    """How many published tags of each status are valid on a day."""
    tag = schema.tag_assignment.c
    valid = sa.and_(tag.valid_from <= day, sa.or_(tag.valid_to.is_(None), tag.valid_to > day))
    counts = sa.select(tag.status, sa.func.count()).where(valid).group_by(tag.status)
    return {str(status): int(count) for status, count in connection.execute(counts)}


def _in_force(connection: sa.Connection) -> set[str]:
    tag = schema.tag.c
    active = sa.select(tag.tag_code).where(tag.status == "active", tag.level != "problem")
    return set(connection.scalars(active))


def _refused_rows(status: pl.DataFrame) -> str:
    """The damaged sources with their refused rows of all."""
    damaged = status.filter(pl.col("state") == "damaged").select("source", "rows_quarantined", "rows_in")
    return ", ".join(f"{name} ({refused:,} / {rows:,})" for name, refused, rows in damaged.iter_rows())
