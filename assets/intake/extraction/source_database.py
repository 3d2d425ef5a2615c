"""Reading a source from its system's database: what changed since the last time, all in one transaction.

What belongs here: the connection and the queries. What does not: where the rows are kept and how they become
an export (``extraction``), credentials (the environment of the caller, nowhere else).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from assets.clock import SHANGHAI
from assets.intake.mappings.mapping_file import DatabaseTable, Source
from assets.intake.refusal import ExportRefused, Problem, hint

ROWS_AT_ONCE = 50_000
OVERLAP = timedelta(hours=1)
"""Rows changed so long before the last read are read again: their change may have been committed after it."""


@dataclass(frozen=True)
class Extract:
    """All rows of a source as text by header; ``watermark`` is the time of the newest change seen."""

    rows: pl.DataFrame
    watermark: datetime | None
    rows_read: int


def refused(system: str, message: str, remedy: str) -> ExportRefused:
    """Return the refusal of a database: it names the system, never a URL, a user or a value."""
    return ExportRefused([Problem(f"数据库 database of {system}", 0, message, remedy)])


@contextmanager
def read_only(url: str, system: str) -> Iterator[sa.Connection]:
    """One transaction in which every query sees the same rows and none can write; PostgreSQL only."""
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise refused(
            system, "连接地址无效 its URL is none", "请写 write postgresql+psycopg://user@host/name"
        ) from None
    if address.get_backend_name() != "postgresql":
        raise refused(
            system,
            "不是 PostgreSQL it is not PostgreSQL",
            "请提供只读库或报送文件 give a replica in PostgreSQL, or deliver files",
        )
    engine = sa.create_engine(address.set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    try:
        with engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ) as connection:
            if connection.scalar(sa.text("show transaction_read_only")) != "on":
                raise refused(
                    system,
                    "事务不是只读 its transaction is not read-only",
                    "请用标准驱动 use a standard driver",
                )
            yield connection
    except sa.exc.SQLAlchemyError as error:
        # The driver's own text may repeat names, hosts and values: only its kind is told.
        kind = type(getattr(error, "orig", None) or error).__name__
        message = f"无法读取 it cannot be read ({kind})"
        raise refused(
            system, message, "请检查地址、权限与状态 check its URL, its rights, its state"
        ) from None
    finally:
        engine.dispose()


def extract(
    connection: sa.Connection, source: Source, before: pl.DataFrame, since: datetime | None
) -> Extract:
    """Return all rows of a source: those of ``before`` that still stand, and those changed ``since``.

    Only mapped columns are ever asked for. Rows that are gone are found by reading the keys; where keys and
    changes do not add up (a change without a new time), everything is read.
    """
    table = source.database
    assert table is not None
    headers = _checked_headers(connection, source, table)
    changed_at: sa.ColumnClause[Any] = sa.column(table.updated_at)
    newest = connection.scalar(sa.select(sa.func.max(changed_at)).select_from(_relation(table)))
    if since is not None and list(before.columns) == headers:
        changed = _read(connection, source, (changed_at >= since - OVERLAP) | changed_at.is_(None), headers)
        keys = _read(connection, source, None, table.key)
        rows = pl.concat([before.join(changed, on=table.key, how="anti", nulls_equal=True), changed])
        rows = rows.join(keys, on=table.key, how="semi", nulls_equal=True)
        if rows.height == keys.height:
            return Extract(rows.sort(table.key), _time(newest), changed.height)
    rows = _read(connection, source, None, headers)
    return Extract(rows.sort(table.key), _time(newest), rows.height)


def _time(value: Any) -> datetime | None:
    return datetime(value.year, value.month, value.day) if type(value) is date else value  # noqa: DTZ001


def _relation(table: DatabaseTable) -> sa.TableClause:
    schema, _, name = table.relation.rpartition(".")
    return sa.table(name, schema=schema or None)


def _checked_headers(connection: sa.Connection, source: Source, table: DatabaseTable) -> list[str]:
    """Return the mapped columns that are there: all but optional ones must be."""
    schema, _, name = table.relation.rpartition(".")
    inspector = sa.inspect(connection)
    known_relations = [
        *inspector.get_table_names(schema or None),
        *inspector.get_view_names(schema or None),
        *inspector.get_materialized_view_names(schema or None),
    ]
    if name not in known_relations:
        near = hint(name, known_relations)
        raise refused(
            source.system,
            f"没有该表 there is no {table.relation}{near}",
            "请更正映射或权限 correct the mapping, or the rights",
        )
    known = [column["name"] for column in inspector.get_columns(name, schema or None)]
    missing = [column for column in (*source.needed, table.updated_at) if column not in known]
    if missing:
        listed = ", ".join(f"{column}{hint(column, known)}" for column in missing)
        raise refused(
            source.system,
            f"没有该列 {table.relation} has no column {listed}",
            "请更正映射或视图 correct the mapping or the view",
        )
    return [header for header in source.headers if header in known]


def _read(
    connection: sa.Connection,
    source: Source,
    where: sa.ColumnElement[bool] | None,
    names: Sequence[str],
) -> pl.DataFrame:
    assert source.database is not None
    formats = {source.column(ours).header: source.column(ours).written for ours in source.columns}
    query = sa.select(*[sa.column(name, sa.String) for name in names]).select_from(_relation(source.database))
    query = query if where is None else query.where(where)
    result = connection.execute(query, execution_options={"stream_results": True})
    parts = [pl.DataFrame(schema=dict.fromkeys(names, pl.String))]
    for rows in result.partitions(ROWS_AT_ONCE):
        columns = zip(names, zip(*rows, strict=True), strict=True)
        parts.append(pl.DataFrame([_as_text(name, values, formats) for name, values in columns]))
    return pl.concat(parts)


def _as_text(name: str, values: Sequence[Any], formats: Mapping[str, str]) -> pl.Series:
    """Write values as an export would: dates in the mapping's format, everything else as it is printed."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {bool}:  # as PostgreSQL prints them
        values = [None if value is None else ("false", "true")[value] for value in values]
        return pl.Series(name, values, dtype=pl.String)
    if kinds <= {str}:
        return pl.Series(name, values, dtype=pl.String)
    if kinds <= {date, datetime}:
        texts = [value and _in_shanghai(value).strftime(formats[name]) for value in values]
    else:
        texts = [None if value is None else str(value) for value in values]
    return pl.Series(name, texts, dtype=pl.String)


def _in_shanghai(moment: date) -> date:
    zoned = isinstance(moment, datetime) and moment.tzinfo is not None
    return moment.astimezone(SHANGHAI) if isinstance(moment, datetime) and zoned else moment
