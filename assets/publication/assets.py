"""Publication as Dagster assets: one step stages every table, one publishes them. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time. Neither step can be run for a part of
its tables: a publication is whole or it is not.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import sqlalchemy as sa

from assets.clock import timestamp
from assets.frame_outputs import OWNERS
from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.problems.cases import missing_case_sources
from assets.publication.history.carried_cases import MISSING_CASE_SOURCES
from assets.publication.history.timelines import SUBJECT_TIMELINES
from assets.publication.pages import write_pages
from assets.publication.release.catalogue import catalogue, catalogue_versions
from assets.publication.release.publish import publish
from assets.publication.release.reevaluation import Reevaluated, standing_date
from assets.publication.release.staging import stage
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.rule_store import keep_rules
from assets.reports.quarantine_summary import quarantine_trend
from assets.step_failures import refusals_as_failures
from assets.tagging.outcome_encoding import SCHEMAS
from tag_rules.engine.model import SUBJECTS, RuleSet

TITLES = {
    "tag": "标签目录。 The catalogue of tags and problem labels.",
    "tag_version": "标签历史版本。 Earlier texts of tags.",
    "resident": "居民（无身份信息）。 Residents over time, without personal details.",
    "household": "户。 Households over time.",
    "dwelling": "房屋。 Dwellings over time.",
    "building": "楼栋。 Buildings over time.",
    "compound": "小区。 Compounds over time.",
    "committee": "居民区。 Committees over time.",
    "tag_assignment": "标签结果。 One tag on one subject over one interval.",
    "tag_unknown": "无法判定的标签。 One tag not decidable for one subject over one interval.",
    "tag_change": "变更流。 The change feed: what became present or absent, since when and why.",
    "committee_checksum": "居民区校验和。 Checksums of current tags by committee, for copies.",
    "problem_case": "问题事件。 Cases with their problem labels; never a person.",
    "tag_statistic": "标签统计（小数隐藏）。 Counts by area, small ones suppressed.",
    "committee_profile": "居民区画像（一特征三清单）。 What a committee's area is like, needs, has and gets.",
    "quarantine_summary": "隔离汇总。 Refused rows by source and reason.",
}
KINDS = {"sql"}
FRAMES = {
    **{name: ("tagging", name) for name in SCHEMAS},
    **{timeline.table: ("registry", timeline.table) for timeline in SUBJECT_TIMELINES},
    "problem_case": ("problems", "case"),
    "tag_statistic": ("reports", "tag_statistic"),
    "committee_profile": ("reports", "committee_profile"),
    "quarantine_summary": ("reports", "quarantine_summary"),
    **{f"{subject}_features": ("features", subject) for subject in SUBJECTS},
    "manual_tag": ("registry", "manual_tag"),
    "source_status": ("intake", "source_status"),
}


def _whole_table(database: Database, table: str) -> pl.DataFrame:
    with database.transaction() as connection:
        return database.read(connection, sa.select(schema.METADATA.tables[table]))


def _columns(table: str) -> dg.TableSchema:
    columns = schema.METADATA.tables[table].columns
    return dg.TableSchema(
        [
            dg.TableColumn(
                column.name,
                str(column.type).lower(),
                constraints=dg.TableColumnConstraints(nullable=bool(column.nullable)),
            )
            for column in columns
        ]
    )


@dg.multi_asset(
    name="stage",
    specs=[
        dg.AssetSpec(
            dg.AssetKey(["publication", f"staged_{table}"]),
            deps=[dg.AssetKey(list(key)) for key in FRAMES.values()],
            description=f"待发布的改动，审核之前。 Edits waiting for the audit. {title}",
            group_name="publication",
            kinds=KINDS,
            owners=OWNERS,
            metadata={"dagster/column_schema": _columns(f"staged_{table}")},
        )
        for table, title in TITLES.items()
    ],
    ins={name: dg.AssetIn(key=dg.AssetKey(list(key))) for name, key in FRAMES.items()},
    partitions_def=SNAPSHOT_DATES,
    can_subset=False,
)
def staged(
    context: dg.AssetExecutionContext,
    paths: dg.ResourceParam[DataPaths],
    database: dg.ResourceParam[Database],
    rule_set: dg.ResourceParam[RuleSet],
    rule_files: dg.ResourceParam[Path],
    true_outcome: pl.LazyFrame,  # they pass through, and are compared a part at a time
    **frames: pl.DataFrame,
) -> Iterator[dg.MaterializeResult[Any]]:
    """Work out what publishing this snapshot date would change, and commit it beside the live tables."""
    snapshot_date = date.fromisoformat(context.partition_key)
    features = {subject: frames.pop(f"{subject}_features") for subject in SUBJECTS}

    decisions = frames.pop("manual_tag")
    # Kept before anything is published with them: whoever explains or judges a change later needs them.
    keep_rules(paths.published_rules, rule_set.version, rule_files)
    inputs: dict[str, pl.DataFrame | pl.LazyFrame] = {
        MISSING_CASE_SOURCES: missing_case_sources(frames.pop("source_status")),
        **frames,
        "true_outcome": true_outcome,
        "tag": catalogue(rule_set, snapshot_date),
        "tag_version": catalogue_versions(rule_set, snapshot_date),
    }
    snapshots = paths.published_snapshots
    with refusals_as_failures():
        then = standing_date(paths, database, rule_set, snapshot_date)
        again = None if then is None else Reevaluated(then, snapshot_date, rule_set, features, decisions)
        done = stage(database, snapshots, snapshot_date, inputs, rule_set.version, timestamp(), again)
    context.log.info(
        f"staged version {done.staging_version}: {sum(done.lines.values())} lines, tags"
        f" +{done.rows_added} -{done.rows_removed}"
    )
    for table in TITLES:
        yield dg.MaterializeResult(
            asset_key=dg.AssetKey(["publication", f"staged_{table}"]),
            metadata={"dagster/row_count": done.lines.get(table, 0), "staging_version": done.staging_version},
        )


@dg.multi_asset(
    name="publish",
    specs=[
        dg.AssetSpec(
            dg.AssetKey(["publication", table]),
            deps=[dg.AssetKey(["publication", f"staged_{staged_table}"]) for staged_table in TITLES],
            description=title,
            group_name="publication",
            kinds=KINDS,
            owners=OWNERS,
            # The checks are those of the staged table: they stand between staging and publishing.
            metadata={
                "dagster/column_schema": _columns(table),
                "checked_as": dg.MetadataValue.asset(dg.AssetKey(["publication", f"staged_{table}"])),
            },
        )
        for table, title in TITLES.items()
    ],
    partitions_def=SNAPSHOT_DATES,
    can_subset=False,
)
def published(
    context: dg.AssetExecutionContext, database: dg.ResourceParam[Database]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Make the audited version of this snapshot date live in one transaction, or refuse and say why."""
    snapshot_date = date.fromisoformat(context.partition_key)
    with refusals_as_failures():
        done = publish(database, snapshot_date, context.run.run_id, timestamp())
    if done.publication_id is None:
        context.log.info("nothing changed: no publication was written")
    else:
        context.log.info(
            f"publication {done.publication_id}: tags +{done.rows_added} -{done.rows_removed},"
            f" {done.rows_current} current"
        )
    for table in TITLES:
        metadata: dict[str, int | dg.MarkdownMetadataValue] = {
            "rows_written": done.rows_written.get(table, 0)
        }
        if done.publication_id is not None:
            metadata["publication_id"] = done.publication_id
        if table == "tag_assignment":
            metadata |= {
                "dagster/row_count": done.rows_current,
                "rows_added": done.rows_added,
                "rows_removed": done.rows_removed,
            }
        if table == "quarantine_summary":
            metadata["by_date"] = dg.MetadataValue.md(quarantine_trend(_whole_table(database, table)))
        yield dg.MaterializeResult(asset_key=dg.AssetKey(["publication", table]), metadata=metadata)


@dg.asset(
    key=dg.AssetKey(["publication", "pages"]),
    deps=[
        dg.AssetKey(["publication", "tag_statistic"]),
        dg.AssetKey(["publication", "tag_version"]),
        dg.AssetKey(["reports", "unknown_reason"]),
        dg.AssetKey(["reports", "tag_rate"]),
    ],
    description="供人阅读的网页：标签卡、数据字典、公平性。 Pages for people: a card per tag, the data"
    " dictionary, fairness.",
    group_name="publication",
    kinds={"html"},
    owners=OWNERS,
    partitions_def=SNAPSHOT_DATES,
)
def pages(
    context: dg.AssetExecutionContext,
    paths: dg.ResourceParam[DataPaths],
    database: dg.ResourceParam[Database],
    rule_set: dg.ResourceParam[RuleSet],
    pages_url: dg.ResourceParam[str],
) -> dg.MaterializeResult[Any]:
    """Write the pages of this snapshot date, as published, into the reports folder."""
    day = date.fromisoformat(context.partition_key)
    written = write_pages(paths, database, rule_set, day, paths.pages(day))
    context.log.info(f"{len(written)} pages, from {written[0]}")
    return dg.MaterializeResult(
        metadata={
            "pages": len(written),
            "read": dg.MetadataValue.url(f"{pages_url}/{day}/{written[0].name}"),
            "index": dg.MetadataValue.path(str(written[0])),
        }
    )
