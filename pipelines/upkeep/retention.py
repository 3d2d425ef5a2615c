"""What is kept how long: tags by their purpose, files of the lake and exports by days.

Belongs here: deleting dates of the lake and of the landing folder, and the order of it all. Does not belong
here: which rows of published tables go (`assets/publication/upkeep/retention.py`).
"""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta

from assets.clock import SHANGHAI
from assets.lake import dated, folders
from assets.paths import DataPaths
from assets.publication.pages import write_dates
from assets.publication.store.database import Database
from assets.publication.upkeep.retention import Expired, expire
from pipelines.settings import Settings
from tag_rules.engine.model import RuleSet


def retain(
    settings: Settings, database: Database, rule_set: RuleSet, today: date, now: str,
    progress: Callable[[str], None],
) -> Expired:  # fmt: skip
    """Delete what has had its time by `today`, everywhere."""
    gone = expire(database, settings.data.published_snapshots, rule_set, today, "retention", now)
    for purpose, rows in gone.rows.items():
        progress(f"{purpose}：{rows} 行 rows")
    dates = delete_old_dates(settings.data, today - timedelta(days=settings.lake_days))
    progress(f"更早的日期 dates of exports and lake older than {settings.lake_days} days: {len(dates)}")
    return gone


def delete_old_dates(paths: DataPaths, before: date) -> set[date]:
    """Delete exports, frames and pages of dates before a day; returns the dates.

    The newest export stays, and so does what published history is derived from, however old.
    """
    exports = dated(paths.landing_root.glob("????-??-??"))
    frames = folders(paths.lake)
    pages = dated(paths.pages_root.glob("????-??-??"))
    newest = max([*exports.values(), *frames.values()], default=before)
    gone = set()
    for folder, day in [*exports.items(), *frames.items(), *pages.items()]:
        if day < min(before, newest):
            shutil.rmtree(folder)
            gone.add(day)
    if any(day in gone for day in pages.values()):
        write_dates(paths.pages_root)
    delete_answers(paths, before)
    return gone


def delete_answers(paths: DataPaths, before: date = date.max) -> None:
    """Delete what runs were asked to write before a day, and whatever else lies beside it; pages stay."""
    pages = paths.pages_root
    for answer in pages.parent.glob("*"):
        written = datetime.fromtimestamp(answer.lstat().st_mtime, SHANGHAI).date()
        if answer == pages or written >= before:
            continue
        if answer.is_dir() and not answer.is_symlink():
            shutil.rmtree(answer)
        else:
            answer.unlink()
