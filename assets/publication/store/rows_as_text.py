"""Rows of a query on their way into a frame as text: no object is made of any value.

Belongs here: asking a database for rows as CSV, and reading that. Does not belong here: queries, tables,
whatever else differs between databases (`database.py`). PostgreSQL writes CSV itself; on SQLite it is what
stands between the brackets of a JSON array, which differs in how it writes null, quotes and ends of lines.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl
import sqlalchemy as sa

_JSON_NULL = "null"
# A text that reads as if it were null; a quote or the end of a line.
_NOT_CSV = (b'"null"', b"\\")


def written_out(connection: sa.Connection, query: sa.Select[Any]) -> str:
    """A query as the driver takes it by itself: its values are written in it."""
    text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    # For a driver that is given values beside the text a per cent sign is doubled; here there are none.
    return text.replace("%%", "%") if connection.dialect.name == "postgresql" else text


def can_be_read(query: sa.Select[Any]) -> bool:
    """Whether a query is of columns of tables, and of more than one.

    What is worked out may be JSON, which stands in JSON as itself; a null alone would be an empty line.
    """
    columns = list(query.selected_columns)
    return len(columns) > 1 and all(isinstance(column, sa.Column) for column in columns)


def texts(connection: sa.Connection, query: sa.Select[Any], rows: int) -> Iterator[bytes]:
    """The rows of a query that `can_be_read`, so many at a time."""
    if connection.dialect.name == "sqlite":
        yield from _of_sqlite(connection, query, rows)
    else:
        yield from _of_postgresql(connection, query, rows)


def _of_sqlite(connection: sa.Connection, query: sa.Select[Any], rows: int) -> Iterator[bytes]:
    row = sa.func.trim(sa.func.json_array(*query.selected_columns), "[]")
    result = connection.execute(query.with_only_columns(row, maintain_column_froms=True))
    cursor: Any = result.cursor
    try:
        while part := cursor.fetchmany(rows):
            yield "\n".join([text for (text,) in part]).encode()
    finally:
        result.close()


def _of_postgresql(connection: sa.Connection, query: sa.Select[Any], rows: int) -> Iterator[bytes]:
    text = written_out(connection, query)
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(f"copy ({text}) to stdout (format csv)") as copy:
            part: list[bytes] = []
            for row in copy:  # the server sends each row by itself
                part.append(bytes(row))
                if len(part) == rows:
                    yield b"".join(part)
                    part.clear()
            if part:
                yield b"".join(part)
    finally:
        cursor.close()


def frame(text: bytes, kinds: pl.Schema, is_sqlite: bool) -> pl.DataFrame | None:
    """The frame of a text; None where it is JSON that is no CSV: then the values have to be read."""
    if is_sqlite and any(sign in text for sign in _NOT_CSV):
        return None
    dates, flags = ([name for name, kind in kinds.items() if kind == of] for of in (pl.Date, pl.Boolean))
    as_text = kinds | dict.fromkeys(dates, pl.String()) | dict.fromkeys(flags, pl.String())
    null, true = (_JSON_NULL, "1") if is_sqlite else (None, "t")
    read = pl.read_csv(text, has_header=False, schema=as_text, null_values=null)
    return read.with_columns(pl.col(dates).str.to_date("%Y-%m-%d"), pl.col(flags) == true)
