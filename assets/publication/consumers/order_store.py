"""What platforms reported of their work orders, as a table: taken in any order, and as often as it comes.

Belongs here: reading a file of reports, keeping what holds. Does not belong here: what holds
(`work_orders.py`).
"""

import io
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import sqlalchemy as sa

from assets.clock import SHANGHAI
from assets.publication.consumers.copies import Copy
from assets.publication.consumers.places import contracts, opened
from assets.publication.consumers.work_orders import REPORT, STATUSES, latest, open_orders
from assets.publication.store import schema
from assets.publication.store.database import Database
from tag_rules.engine.errors import RefusedError, did_you_mean

_TABLE = schema.work_order_status
_OF_REPORT = tuple(REPORT.names())


@dataclass(frozen=True)
class Taken:
    """What a file of reports came to: rows read, orders that are another now, rows known or older."""

    rows: int
    changed: int
    unchanged: int


def orders(database: Database, consumer: str) -> pl.DataFrame:
    """The open orders of a consumer, as `open_orders` gives them. RefusedError where it has no cases."""
    with database.transaction() as connection, _copy(database, connection, consumer) as copy:
        cases = copy.database.read(copy.connection, sa.select(copy.layout.rows["problem_case"]))
        return open_orders(cases, _known(database, connection, consumer))


def take_reports(database: Database, consumer: str, content: bytes) -> Taken:
    """Take a CSV of reports (order_id, status, changed_at); all of it or, with every fault named, nothing.

    The same again changes nothing, nor does what is older than what is known.
    """
    with database.transaction() as connection, _copy(database, connection, consumer) as copy:
        cases = copy.layout.rows["problem_case"]
        ids = set(copy.connection.scalars(sa.select(cases.c.case_id)))
        reports = read_reports(content, ids)
        before = _known(database, connection, consumer)
        after = latest(pl.concat([before, reports]))
        changed = after.join(before, on=_OF_REPORT, how="anti", nulls_equal=True)
        replaced = _TABLE.c.order_id.in_(changed["order_id"].to_list())
        connection.execute(sa.delete(_TABLE).where(_TABLE.c.consumer == consumer, replaced))
        database.insert(
            connection,
            _TABLE,
            changed.with_columns(pl.col("status").cast(pl.String), consumer=pl.lit(consumer)),
        )
        return Taken(reports.height, changed.height, reports.height - changed.height)


def read_reports(content: bytes, known: set[str]) -> pl.DataFrame:
    """The reports of a CSV, moments in Shanghai's zone; RefusedError with every fault and its line.

    Args:
        content: the file, UTF-8 with or without a mark.
        known: ids of the orders that there are.
    """
    rows = pl.read_csv(io.BytesIO(content.removeprefix(b"\xef\xbb\xbf")), infer_schema=False)
    missing = [name for name in _OF_REPORT if name not in rows.columns]
    if missing:
        raise RefusedError(f"缺少列 missing columns: {', '.join(missing)}")
    faults, moments = [], []
    for line, row in enumerate(rows.select(_OF_REPORT).iter_rows(named=True), start=2):
        moment = _moment(row["changed_at"])
        moments.append(moment)
        if row["order_id"] not in known:
            faults.append(f"第 {line} 行 line {line}: 没有该工单 there is no such order")
        if row["status"] not in STATUSES:
            near = did_you_mean(row["status"] or "", STATUSES) or f"one of {', '.join(STATUSES)}"
            faults.append(f"第 {line} 行 line {line}: 状态无效 no status: {near}")
        if moment is None:
            faults.append(f"第 {line} 行 line {line}: 时间无效 no moment, write 2024-03-05T09:30:00+08:00")
    if faults:
        raise RefusedError("\n".join(["未采用任何一行 no row was taken", *faults]))
    made = rows.select(_OF_REPORT).with_columns(changed_at=pl.Series(moments, dtype=pl.String))
    return made.cast(REPORT)


def _moment(text: str | None) -> str | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    there = moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)
    return there.isoformat(timespec="seconds")


def _known(database: Database, connection: sa.Connection, consumer: str) -> pl.DataFrame:
    query = sa.select(*(_TABLE.c[name] for name in _OF_REPORT)).where(_TABLE.c.consumer == consumer)
    return database.read(connection, query).cast(REPORT)


def _copy(database: Database, connection: sa.Connection, consumer: str) -> AbstractContextManager[Copy]:
    for contract in contracts(connection):
        if contract.terms.name == consumer and "problem_case" in contract.terms.tables:
            return opened(database, connection, contract)
    raise RefusedError(f"没有取得工单的使用方 no consumer that is given cases is called {consumer}")
