"""Intake as Dagster assets: one per canonical table, quarantine and source_status. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

import warnings
from collections.abc import Iterator
from datetime import date

import dagster as dg
import polars as pl

from assets.frame_outputs import frame_outputs
from assets.intake.contracts import CANONICAL
from assets.intake.erasure import read_receipts
from assets.intake.frames import FRAMES
from assets.intake.intake import TakenIn, take_in
from assets.intake.outcome_contracts import SourceStatus
from assets.intake.quarantine.reason_codes import REASONS, WARNINGS
from assets.intake.source_status import PAST
from assets.lake import dated, read_frame
from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from assets.step_failures import refusals_as_failures
from tag_rules.engine.model import RuleSet
from tag_rules.engine.signed_inputs import signed_rolls
from tag_rules.engine.tag_values import tag_values


def _report(taken: TakenIn) -> str:
    """Return sources, quarantine reasons and warnings as markdown: counts, never a value of a person."""
    lines = [
        "| 来源 source | 状态 state | 收到 in | 接受 accepted | 隔离 quarantined |",
        "|---|---|--:|--:|--:|",
    ]
    for row in taken.source_status.iter_rows(named=True):
        counts = f"{row['rows_in']} | {row['rows_accepted']} | {row['rows_quarantined']}"
        lines.append(f"| {row['source']} | {row['state']} | {counts} |")
    lines += ["", "| 来源 source | 原因 reason | 行 rows | 处理 remedy |", "|---|---|--:|---|"]
    reasons = (
        taken.quarantine.group_by("source", "reason_code", "column")
        .len()
        .sort("source", "reason_code", "column")
    )
    for source, code, column, rows in reasons.iter_rows():
        reason = REASONS[code]
        lines.append(f"| {source}.{column} | {reason.zh} {reason.en} | {rows} | {reason.remedy} |")
    for source, code, rows in taken.warnings.iter_rows():
        reason = WARNINGS[code]
        lines.append(f"| {source} | （仍接受 accepted）{reason.zh} {reason.en} | {rows} | {reason.remedy} |")
    return "\n".join(lines)


STATUS = dg.AssetKey(["intake", "source_status"])
CHECK = "no_source_is_damaged"
CHECK_TITLE = "没有来源的隔离行异常增多。 No source has unusually many refused rows."


def _check_spec() -> dg.AssetCheckSpec:
    with warnings.catch_warnings():
        # Checks by partition are a preview in this Dagster; without them a backfill shows no check at all.
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return dg.AssetCheckSpec(CHECK, asset=STATUS, description=CHECK_TITLE, partitions_def=SNAPSHOT_DATES)


@dg.multi_asset(
    name="intake",
    outs=frame_outputs("intake", FRAMES),
    check_specs=[_check_spec()],
    partitions_def=SNAPSHOT_DATES,
)
def intake(
    context: dg.AssetExecutionContext,
    paths: dg.ResourceParam[DataPaths],
    rule_set: dg.ResourceParam[RuleSet],
) -> Iterator[dg.Output[pl.DataFrame] | dg.AssetCheckResult]:
    """Take in the export of one snapshot date: check it whole, translate it, quarantine bad rows."""
    snapshot_date = date.fromisoformat(context.partition_key)
    with refusals_as_failures():
        taken = take_in(
            paths.landing(snapshot_date),
            snapshot_date,
            paths.mappings,
            progress=context.log.info,
            receipts=read_receipts(paths.register),
            tags=tag_values(rule_set.at(snapshot_date)),
            past=_earlier(paths, snapshot_date),
            signed=signed_rolls(rule_set),
        )
    frames = {
        **taken.tables,
        "quarantine": taken.quarantine,
        "refused_subject": taken.refused_subject,
        "source_status": taken.source_status,
    }
    for table, frame in frames.items():
        metadata: dict[str, dg.MetadataValue] = {"rows": dg.MetadataValue.int(frame.height)}
        if table in ("quarantine", "source_status"):
            metadata["report"] = dg.MetadataValue.md(_report(taken))
        yield dg.Output(frame, output_name=table, metadata=metadata)
    yield _checked(taken.source_status)


def _earlier(paths: DataPaths, snapshot_date: date) -> pl.DataFrame:
    """Return what source_status said on the dates before this one, oldest first."""
    folder = paths.lake / "intake" / "source_status"
    days = sorted(day for day in dated(folder.glob("snapshot_date=*")).values() if day < snapshot_date)
    frames = [read_frame(paths.lake, "intake", "source_status", day) for day in days[-PAST:]]
    return pl.concat([SourceStatus.create_empty(), *(frame for frame in frames if frame is not None)])


def _checked(status: pl.DataFrame) -> dg.AssetCheckResult:
    """Warn of sources of which too many rows were refused: counts and names of sources only."""
    damaged = status.filter(pl.col("state") == "damaged")
    damaged_sources = [
        f"{row['source']}: {row['rows_quarantined']:,} / {row['rows_in']:,}"
        for row in damaged.iter_rows(named=True)
    ]
    return dg.AssetCheckResult(
        check_name=CHECK,
        asset_key=STATUS,
        passed=not damaged_sources,
        severity=dg.AssetCheckSeverity.WARN,
        description=CHECK_TITLE,
        metadata={"damaged": "; ".join(damaged_sources) or "-"},
    )


assert set(FRAMES) == {*CANONICAL, "quarantine", "refused_subject", "source_status"}
