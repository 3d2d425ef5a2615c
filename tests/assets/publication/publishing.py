"""Publishing days into a real database, as the pipeline would."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from assets.publication.history.carried_cases import MISSING_CASE_SOURCES
from assets.publication.history.cause import Reevaluation
from assets.publication.history.timelines import DIVISION, SUBJECT_TIMELINES, empty
from assets.publication.release.gate import CheckResult, decide
from assets.publication.release.publish import Published, publish
from assets.publication.release.staging import Staged, stage
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.reports.tag_relations import SCHEMA as RELATIONS
from assets.reports.tag_relations import TAG_RELATION
from assets.tagging.outcome_encoding import SORTED_BY
from tests.assets.publication.histories import Day

NOW = "2024-03-05T02:00:00+08:00"
DIVISIONS = {"310106": "district", "310106006002": "committee", "310106006003": "committee"}
PASSED = [CheckResult("staged_tag_assignment", "given", "critical", True, None)]


def frames(on: date, day: Day) -> dict[str, pl.DataFrame]:
    """All frames that staging takes, from one generated day: one case a day."""
    made = {timeline.table: empty(timeline.state_columns) for timeline in SUBJECT_TIMELINES}
    made |= {table: day.frame(table) for table in ("resident", *SORTED_BY)}
    outcome = day.frame("outcome")
    versions = outcome.group_by("tag_code").agg(version=pl.col("rule_version").max())
    text = {
        name: pl.lit(name)
        for name in [column.name for column in schema.tag.c]
        if name not in ("tag_code", "version", "valid_to")
    }
    made["tag"] = versions.with_columns(
        **(text | {"valid_from": pl.lit(date(2024, 1, 1))}), valid_to=pl.lit(None, pl.Date)
    )
    made["tag_version"] = made["tag"]
    made["problem_case"] = _one_row(
        "problem_case", case_id=f"case-{on}", source="visits", received_on=on, status="open"
    )
    made["problem_case_label"] = _one_row(
        "problem_case_label", case_id=f"case-{on}", label_code="P0201", rank=1, source="visits"
    )
    made["routed_out"] = _one_row(
        "routed_out", snapshot_date=on, topic="self_harm", count=9, suppressed=False
    )
    made["problem_alarm"] = _one_row(
        "problem_alarm",
        snapshot_date=on,
        week_start=on,
        area_level="district",
        area_code="310106",
        label_code="P0201",
        cases=9,
        usual=2,
        unusual_from=6,
    )
    made[MISSING_CASE_SOURCES] = pl.DataFrame(schema={"source": pl.String})
    made[TAG_RELATION] = pl.DataFrame(schema=RELATIONS)
    made["quarantine_summary"] = _one_row(
        "quarantine_summary", snapshot_date=on, source="visits", reason_code="bad_date", rows=1
    )
    made["record_quality"] = _one_row(
        "record_quality",
        snapshot_date=on,
        area_level="district",
        area_code="310106",
        item="household",
        count=9,
        suppressed=False,
    )
    made["code_list"] = _one_row(
        "code_list", list_name="origin", code="rule", title_zh="规则判定", title_en="By rule", rank=1
    )
    made["division"] = pl.concat(
        _one_row("division", division_code=code, level=level).select(DIVISION.state_columns)
        for code, level in DIVISIONS.items()
    )
    made["district_figure"] = _one_row(
        "district_figure", snapshot_date=on, figure="visits", item="", area_level="district",
        area_code="310106", period="year", number=9, unit="visits", suppressed=False,
    )  # fmt: skip
    made["resident_merge"] = _one_row("resident_merge", snapshot_date=on, resident_id=91, known_as_id=90)
    made["committee_profile"] = _one_row(
        "committee_profile",
        snapshot_date=on,
        committee_code="310106006002",
        list_kind="feature",
        item="D001",
        suppressed=False,
        rank=1,
    )
    return made


def _one_row(table: str, **values: object) -> pl.DataFrame:
    kinds = {"Date": pl.Date, "BigInteger": pl.Int64, "Boolean": pl.Boolean}
    columns = schema.METADATA.tables[table].c
    return pl.DataFrame(
        [{column.name: values.get(column.name) for column in columns}],
        schema={column.name: kinds.get(type(column.type).__name__, pl.String) for column in columns},
    )


def stage_day(
    database: Database, store: Path, on: date, day: Day, reevaluation: Reevaluation | None = None
) -> Staged:
    """Stage one day."""
    return stage(database, store, on, frames(on, day), "rules-1", NOW, reevaluation)


def pass_day(
    database: Database, store: Path, on: date, day: Day, reevaluation: Reevaluation | None = None
) -> Staged:
    """Stage one day and let its audit pass."""
    staged = stage_day(database, store, on, day, reevaluation)
    decide(database, staged.staging_version, PASSED, NOW)
    return staged


def publish_day(
    database: Database, store: Path, on: date, day: Day, reevaluation: Reevaluation | None = None
) -> Published:
    """Stage, pass and publish one day."""
    pass_day(database, store, on, day, reevaluation)
    return publish(database, on, "run-1", NOW)


def rows_of(database: Database, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(query)]


def content(database: Database, table: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """All rows of a table, sorted, with `columns` in that order."""
    return sorted(
        rows_of(database, sa.select(*(schema.METADATA.tables[table].c[name] for name in columns))), key=repr
    )


def live(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All a consumer can see, and the record of publishing: every row of every live table."""
    tables = (*schema.PUBLISHED_TABLES, schema.publication, schema.published_snapshot)
    return {
        table.name: content(database, table.name, tuple(column.name for column in table.c))
        for table in tables
    }


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """What must not depend on the order of publishing: all but the feed, older texts, and `changed_in`."""
    return {
        table.name: content(
            database, table.name, tuple(column.name for column in table.c if column.name != "changed_in")
        )
        for table in (*schema.PUBLISHED_TABLES, schema.published_snapshot)
        if table.name not in ("tag_change", "tag_version")
    }


def wipe(database: Database) -> None:
    """Empty every table, for the next generated case."""
    with database.transaction() as connection:
        for table in reversed(schema.METADATA.sorted_tables):
            connection.execute(table.delete())
