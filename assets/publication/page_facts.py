"""What pages of areas show, read from the published tables and the lake.

Belongs here: which rows of which dates are read. Does not belong here: what is made of them
(`assets/reports/pages`), or which counts are hidden: edits by cause come from one count here, and small ones
are hidden by the rule of all reports.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import sqlalchemy as sa

from assets.lake import read_frame
from assets.paths import DataPaths
from assets.problems.trends.alarms import ALARM_SCHEMA
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.reports.pages.area_facts import Area, Facts
from assets.reports.suppression import hidden_groups
from assets.reports.unknowns import SCHEMA as REASON_SCHEMA

DRAWN = 30
"""Published dates that a course shows, up to the page's own."""
_DISTRICT_DIGITS, _STREET_DIGITS = 6, 9
_STATUS = pl.Schema({"source": pl.String(), "state": pl.String(), "source_as_of": pl.Date()})


def page_facts(paths: DataPaths, database: Database, snapshot_date: date) -> Facts:
    """Return what a published date says of all areas; what retention has deleted of it is empty."""
    with database.transaction() as connection:
        days = _dates(connection, snapshot_date)
        before = days[-2] if len(days) > 1 else None
        tables = {
            table.name: database.read(connection, sa.select(table).where(table.c.snapshot_date.in_(days)))
            for table in (schema.tag_statistic, schema.record_quality, schema.quarantine_summary)
        }
        profile = database.read(
            connection,
            sa.select(schema.committee_profile).where(
                schema.committee_profile.c.snapshot_date == snapshot_date
            ),
        )
        edits = _edits(database, connection, snapshot_date) if before else None
        publication, failed = _publication(connection, snapshot_date)
        titles = _titles(database, connection)
        history = _history(database, connection, snapshot_date)
        divisions = _divisions(database, connection, snapshot_date)
    coverage = read_frame(paths.lake, "reports", "coverage", snapshot_date)
    names: dict[str, str | None] = dict(divisions.select("division_code", "name_zh").iter_rows())
    areas = _areas(divisions, tables["record_quality"])
    district = min(areas, default="")[:_DISTRICT_DIGITS]
    alarms = read_frame(paths.lake, "problems", "alarm", snapshot_date)
    reasons = read_frame(paths.lake, "reports", "unknown_reason", snapshot_date)
    status = read_frame(paths.lake, "intake", "source_status", snapshot_date)
    return Facts(
        as_of=snapshot_date,
        before=before,
        statistic=tables["tag_statistic"],
        quality=tables["record_quality"],
        quarantine=tables["quarantine_summary"],
        profile=profile,
        coverage=pl.DataFrame() if coverage is None else coverage,
        reasons=REASON_SCHEMA.to_frame() if reasons is None else reasons,
        status=_STATUS.to_frame() if status is None else status,
        changes={} if edits is None else _by_cause(edits),
        causes={} if edits is None else _main_causes(edits),
        failed=failed,
        areas=areas,
        district=Area(district, names.get(district) or "全区"),
        publication=publication,
        history=history,
        alarms=ALARM_SCHEMA.to_frame() if alarms is None else alarms,
        titles=titles,
    )


def _history(database: Database, connection: sa.Connection, day: date) -> pl.DataFrame:
    """Return committee_code, year, category, source and cases: those received by a day, which name nobody."""
    case = schema.problem_case.c
    year = sa.cast(sa.extract("year", case.received_on), sa.BigInteger()).label("year")
    category = sa.func.substr(case.label_code, 1, 3, type_=sa.Text()).label("category")
    query = (
        sa.select(case.committee_code, year, category, case.source, sa.func.count().label("cases"))
        .where(case.received_on <= day, case.committee_code.is_not(None))
        .group_by(case.committee_code, year, category, case.source)
    )
    return database.read(connection, query)


def _titles(database: Database, connection: sa.Connection) -> dict[str, dict[str, tuple[str, str]]]:
    """Return by list of codes the titles of each code."""
    titles: dict[str, dict[str, tuple[str, str]]] = {}
    listed = schema.code_list.c
    query = sa.select(listed.list_name, listed.code, listed.title_zh, listed.title_en)
    for name, code, zh, en in database.read(connection, query).iter_rows():
        titles.setdefault(name, {})[code] = (zh, en)
    return titles


def _dates(connection: sa.Connection, newest: date) -> list[date]:
    """Return the newest published dates up to one, oldest first."""
    day = schema.published_snapshot.c.snapshot_date
    query = sa.select(day).where(day <= newest).order_by(day.desc()).limit(DRAWN)
    return sorted(connection.scalars(query))


def _edits(database: Database, connection: sa.Connection, day: date) -> pl.DataFrame:
    """Return tag_code, cause and edits: what that date's publications changed from that day on."""
    published, change = schema.publication.c, schema.tag_change.c
    own = sa.select(published.publication_id).where(published.snapshot_date == day)
    query = (
        sa.select(change.tag_code, change.cause, sa.func.count().label("edits"))
        .where(change.publication_id.in_(own), change.effective_from == day)
        .group_by(change.tag_code, change.cause)
    )
    return database.read(connection, query)


def _by_cause(edits: pl.DataFrame) -> dict[str, int | None]:
    """Return the edits of each cause, the most first; None is hidden. Their sum is published."""
    counts = dict(edits.group_by("cause").agg(pl.col("edits").sum()).iter_rows())
    hidden = hidden_groups(counts, total_is_shown=True)
    shown = {cause: None if cause in hidden else count for cause, count in counts.items()}
    return dict(sorted(shown.items(), key=lambda each: (-(each[1] or 0), each[0])))


def _main_causes(edits: pl.DataFrame) -> dict[str, str]:
    most = edits.sort("edits", "cause", descending=[True, False]).unique("tag_code", keep="first")
    return dict(most.select("tag_code", "cause").iter_rows())


def _publication(connection: sa.Connection, day: date) -> tuple[int, list[tuple[str, str, str]]]:
    """Return the number of the date's newest publication, and its failed checks."""
    published, check = schema.publication.c, schema.quality_result.c
    number = connection.scalar(
        sa.select(sa.func.max(published.publication_id)).where(published.snapshot_date == day)
    )
    failed = (
        sa.select(check.table_name, check.check_name, check.severity)
        .where(check.publication_id == number, sa.not_(check.passed))
        .order_by(check.table_name, check.check_name)
    )
    return number or 0, [(row[0], row[1], row[2]) for row in connection.execute(failed)]


def _divisions(database: Database, connection: sa.Connection, day: date) -> pl.DataFrame:
    """Return the district, streets and committees there are on a day."""
    held = schema.division.c
    query = sa.select(held.division_code, held.level, held.name_zh).where(
        held.level.in_(("district", "street", "committee")),
        held.valid_from <= day,
        sa.or_(held.valid_to.is_(None), held.valid_to > day),
    )
    return database.read(connection, query)


def _areas(divisions: pl.DataFrame, quality: pl.DataFrame) -> dict[str, Area]:
    """Return the streets and committees by code; one without a name goes by its code."""
    smaller = divisions.filter(pl.col("level") != "district")
    names = dict(smaller.select("division_code", "name_zh").iter_rows())
    counted = quality.filter(pl.col("area_level") != "district")["area_code"].unique()
    return {
        code: Area(
            code, names.get(code) or code, code[:_STREET_DIGITS] if len(code) > _STREET_DIGITS else None
        )
        for code in sorted({*names, *counted})
    }
