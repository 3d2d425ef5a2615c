"""The pages of a publication: overview, streets, committees, tag cards, dictionary, fairness, contracts.

Belongs here: reading what they show from the published tables and the lake, and writing them. Does not
belong here: what is on a page (`assets/reports/pages`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.files import write_files, write_whole
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.lake import dated, read_frame
from assets.paths import DataPaths
from assets.problems.trends.handling import HANDLING_SCHEMA
from assets.publication.page_facts import page_facts
from assets.publication.release.in_force import outcomes_in_force
from assets.publication.release.staging import ROWS_AT_ONCE
from assets.publication.store import schema
from assets.publication.store.base import read_base
from assets.publication.store.database import Database
from assets.publication.store.snapshot_store import StoredSnapshots, subject_parts
from assets.reports.fairness import GROUPED, tag_rates
from assets.reports.fairness import SCHEMA as RATE_SCHEMA
from assets.reports.pages.alarms import alarms_page
from assets.reports.pages.area import area_pages
from assets.reports.pages.area_facts import Facts
from assets.reports.pages.cards import Published, tag_pages
from assets.reports.pages.contracts import contracts_page
from assets.reports.pages.dates import FILE, dates_script, newest_page
from assets.reports.pages.dictionary import dictionary_page
from assets.reports.pages.fairness import fairness_page
from assets.reports.pages.overview import overview
from assets.reports.pages.types import types_page
from assets.reports.tag_relations import TAG_RELATION, as_relations
from assets.reports.unknowns import SCHEMA as REASON_SCHEMA
from tag_rules.engine.model import RuleSet


def write_pages(
    paths: DataPaths, database: Database, rule_set: RuleSet, snapshot_date: date, folder: Path
) -> list[Path]:
    """Write every page of a published date into `folder`; returns them, the index first."""
    with database.transaction() as connection:
        counted = schema.tag_statistic
        # Of other dates a card draws the district alone.
        shown = sa.or_(
            counted.c.area_level == "district",
            sa.and_(counted.c.snapshot_date == snapshot_date, counted.c.area_level == "street"),
        )
        statistic = database.read(connection, sa.select(counted).where(shown))
        versions = database.read(connection, sa.select(schema.tag_version))
        rises = sa.select(schema.problem_alarm).where(schema.problem_alarm.c.snapshot_date == snapshot_date)
        alarms = database.read(connection, rises)
    divisions = read_frame(paths.lake, "intake", "divisions", snapshot_date)
    streets: dict[str, str] = {}
    if divisions is not None:
        of_street = divisions.filter(pl.col("level") == "street").sort("division_code")
        streets = dict(of_street.select("division_code", "name").iter_rows())
    reasons = _frame(paths, "reports", "unknown_reason", snapshot_date, REASON_SCHEMA)
    columns = {
        table.name: [
            (column.name, str(column.type).lower(), bool(column.nullable), column.comment or "")
            for column in table.columns
        ]
        for table in schema.PUBLISHED_TABLES
    }
    sources = load_mappings(paths.mappings or MAPPINGS)
    facts = page_facts(paths, database, snapshot_date)
    rates = _rates(paths, database, facts, snapshot_date)
    pages = {"index.html": overview(facts, rule_set), "types.html": types_page(facts, rule_set)}
    pages |= tag_pages(rule_set, Published(snapshot_date, statistic, versions, reasons, streets))
    pages |= area_pages(facts, rule_set)
    pages["dictionary.html"] = dictionary_page(rule_set, sources, columns, snapshot_date)
    pages["fairness.html"] = fairness_page(rule_set, rates, streets, snapshot_date)
    pages["contracts.html"] = contracts_page(rule_set, snapshot_date)
    names = {code: area.name for code, area in facts.areas.items()} | {
        facts.district.code: facts.district.name
    }
    handled = _frame(paths, "problems", "handling", snapshot_date, HANDLING_SCHEMA)
    pages["alarms.html"] = alarms_page(rule_set, alarms, handled, names, snapshot_date)
    write_files(folder, pages)
    return [folder / name for name in pages]


def dates_to_write(paths: DataPaths, database: Database, snapshot_date: date) -> list[date]:
    """Return whose pages to write after a date was published: its own, and those that compare with it.

    Only the next published date does; in an ordinary night there is none.
    """
    day = schema.published_snapshot.c.snapshot_date
    with database.transaction() as connection:
        following = connection.scalar(sa.select(sa.func.min(day)).where(day > snapshot_date))
    written = following is not None and (paths.pages(following) / "index.html").exists()
    return [snapshot_date, following] if following and written else [snapshot_date]


def write_dates(root: Path) -> None:
    """Write the list of dates that have pages, as they lie in `root`, and the page that leads to the newest.

    Whoever writes or deletes a date's folder calls it, so the list is what is there, in whatever order.
    """
    folders = dated(root.glob("????-??-??"))
    pages = {day: {page.name for page in folder.glob("*.html")} for folder, day in folders.items()}
    there = {day: names for day, names in pages.items() if names}
    if there:
        write_whole(root / FILE, dates_script(there))
        write_whole(root / "index.html", newest_page(there))
    else:
        (root / FILE).unlink(missing_ok=True)
        (root / "index.html").unlink(missing_ok=True)


def _rates(paths: DataPaths, database: Database, facts: Facts, on: date) -> pl.DataFrame:
    """Return the rates of the tags in force on a date; none where retention has deleted who is who."""
    features = {subject: read_frame(paths.lake, "features", subject, on) for subject in GROUPED}
    with database.transaction() as connection:
        content = read_base(connection).content
    known = {subject: frame for subject, frame in features.items() if frame is not None}
    if on not in content or known.keys() != features.keys():
        return RATE_SCHEMA.to_frame()
    history = StoredSnapshots(paths.published_snapshots, content)
    parts = subject_parts(history, history, on, ROWS_AT_ONCE)
    statistic, quality = (
        frame.filter(pl.col("snapshot_date") == on) for frame in (facts.statistic, facts.quality)
    )
    relations = as_relations(history[on].frame(TAG_RELATION))
    return tag_rates(statistic, quality, outcomes_in_force(history, parts, on), known, on, relations)


def _frame(paths: DataPaths, group: str, table: str, on: date, empty: pl.Schema) -> pl.DataFrame:
    """Return a frame of the lake, empty where retention has deleted the date's."""
    frame = read_frame(paths.lake, group, table, on)
    return empty.to_frame() if frame is None else frame
