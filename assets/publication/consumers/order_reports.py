"""A file of what a platform reports of its work orders: its rows, or every fault of them.

Belongs here: reading one file, CSV or workbook. Does not belong here: which report holds (`work_orders.py`),
keeping what holds (`order_store.py`).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from assets.clock import SHANGHAI
from assets.intake.formats.file_bounds import MOST_ROWS
from assets.intake.formats.file_formats import LINE, file_as_text, without_blank_rows
from assets.intake.formats.headers import with_known_headers
from assets.intake.formats.rows_of_text import Unreadable
from assets.intake.manifest.writer import encoding_of
from assets.intake.refusal import ExportRefused, Problem
from assets.intake.tidy_text import tidied
from assets.publication.consumers.work_orders import REPORT, STATUSES
from tag_rules.engine.errors import did_you_mean

_HEADERS = tuple(REPORT.names())
_CELL = "%Y-%m-%dT%H:%M:%S"
_WRITTEN = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")
"""Moments as spreadsheets write them, beside ISO 8601."""
_CLOCKS_DIFFER = timedelta(days=1)


def read_reports(path: Path, known: Collection[str], now: datetime) -> pl.DataFrame:
    """The reports of a file, moments in Shanghai's zone: the columns of REPORT; others are not read.

    Args:
        path: CSV (UTF-8 or GB18030) or .xlsx with the headers order_id, status, changed_at.
        known: ids of the orders that there are, or of which something was reported before.
        now: a moment later than this by a day or more would stand for ever, and is refused.

    Raises:
        ExportRefused: every fault, with its line; then none of the rows is to be taken.
    """
    try:
        rows = with_known_headers(
            file_as_text(path, encoding_of(path), MOST_ROWS, {"changed_at": _CELL}), _HEADERS
        )
    except Unreadable as unreadable:
        raise ExportRefused([Problem(path.name, *fault) for fault in unreadable.faults]) from None
    if missing := [name for name in _HEADERS if name not in rows.columns]:
        said = f"缺少列 missing columns: {', '.join(missing)}"
        remedy = "表头写英文列名，以逗号分隔 write these headers, separated by commas"
        raise ExportRefused([Problem(path.name, 1, said, remedy)])
    rows = without_blank_rows(rows.select(*_HEADERS, LINE)).with_columns(
        tidied(pl.col(name)) for name in _HEADERS
    )
    moments = [_moment(text) for text in rows["changed_at"]]
    faults = [
        Problem(path.name, line, *fault)
        for (order, status, _, line), moment in zip(rows.iter_rows(), moments, strict=True)
        for fault in _faults(order, status, moment, known, now)
    ]
    if faults:
        raise ExportRefused(faults)
    written = [moment.isoformat(timespec="seconds") if moment else None for moment in moments]
    return rows.select(_HEADERS).with_columns(changed_at=pl.Series(written, dtype=pl.String)).cast(REPORT)


def _faults(
    order: str | None, status: str | None, moment: datetime | None, known: Collection[str], now: datetime
) -> list[tuple[str, str]]:
    """What is wrong with one row, and what to do."""
    faults = []
    if order not in known:
        remedy = (
            "从发出的工单文件抄回编号（单元格设为文本），或删去该行"
            " copy the id from the orders that went out, in a cell of text, or take the row out"
        )
        faults.append(("没有该工单 there is no such order", remedy))
    if status not in STATUSES:
        near = did_you_mean(status or "", STATUSES)
        remedy = near or f"填以下之一 write one of {', '.join(STATUSES)}"
        faults.append(("状态无效 this is no status", remedy))
    if moment is None:
        faults.append(("时间无效 this is no moment", "请写成 write it as 2024-03-05T09:30:00+08:00"))
    elif moment > now + _CLOCKS_DIFFER:
        faults.append(("时间在将来 the moment has not come yet", "请更正时间 correct it"))
    return faults


def _moment(text: str | None) -> datetime | None:
    """A moment in Shanghai's zone, which one without an offset is in; None: it is none."""
    for written in _WRITTEN:
        try:
            return datetime.strptime(text or "", written).replace(tzinfo=SHANGHAI)
        except ValueError:
            continue
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)
