"""The compiled narwhals expression of every shipped rule gives the same in DuckDB as in Polars."""

import random
from datetime import date

import duckdb
import narwhals as nw
import polars as pl
import pytest

from tag_rules.engine.evaluate import schema
from tag_rules.engine.expression import compile_expression, lower

AS_OF = date(2024, 3, 1)
SQL = {"Boolean": "boolean", "Int16": "smallint", "Int32": "integer", "Float64": "double", "Date": "date"}
CANDIDATES = {
    pl.Boolean: [True, False, None],
    pl.Int16: [0, 1, 2, 6, 12, None],
    pl.Int32: [0, 1, 2, 3, None],
    pl.Float64: [0.02, 0.4, 0.65, 14.9, 15.0, 60.0, None],
    pl.Date: [
        date(1920, 1, 1),
        date(1944, 3, 1),
        date(1964, 2, 29),
        date(2010, 3, 2),
        date(2020, 3, 1),
        date(2023, 3, 1),
        date(2023, 12, 2),
        None,
    ],
}


@pytest.mark.parametrize(
    "subject", ["resident", "household", "dwelling", "building", "compound", "committee", "case"]
)
def test_every_rule_on_both_engines(rule_set, subject):
    tags_shown = {fact.name: pl.Boolean() for fact in rule_set.tag_facts(subject)}
    types = pl.Schema({**schema(rule_set, subject), **tags_shown})
    choices = {
        n: [*t.categories, None] if isinstance(t, pl.Enum) else CANDIDATES[type(t)] for n, t in types.items()
    }
    draw = random.Random(7)
    # Rules about cases hold for few of all combinations.
    drawn = 6_000 if subject == "case" else 400
    rows = [{name: draw.choice(values) for name, values in choices.items()} for _ in range(drawn)]
    frame = pl.DataFrame(rows, schema=types)
    trees = {tag.code: tag.condition for tag in rule_set.tags if tag.subject == subject and tag.condition}
    ages = rule_set.full_years_of(subject)
    columns = [
        compile_expression(
            lower(tree, AS_OF, lambda name: rule_set.parameter_at(name, AS_OF), ages), AS_OF, ages
        ).alias(code)
        for code, tree in trees.items()
    ]
    in_polars = nw.from_native(frame).select(*columns).to_native()
    with duckdb.connect() as connection:
        fields = ", ".join(f"{n} {SQL.get(str(t), 'varchar')}" for n, t in types.items())
        connection.execute(f"create table rows_ ({fields})")
        connection.executemany(f"insert into rows_ values ({', '.join('?' * len(types))})", frame.rows())
        in_duckdb = nw.from_native(connection.table("rows_")).select(*columns).to_native().fetchall()
    assert in_polars.rows() == in_duckdb
    assert [code for code in trees if not in_polars[code].any()] == []
