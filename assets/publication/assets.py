"""Publication as Dagster assets: one step stages the tables, one publishes them. Wiring and counts only.

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
from assets.frame_outputs import OWNERS, named_inputs
from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.lake import read_frame
from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.problems.cases import missing_case_sources
from assets.publication.consumers.ledger_files import write_ledger_files
from assets.publication.consumers.return_files import write_return_files
from assets.publication.crosswalks import bring_crosswalks
from assets.publication.history.carried_cases import MISSING_CASE_SOURCES
from assets.publication.history.timelines import SUBJECT_TIMELINES
from assets.publication.pages import dates_to_write, write_dates, write_pages
from assets.publication.release.catalogue import catalogue, catalogue_versions
from assets.publication.release.code_lists import code_lists
from assets.publication.release.divisions import divisions
from assets.publication.release.gate import verdicts
from assets.publication.release.moved_base import Checks, publish_on_what_is_live
from assets.publication.release.publish import staged_version_of
from assets.publication.release.reevaluation import reevaluation_of
from assets.publication.release.staging import stage
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.descriptions import TABLES
from assets.publication.store.rule_store import keep_rules
from assets.registry.identity.pending_acts import commit_pending, refuse_without_acts
from assets.registry.identity.register_store import only_registrar
from assets.reports.fairness import GROUPED
from assets.reports.quality_charts import district_over_dates, streets_over_dates
from assets.reports.quarantine_summary import quarantine_trend
from assets.reports.tag_relations import TAG_RELATION, tag_relations
from assets.step_failures import refusals_as_failures
from assets.tagging.outcome_encoding import SCHEMAS
from tag_rules.engine.model import SUBJECTS, RuleSet

GROUP, KINDS = "publication", {"sql"}
STAGED = dg.AssetKey([GROUP, "staged"])
"""The asset that the checks of the gate stand on."""
PUBLISHED_FROM = {
    **{name: ("tagging", name) for name in SCHEMAS},
    **{timeline.table: ("registry", timeline.table) for timeline in SUBJECT_TIMELINES},
    "problem_case": ("problems", "case"),
    "problem_case_label": ("problems", "case_label"),
    "routed_out": ("problems", "routed_out"),
    "problem_alarm": ("problems", "alarm"),
    "committee_profile": ("reports", "committee_profile"),
    "quarantine_summary": ("reports", "quarantine_summary"),
    "record_quality": ("reports", "record_quality"),
    "district_figure": ("reports", "district_figure"),
    "resident_merge": ("registry", "resident_merge"),
    "division": ("intake", "divisions"),
    "source_status": ("intake", "source_status"),
}
"""What is published, by the argument of `staged`."""
REEVALUATED = (*(("features", subject) for subject in SUBJECTS), ("registry", "manual_tag"))
"""Read from the lake, of this date and of the one before: what decides the cause of a change."""


def _whole_table(database: Database, table: str) -> pl.DataFrame:
    with database.transaction() as connection:
        return database.read(connection, sa.select(schema.METADATA.tables[table]))


def _drawn(database: Database, table: str) -> dict[str, dg.MarkdownMetadataValue]:
    """Return what a published table shows over the published dates, by name; of most tables nothing."""
    if table == "quarantine_summary":
        return {"by_date": dg.MetadataValue.md(quarantine_trend(_whole_table(database, table)))}
    if table != "record_quality":
        return {}
    of_all, divided = schema.METADATA.tables[table], schema.METADATA.tables["division"]
    with database.transaction() as connection:
        wide = sa.select(of_all).where(of_all.c.area_level != "committee")
        quality = database.read(connection, wide)
        named = sa.select(divided.c.division_code, divided.c.name_zh).where(divided.c.valid_to.is_(None))
        names = dict(database.read(connection, named).rows())
    return {
        "by_date": dg.MetadataValue.md(district_over_dates(quality)),
        "by_street": dg.MetadataValue.md(streets_over_dates(quality, names)),
    }


def _columns(table: sa.Table) -> dg.TableSchema:
    return dg.TableSchema(
        [
            dg.TableColumn(
                column.name,
                str(column.type).lower(),
                description=column.comment,
                constraints=dg.TableColumnConstraints(nullable=bool(column.nullable)),
            )
            for column in table.columns
        ]
    )


def _line_counts(lines: dict[str, int]) -> str:
    """Return the staged lines by table as markdown."""
    rows = [f"| {table} | {TABLES[table]} | {count:,} |" for table, count in lines.items()]
    return "\n".join(["| 表 table | | 改动行 lines |", "|---|---|--:|", *rows])


@dg.multi_asset(
    name="stage",
    specs=[
        dg.AssetSpec(
            STAGED,
            deps=[dg.AssetKey(list(frame)) for frame in (*PUBLISHED_FROM.values(), *REEVALUATED)],
            description="待发布的改动，经审核后发布。 Edits of every published table that wait for the audit:"
            " its checks are the gate, each named after its table.",
            group_name=GROUP,
            kinds=KINDS,
            owners=OWNERS,
        )
    ],
    ins=named_inputs(PUBLISHED_FROM),
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
) -> dg.MaterializeResult[Any]:
    """Work out what publishing this snapshot date would change, and commit it beside the live tables."""
    snapshot_date = date.fromisoformat(context.partition_key)
    # Kept before anything is published with them: whoever explains or judges a change later needs them.
    keep_rules(paths.published_rules, rule_set.version, rule_files)
    inputs: dict[str, pl.DataFrame | pl.LazyFrame] = {
        MISSING_CASE_SOURCES: missing_case_sources(frames.pop("source_status")),
        **frames,
        "true_outcome": true_outcome,
        "tag": catalogue(rule_set, snapshot_date),
        "tag_version": catalogue_versions(rule_set, snapshot_date),
        TAG_RELATION: tag_relations(rule_set, snapshot_date),
        "division": divisions(frames["division"], frames),
        "code_list": code_lists(
            rule_set, load_mappings(paths.mappings or MAPPINGS), frames["committee_profile"]
        ),
    }
    snapshots = paths.published_snapshots
    with refusals_as_failures():
        again = reevaluation_of(paths, database, rule_set, snapshot_date)
        done = stage(database, snapshots, snapshot_date, inputs, rule_set.version, timestamp(), again)
    lines = {table.name: done.lines.get(table.name, 0) for table in schema.PUBLISHED_TABLES}
    context.log.info(
        f"staged version {done.staging_version}: {sum(lines.values())} lines, tags"
        f" +{done.rows_added} -{done.rows_removed}"
    )
    return dg.MaterializeResult(
        asset_key=STAGED,
        metadata={
            "dagster/row_count": sum(lines.values()),
            "staging_version": done.staging_version,
            "lines": dg.MetadataValue.md(_line_counts(lines)),
        },
    )


@dg.multi_asset(
    name="publish",
    specs=[
        dg.AssetSpec(
            dg.AssetKey([GROUP, table.name]),
            deps=[STAGED],
            description=TABLES[table.name],
            group_name=GROUP,
            kinds=KINDS,
            owners=OWNERS,
            metadata={"dagster/column_schema": _columns(table), "checked_as": dg.MetadataValue.asset(STAGED)},
        )
        for table in schema.PUBLISHED_TABLES
    ],
    partitions_def=SNAPSHOT_DATES,
    can_subset=False,
)
def published(
    context: dg.AssetExecutionContext,
    paths: dg.ResourceParam[DataPaths],
    database: dg.ResourceParam[Database],
    rule_set: dg.ResourceParam[RuleSet],
    checks: dg.ResourceParam[Checks],
) -> Iterator[dg.MaterializeResult[Any]]:
    """Make the audited version of this snapshot date live in one transaction, or refuse and say why."""
    snapshot_date = date.fromisoformat(context.partition_key)
    with refusals_as_failures():
        with database.transaction() as connection:
            staged_version_of(connection, snapshot_date)  # refuses where nothing is staged
        refuse_without_acts(paths.register, snapshot_date)
        done = publish_on_what_is_live(database, paths, rule_set, snapshot_date, checks, context.run.run_id)
        # Only now is what the date said of who is who in the register: a refused night leaves no trace there.
        with only_registrar(paths.register, f"the publication of {snapshot_date}"):
            commit_pending(paths.register, paths.register_rows, snapshot_date)
        bring_crosswalks(database, paths)
    if done.publication_id is None:
        context.log.info("nothing changed: no publication was written")
    else:
        context.log.info(
            f"publication {done.publication_id}: tags +{done.rows_added} -{done.rows_removed},"
            f" {done.rows_current} current"
        )
    of_table = verdicts(database, done.staging_version)
    for table in (table.name for table in schema.PUBLISHED_TABLES):
        passed, failed = of_table.get(table, (0, 0))
        metadata: dict[str, int | dg.MarkdownMetadataValue] = {
            "rows_written": done.rows_written.get(table, 0),
            "checks_passed": passed,
            "checks_failed": failed,
        }
        if done.publication_id is not None:
            metadata["publication_id"] = done.publication_id
        if table == "tag_assignment":
            metadata |= {
                "dagster/row_count": done.rows_current,
                "rows_added": done.rows_added,
                "rows_removed": done.rows_removed,
            }
        metadata |= _drawn(database, table)
        yield dg.MaterializeResult(asset_key=dg.AssetKey([GROUP, table]), metadata=metadata)


@dg.asset(
    key=dg.AssetKey([GROUP, "return_files"]),
    deps=[dg.AssetKey([GROUP, "tag_assignment"]), dg.AssetKey(["intake", "divisions"])],
    description="反哺文件和台账：每居民区各一个工作簿，用来源系统的表头和编码。 Return files and ledgers:"
    " a workbook of each per committee in the headers and codes of its own system, for contracts that are"
    " entitled to them.",
    group_name=GROUP,
    kinds={"excel"},
    owners=OWNERS,
    partitions_def=SNAPSHOT_DATES,
)
def return_files(
    context: dg.AssetExecutionContext,
    paths: dg.ResourceParam[DataPaths],
    database: dg.ResourceParam[Database],
    rule_set: dg.ResourceParam[RuleSet],
) -> dg.MaterializeResult[Any]:
    """Write the return files and ledgers of what is published now; an older date's are its own run's."""
    day = date.fromisoformat(context.partition_key)
    folder = paths.return_files / day.isoformat()
    with refusals_as_failures():
        sources = load_mappings(paths.mappings or MAPPINGS)
        divisions = read_frame(paths.lake, "intake", "divisions", day)
        names = {} if divisions is None else dict(divisions.select("division_code", "name").iter_rows())
        written = write_return_files(database, sources, day, folder)
        ledgers = write_ledger_files(database, rule_set, sources, names, day, folder)
    context.log.info(
        f"{len(written)} return files, {sum(written.values())} lines; {len(ledgers)} workbooks of ledgers,"
        f" {sum(ledgers.values())} lines"
    )
    return dg.MaterializeResult(
        metadata={
            "files": len(written),
            "lines": sum(written.values()),
            "ledger_workbooks": len(ledgers),
            "ledger_lines": sum(ledgers.values()),
        }
    )


@dg.asset(
    key=dg.AssetKey([GROUP, "pages"]),
    deps=[
        dg.AssetKey([GROUP, "tag_statistic"]),
        dg.AssetKey([GROUP, "tag_version"]),
        dg.AssetKey([GROUP, "record_quality"]),
        dg.AssetKey([GROUP, "committee_profile"]),
        dg.AssetKey(["intake", "divisions"]),
        dg.AssetKey(["intake", "source_status"]),
        dg.AssetKey(["reports", "unknown_reason"]),
        dg.AssetKey(["reports", "coverage"]),
        dg.AssetKey(["problems", "alarm"]),
        dg.AssetKey([GROUP, "problem_alarm"]),
        dg.AssetKey(["problems", "handling"]),
        *(dg.AssetKey(["features", subject]) for subject in GROUPED),
    ],
    description="供人阅读的网页：全区概览、街镇和居民区、标签卡、数据字典、公平性。 Pages for people: the"
    " district, its streets and committees, a card per tag, the data dictionary, fairness.",
    group_name=GROUP,
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
    with refusals_as_failures():
        for each in dates_to_write(paths, database, day)[1:]:
            write_pages(paths, database, rule_set, each, paths.pages(each))
        written = write_pages(paths, database, rule_set, day, paths.pages(day))
        write_dates(paths.pages_root)
    context.log.info(f"{len(written)} pages, from {written[0]}")
    return dg.MaterializeResult(
        metadata={
            "pages": len(written),
            "read": dg.MetadataValue.url(f"{pages_url}/{day}/{written[0].name}"),
            "tags": dg.MetadataValue.url(f"{pages_url}/{day}/tags.html"),
            "newest": dg.MetadataValue.url(f"{pages_url}/"),
            "index": dg.MetadataValue.path(str(written[0])),
        }
    )
