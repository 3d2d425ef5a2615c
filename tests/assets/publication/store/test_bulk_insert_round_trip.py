from datetime import date
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TABLE = sa.Table(
    "round_trip",
    sa.MetaData(),
    sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text()),
    sa.Column("day", sa.Date()),
    sa.Column("flag", sa.Boolean()),
)
SCHEMA = {"number": pl.Int64, "text": pl.String, "day": pl.Date, "flag": pl.Boolean}
TEXTS = [
    None, "", " ", " both ends ", '"', '""', "'", "it's", "a,b", ",", ";", "\t", "first\nsecond",
    "first\r\nsecond", "\r", "\n", "\\", "\\N", "\\.", "\\n", "a\\.b", "NULL", "null",
    "静安寺街道", "𠮷野家", "👵🏻", "%s ? :name {x}", "x" * 10_000,
]  # fmt: skip
DAYS = [None, date(1, 1, 1), date(1900, 1, 1), date(2024, 2, 29), date(9999, 12, 31)]
NUMBERS = [-(2**63), -1, 0, 2**53 + 1, 2**63 - 1]


@pytest.fixture
def table(database: Any) -> sa.Table:
    with database.transaction() as connection:
        TABLE.create(connection)
    return TABLE


def _through(database: Any, frame: pl.DataFrame) -> pl.DataFrame:
    with database.transaction() as connection:
        connection.execute(sa.delete(TABLE))
        database.insert(connection, TABLE, frame)
    with database.transaction() as connection:
        read: pl.DataFrame = database.read(connection, sa.select(TABLE).order_by(TABLE.c.number))
        return read


def test_every_value_comes_back_as_it_went_in(database, table) -> None:
    rows = [(number, text, None, None) for number, text in enumerate(TEXTS)]
    rows += [(100 + number, None, day, None) for number, day in enumerate(DAYS)]
    rows += [(200, None, None, True), (201, None, None, False), (202, "all", date(2024, 3, 1), True)]
    rows += [(number, "number", None, None) for number in NUMBERS if number not in range(300)]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("number")
    assert _through(database, frame).equals(frame)


def test_a_column_left_out_is_null_and_order_of_columns_is_free(database, table) -> None:
    frame = pl.DataFrame(
        {"text": [None, ""], "number": [1, 2]}, schema={"text": pl.String, "number": pl.Int64}
    )
    assert _through(database, frame).rows() == [(1, None, None, None), (2, "", None, None)]


def test_no_rows_are_no_rows(database, table) -> None:
    assert _through(database, pl.DataFrame(schema=SCHEMA)).equals(pl.DataFrame(schema=SCHEMA))


# PostgreSQL holds every text but the character NUL.
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_any_text_comes_back(database, table, texts) -> None:
    frame = pl.DataFrame(
        [(number, text, None, None) for number, text in enumerate(texts)], schema=SCHEMA, orient="row"
    )
    assert _through(database, frame).equals(frame)
