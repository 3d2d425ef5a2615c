"""Intake as Dagster assets: one per canonical table, quarantine and source_status. Wiring and counts only.

No postponed annotations here: Dagster reads them at definition time.
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import polars as pl

from assets.frame_outputs import frame_outputs
from assets.intake.contracts import CANONICAL
from assets.intake.erasure import read_receipts
from assets.intake.intake import TakenIn, take_in
from assets.intake.quarantine import REASONS, WARNINGS
from assets.intake.refusal import ExportRefused
from assets.partitions import SNAPSHOT_DATES
from assets.paths import DataPaths
from tag_rules.engine.model import RuleSet
from tag_rules.engine.tag_values import tag_values

DESCRIPTIONS = {
    "divisions": "行政区划：街镇与居民区。 Streets and committees.",
    "compounds": "小区。 Compounds.",
    "buildings": "楼栋。 Buildings.",
    "dwellings": "房屋（含地址）。 Dwellings, with their addresses.",
    "households": "户。 Households.",
    "residents": "居民（含姓名、证件、电话）。 Residents, with direct identifiers: stays in intake.",
    "residences": "人房关系。 Who lives or is registered where.",
    "department_rolls": "部门名册。 Rolls of departments, by document number.",
    "upstream_tags": "市级标签。 Municipal tags the city gives.",
    "visits": "走访与接待（文字已遮蔽）。 Visits and receptions, notes masked.",
    "survey_responses": "需求问卷。 Answered questionnaires.",
    "hotline_tickets": "热线工单（文字已遮蔽）。 Hotline tickets, texts masked.",
    "committee_requests": "居委会约请（文字已遮蔽）。 Committees' requests to departments, topics masked.",
    "committee_resources": "居民区资源。 Resources that a committee can call on.",
    "inspections": "楼栋与小区查验及项目。 Findings on buildings and compounds, and projects.",
    "volunteer_hours": "志愿服务时长。 Hours that volunteers served.",
    "erasure_requests": "个人信息删除申请。 Requests for erasure.",
    "manual_tags": "人工标签。 Tags added, suppressed or disputed by hand.",
    "quarantine": "隔离区：不可信的行及原因。 Refused rows with their reasons.",
    "refused_subject": "被隔离行涉及的对象。 Whom and what refused rows are about, by code.",
    "source_status": "来源状态：是否及时、完整，行数守恒。 State of each source and its row counts.",
}
"""By table: what one sees in the UI."""


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


@dg.multi_asset(
    name="intake",
    outs=frame_outputs("intake", DESCRIPTIONS),
    partitions_def=SNAPSHOT_DATES,
)
def intake(
    context: dg.AssetExecutionContext,
    paths: dg.ResourceParam[DataPaths],
    rule_set: dg.ResourceParam[RuleSet],
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Take in the export of one snapshot date: check it whole, translate it, quarantine bad rows."""
    snapshot_date = date.fromisoformat(context.partition_key)
    try:
        receipts = read_receipts(paths.register)
    except ValueError as lost:
        raise dg.Failure(str(lost), allow_retries=False) from None
    try:
        taken = take_in(
            paths.landing(snapshot_date),
            snapshot_date,
            paths.mappings,
            progress=context.log.info,
            receipts=receipts,
            tags=tag_values(rule_set.at(snapshot_date)),
        )
    except ExportRefused as refused:
        raise dg.Failure(description=str(refused), allow_retries=False) from None
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


assert set(DESCRIPTIONS) == {*CANONICAL, "quarantine", "refused_subject", "source_status"}
