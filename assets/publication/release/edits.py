"""What turns the published tables of some contents into those of others: rows to delete and to insert.

Belongs here: comparing with what is live, for every published table. Does not belong here: keeping the lines
(`staging.py`), why a tag changed (`cause.py`).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

import polars as pl
import sqlalchemy as sa

from assets.publication.history.carried_cases import CASE_TABLES, MISSING_CASE_SOURCES, carried_cases
from assets.publication.history.checksum import added_up
from assets.publication.history.revision import Comparison, Revision, revise
from assets.publication.history.splice import coalesce, splice
from assets.publication.history.timelines import (
    FAR_FUTURE,
    SUBJECT_TIMELINES,
    TAG_ASSIGNMENT,
    Timeline,
    empty,
    identifier,
)
from assets.publication.history.undecided_sets import members
from assets.publication.release.in_force import outcomes_in_force
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.snapshot_store import WHOLE_TABLES, Ids, StoredSnapshots
from assets.reports.committee_profile import with_tags
from assets.reports.statistics import statistic_of, subject_counts, tag_counts
from assets.reports.tag_relations import TAG_RELATION, as_relations

# Above this many touched subjects one pass over the open intervals is cheaper than asking for each.
_ASK_FOR_EACH = 50_000
_ASKED_AT_ONCE = 10_000
# Of the tables replaced whole, those that have rows by date; the others describe the newest published date.
_BY_SNAPSHOT_DATE = (
    "quarantine_summary",
    "record_quality",
    "resident_merge",
    "routed_out",
    "district_figure",
    "problem_alarm",
)
_SUBJECT_TABLES = tuple(timeline.table for timeline in SUBJECT_TIMELINES)
# What these say of a date depends on what other dates know.
_OF_WHAT_HOLDS = ("tag_statistic", "committee_profile")


def timeline_edits(
    database: Database,
    connection: sa.Connection,
    before: StoredSnapshots,
    after: StoredSnapshots,
    snapshot_date: date,
    timelines: Iterable[Timeline],
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Row edits of these timelines, and the joined state edits of tag_assignment, of one part's subjects."""
    edits, changes = {}, empty(())
    comparison = Comparison(before, after, snapshot_date)
    for timeline in timelines:
        revision = revise(timeline, comparison)
        existing = _open_intervals(database, connection, revision, after.ids)
        edits[timeline.table] = _row_edits(existing, splice(existing, revision)).with_columns(
            valid_to=pl.col("valid_to").replace(FAR_FUTURE, None)
        )
        if timeline == TAG_ASSIGNMENT:
            changes = revision.edits
            if len(revision.spans) > 1:
                changes = coalesce(changes, TAG_ASSIGNMENT, "effective_from", "effective_to")
    return edits, changes


def numbered_changes(changes: pl.DataFrame, first: int) -> pl.DataFrame:
    """Lines of the change feed, numbered from `first`: what goes before what comes, so that none collide."""
    ordered = changes.sort(pl.col("change") == "added", *TAG_ASSIGNMENT.key, "effective_from")
    return ordered.drop("rule_version").with_columns(
        pl.col("effective_to").replace(FAR_FUTURE, None),
        sequence=pl.int_range(first, first + pl.len(), dtype=pl.Int64),
        operation=pl.lit("insert"),
    )


def checksum_edits(
    database: Database, connection: sa.Connection, differences: list[pl.DataFrame]
) -> pl.DataFrame:
    """Row edits of committee_checksum that follow from what each part's lasting edits add up to."""
    existing = database.read(connection, sa.select(schema.committee_checksum))
    difference = added_up(differences)
    before = existing.join(difference, on="committee_code", how="semi")
    after = added_up([before, difference]).filter(pl.col("rows") != 0)
    return _row_edits(before, after)


def set_edits(
    database: Database, connection: sa.Connection, after: StoredSnapshots, snapshot_date: date, version: int
) -> pl.DataFrame:
    """Row edits of undecided_set that follow from a version's staged lines of undecided_subject.

    A set has rows for as long as some interval names it.
    """
    staged, subject, sets = schema.STAGED["undecided_subject"], schema.undecided_subject, schema.undecided_set
    one = sa.case((staged.c.operation == "insert", 1), else_=-1)
    of_version = staged.c.staging_version == version
    net = (
        sa.select(staged.c.set_number, sa.func.sum(one).label("rows"))
        .where(of_version)
        .group_by(staged.c.set_number)
    )
    touched = sa.select(staged.c.set_number).where(of_version)
    live = (
        sa.select(subject.c.set_number, sa.func.count().label("rows"))
        .where(subject.c.set_number.in_(touched))
        .group_by(subject.c.set_number)
    )
    kinds = {"set_number": pl.Int64, "rows": pl.Int64}
    counts = [
        pl.DataFrame([tuple(row) for row in connection.execute(query)], schema=kinds, orient="row")
        for query in (net, live)
    ]
    left = pl.concat(counts).group_by("set_number").agg(pl.col("rows").sum()).filter(pl.col("rows") > 0)
    existing = database.read(connection, sa.select(sets).where(sets.c.set_number.in_(touched)))
    standing = after.effective_date(snapshot_date)
    there = existing.join(left, on="set_number", how="semi")
    if standing is None:
        return _row_edits(existing, there)
    coming = members(after[standing].frame("undecided_set")).join(left, on="set_number", how="semi")
    return _row_edits(existing, pl.concat([there, coming.join(there, on="set_number", how="anti")]))


def report_edits(
    database: Database,
    connection: sa.Connection,
    after: StoredSnapshots,
    parts: Sequence[Ids | None],
    dates: Collection[date],
) -> dict[str, pl.DataFrame]:
    """Row edits of tag_statistic and committee_profile on some dates: of what holds on them.

    A tag that is kept while unknown counts as held, so an earlier date's outcomes count on later dates too.
    """
    made: dict[str, list[pl.DataFrame]] = {name: [] for name in _OF_WHAT_HOLDS}
    for day in sorted(set(dates) & set(after)):
        counts, of_committees = _what_holds(after, parts, day)
        # As many as the tables of subjects say: who takes a count from that has how many have it not.
        subjects = subject_counts({name: after[day].frame(name) for name in _SUBJECT_TABLES})
        catalogue = after[day].frame("tag")
        of_places = catalogue.filter(pl.col("sensitivity") == "open")["tag_code"].to_list()
        relations = as_relations(after[day].frame(TAG_RELATION))
        statistic = statistic_of(
            day, counts, subjects, of_places, relations, after[day].frame("record_quality")
        )
        told, committees = (after[day].frame(name) for name in ("committee_profile", "committee"))
        made["tag_statistic"].append(statistic)
        made["committee_profile"].append(with_tags(day, told, committees, of_committees, statistic))
    edits = {}
    for name, wanted in made.items():
        table = schema.METADATA.tables[name]
        existing = database.read(connection, sa.select(table).where(table.c.snapshot_date.in_(dates)))
        edits[name] = _row_edits(existing, pl.concat([existing.clear(), *wanted]))
    return edits


def _what_holds(
    after: StoredSnapshots, parts: Sequence[Ids | None], day: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`tag_counts` of a date, of those who have a tag by now; and the tags of committees themselves."""
    counts, of_committees = [], []
    for outcomes in outcomes_in_force(after, parts, day):
        counts.append(tag_counts(outcomes))
        of_committees.append(outcomes["true_outcome"].filter(pl.col("subject") == "committee"))
    summed = pl.concat(counts).group_by(pl.exclude("held", "unknown")).agg(pl.col("held", "unknown").sum())
    return summed, pl.concat(of_committees)


def whole_table_edits(
    database: Database,
    connection: sa.Connection,
    before: StoredSnapshots,
    after: StoredSnapshots,
    snapshot_date: date,
) -> dict[str, pl.DataFrame]:
    """Row edits of the tables that are replaced by date or by the newest date."""
    edits = {}
    for name in (name for name in WHOLE_TABLES if name not in _OF_WHAT_HOLDS):
        table = schema.METADATA.tables[name]
        query = sa.select(*table.columns)
        if name in _BY_SNAPSHOT_DATE:
            query = query.where(table.c.snapshot_date == snapshot_date)
            shown = snapshot_date
        else:
            shown = max(after, default=snapshot_date)
            touched = snapshot_date in (shown, max(before, default=None))
            if not touched and (
                name not in CASE_TABLES or after[shown].frame(MISSING_CASE_SOURCES).is_empty()
            ):
                continue
        existing = database.read(connection, query)
        wanted = _shown(name, after, shown).select(existing.columns) if shown in after else existing.clear()
        if name == "tag_version":
            # Texts of versions that are no longer in force stay: history refers to them.
            existing = existing.join(wanted, on=["tag_code", "version"], how="semi")
        edits[name] = _row_edits(existing, wanted)
    return edits


def _shown(name: str, history: StoredSnapshots, on: date) -> pl.DataFrame:
    return carried_cases(history, on, name) if name in CASE_TABLES else history[on].frame(name)


def _open_intervals(
    database: Database, connection: sa.Connection, revision: Revision, ids: Ids | None
) -> pl.DataFrame:
    """Published intervals of the touched keys that reach the first span; FAR_FUTURE where current."""
    timeline, first = revision.timeline, revision.spans[0][0]
    table = schema.METADATA.tables[timeline.table]
    query = sa.select(*(table.c[name] for name in timeline.interval_columns)).where(
        sa.or_(table.c.valid_to.is_(None), table.c.valid_to >= first)
    )
    number = table.c[identifier(timeline.key)]
    touched = revision.touched[number.name].unique().sort()
    if touched.is_empty():
        return empty(timeline.interval_columns)
    if touched.len() > _ASK_FOR_EACH:
        if ids is not None:
            query = query.where(number >= ids[0], number < ids[1])
        parts = [database.read(connection, query)]
    else:
        parts = [
            database.read(connection, query.where(number.in_(asked.to_list()))) for asked in _slices(touched)
        ]
    intervals = pl.concat(parts).join(revision.touched, on=list(timeline.key), how="semi")
    return intervals.with_columns(pl.col("valid_to").fill_null(FAR_FUTURE))


def _slices(values: pl.Series) -> list[pl.Series]:
    return [values.slice(start, _ASKED_AT_ONCE) for start in range(0, values.len(), _ASKED_AT_ONCE)]


def _row_edits(existing: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Rows to delete and to insert, with `operation`, that turn `existing` into `wanted`."""
    wanted = wanted.select(pl.col(name).cast(kind) for name, kind in existing.schema.items())
    columns = existing.columns
    if existing.is_empty():
        return wanted.with_columns(operation=pl.lit("insert"))
    return pl.concat(
        frame.with_columns(operation=pl.lit(operation))
        for operation, frame in (
            ("delete", existing.join(wanted, on=columns, how="anti", nulls_equal=True)),
            ("insert", wanted.join(existing, on=columns, how="anti", nulls_equal=True)),
        )
    )
