"""Publishing generated days into a real database, as the pipeline would."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.publication import schema
from assets.publication.database import Database
from assets.publication.gate import CheckResult, decide
from assets.publication.publish import Published, publish
from assets.publication.staging import Staged, stage
from assets.publication.timelines import SUBJECT_TIMELINES, empty
from tests.assets.publication.histories import Day

NOW = "2024-03-05T02:00:00+08:00"
PASSED = [CheckResult("staged_tag_assignment", "given", "critical", True, None)]


def frames(on: date, day: Day) -> dict[str, pl.DataFrame]:
    """All frames that staging takes, from one generated day: its people follow from who has outcomes."""
    made = {timeline.table: empty(timeline.state_columns) for timeline in SUBJECT_TIMELINES}
    residents = sorted({key[1] for key in day.rows if key[0] == "resident"})
    made["resident"] = pl.DataFrame(
        [
            {
                **dict.fromkeys(made["resident"].columns),
                "resident_id": number,
                "is_under_14": len(day.rows) > 2,
            }
            for number in residents
        ],
        schema=made["resident"].schema,
    )
    made["outcome"] = day.frame("outcome")
    versions = made["outcome"].group_by("tag_code").agg(version=pl.col("rule_version").max())
    text = {
        name: pl.lit(name)
        for name in [column.name for column in schema.tag.c]
        if name not in ("tag_code", "version", "valid_to")
    }
    made["tag"] = versions.with_columns(
        **(text | {"valid_from": pl.lit(date(2024, 1, 1))}), valid_to=pl.lit(None, pl.Date)
    )
    made["tag_version"] = made["tag"]
    made["problem_case"] = _empty("problem_case")
    made["quarantine_summary"] = _empty("quarantine_summary")
    made["tag_statistic"] = (
        made["outcome"]
        .group_by("tag_code", "subject")
        .agg(
            count=pl.col("outcome").sum().cast(pl.Int64),
            unknown=pl.col("outcome").null_count().cast(pl.Int64),
        )
        .with_columns(
            snapshot_date=pl.lit(on),
            area_level=pl.lit("district"),
            area_code=pl.lit("310106"),
            suppressed=pl.lit(False),
        )
    )
    return made


def _empty(table: str) -> pl.DataFrame:
    kinds = {"Date": pl.Date, "BigInteger": pl.Int64, "Boolean": pl.Boolean}
    return pl.DataFrame(
        schema={
            column.name: kinds.get(type(column.type).__name__, pl.String)
            for column in schema.METADATA.tables[table].c
        }
    )


def stage_day(database: Database, store: Path, on: date, day: Day) -> Staged:
    """Stage one generated day."""
    return stage(database, store, on, frames(on, day), "rules-1", NOW)


def publish_day(database: Database, store: Path, on: date, day: Day) -> Published:
    """Stage, pass and publish one generated day."""
    staged = stage_day(database, store, on, day)
    decide(database, staged.staging_version, PASSED, NOW)
    return publish(database, on, "run-1", NOW)


def content(database: Database, table: str, columns: tuple[str, ...]) -> list[tuple]:
    """All rows of a table, sorted, with `columns` in that order."""
    query = sa.select(*(schema.METADATA.tables[table].c[name] for name in columns))
    with database.transaction() as connection:
        return sorted((tuple(row) for row in connection.execute(query)), key=repr)


def everything(database: Database) -> Mapping[str, list[tuple]]:
    """What must not depend on the order of publishing: every table but the record of publishing itself."""
    tables = [
        table.name for table in schema.PUBLISHED_TABLES if table.name not in ("tag_change", "tag_version")
    ]
    return {name: content(database, name, without=("changed_in",)) for name in tables}
