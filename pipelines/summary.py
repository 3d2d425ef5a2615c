"""What a run did, in numbers, for the end of a command.

Belongs here: reading counts of one snapshot date and laying them out. Does not belong here: running anything.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl
import sqlalchemy as sa

from assets.lake import read_frame
from assets.paths import DataPaths
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.tagging.outcome_encoding import unknown_counts

_FRAMES = (
    ("intake", "source_status"), ("tagging", "true_outcome"), ("tagging", "undecided_subject"),
    ("tagging", "undecided_set"),
)  # fmt: skip


def summarise(
    paths: DataPaths, database: Database, snapshot_date: date, run_id: str, seconds: Mapping[str, float]
) -> str:
    """The summary of a successful run: rows by stage, what was published, seconds per step, where to look."""
    status, true_tags, undecided, sets = (
        frame
        for group, table in _FRAMES
        if (frame := read_frame(paths.lake, group, table, snapshot_date)) is not None
    )
    rows_in, accepted, quarantined = (
        status[name].sum() for name in ("rows_in", "rows_accepted", "rows_quarantined")
    )
    true, unknown = true_tags.height, unknown_counts(undecided, sets, [])["unknown"].sum()
    stale = status.filter(pl.col("state") != "good")["source"].to_list()
    with database.transaction() as connection:
        newest = connection.execute(
            sa.select(schema.publication).order_by(schema.publication.c.publication_id.desc()).limit(1)
        ).one()
        tag = schema.tag.c
        in_force = connection.scalars(
            sa.select(tag.tag_code)
            .where(tag.status == "active", tag.level != "problem")
            .order_by(tag.tag_code)
        ).all()
    held = set(true_tags["tag_code"].unique())
    nobody = [code for code in in_force if code not in held]
    changed = newest.run_id == run_id
    published = f"tags +{newest.rows_added:,} -{newest.rows_removed:,}" if changed else "nothing changed"
    lines = [
        "",
        f"snapshot date {snapshot_date}",
        f"  rows in      接收  {rows_in:>12,}",
        f"  accepted     接受  {accepted:>12,}",
        f"  quarantined  隔离  {quarantined:>12,}",
        f"  tagged       打标  {true:>12,}  ({unknown:,} unknown 无法判定)",
        f"  published    发布  {newest.rows_current:>12,}  (publication {newest.publication_id}:"
        f" {published})",
    ]
    if nobody:
        lines.append(f"  tags that hold for nobody: {', '.join(nobody)}")
    if stale:
        lines.append(f"  sources not good, their tags are unknown: {', '.join(stale)}")
    lines.append(
        "  seconds      耗时  " + "  ".join(f"{step} {spent:.1f}" for step, spent in seconds.items())
    )
    lines += [
        "look next: make ui -> http://127.0.0.1:3000 (graph, checks, history)",
        f"           the tables: {database.url.render_as_string(hide_password=True)}",
        f"           refused rows: tagging quarantine list --date {snapshot_date}",
    ]
    return "\n".join(lines)
