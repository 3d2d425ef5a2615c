"""What platforms reported of their work orders, as a table: taken in any order, and as often as it comes.

Belongs here: keeping what holds, and the orders that are open. Does not belong here: what holds
(`work_orders.py`), reading a file (`order_reports.py`).
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from assets.publication.consumers.copies import Copy
from assets.publication.consumers.order_reports import read_reports
from assets.publication.consumers.places import contracts, opened
from assets.publication.consumers.work_orders import REPORT, latest, open_orders
from assets.publication.store import schema
from assets.publication.store.database import Database
from tag_rules.engine.errors import RefusedError

_TABLE = schema.work_order_status
_OF_REPORT = tuple(REPORT.names())


@dataclass(frozen=True)
class Taken:
    """What a file of reports came to: rows read, orders that are another now, rows known or older."""

    rows: int
    changed: int
    unchanged: int


def orders(database: Database, consumer: str) -> pl.DataFrame:
    """The open orders of a consumer, as `open_orders` gives them. RefusedError where it has no cases.

    Where the contract has them: title_zh of the label, and code of the place in its system of origin.
    """
    with database.transaction() as connection, _copy(database, connection, consumer) as copy:
        cases = copy.database.read(copy.connection, sa.select(copy.layout.rows["problem_case"]))
        found = open_orders(cases, _known(database, connection, consumer))
        return _in_words(copy, found)


def _in_words(copy: Copy, found: pl.DataFrame) -> pl.DataFrame:
    of_labels, of_places = ("label_code",), ("subject", "subject_id")
    if "title_zh" in copy.terms.tables.get("tag", ()) and set(of_labels) <= set(found.columns):
        tag = copy.layout.rows["tag"].c
        titles = copy.database.read(
            copy.connection, sa.select(tag.tag_code.label("label_code"), tag.title_zh)
        )
        found = found.join(titles, on=of_labels, how="left", maintain_order="left")
    if copy.terms.way_back and set(of_places) <= set(found.columns):
        codes = copy.database.read(copy.connection, sa.select(copy.layout.crosswalk))
        first = codes.group_by(of_places).agg(pl.col("code").min())
        found = found.join(first, on=of_places, how="left", maintain_order="left")
    return found


def take_reports(database: Database, consumer: str, file: Path, now: datetime) -> Taken:
    """Take a file of reports; all of it or, with every fault named (ExportRefused), nothing.

    The same again changes nothing, nor does what is older than what is known. A platform tells everything
    again: also of orders whose cases are gone meanwhile.
    """
    with database.transaction() as connection, _copy(database, connection, consumer) as copy:
        before = _known(database, connection, consumer)
        cases = copy.layout.rows["problem_case"]
        ids = {*copy.connection.scalars(sa.select(cases.c.case_id)), *before["order_id"]}
        reports = read_reports(file, ids, now)
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


def _known(database: Database, connection: sa.Connection, consumer: str) -> pl.DataFrame:
    query = sa.select(*(_TABLE.c[name] for name in _OF_REPORT)).where(_TABLE.c.consumer == consumer)
    return database.read(connection, query).cast(REPORT)


def _copy(database: Database, connection: sa.Connection, consumer: str) -> AbstractContextManager[Copy]:
    for contract in contracts(connection):
        if contract.terms.name == consumer and "problem_case" in contract.terms.tables:
            return opened(database, connection, contract)
    raise RefusedError(f"没有取得工单的使用方 no consumer that is given cases is called {consumer}")
