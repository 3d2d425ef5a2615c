"""Four evaluators of one rule: DuckDB on its text, narwhals on Polars, narwhals on DuckDB, plain Python.

DuckDB on the text reads plain BIGINT, DOUBLE and VARCHAR copies; its text differs from ours only in that
parameters are written out; `age` is a column of its view, made by a macro. What belongs here: running the
four and comparing. Rules and rows are in `grammar`.
"""

from __future__ import annotations

import re
import tempfile
from datetime import date

import duckdb
import narwhals as nw
import polars as pl

from tag_rules.engine.evaluate import evaluate, schema
from tag_rules.engine.expression import compile_expression, lower
from tag_rules.engine.reference import outcome

SUBJECT = "resident"
_IN_SPARK = {
    pl.Boolean(): "boolean", pl.Int16(): "smallint", pl.Int32(): "int", pl.Int64(): "bigint",
    pl.Float64(): "double", pl.String(): "string", pl.Date(): "date",
}  # fmt: skip
FULL_YEARS = """create or replace macro full_years(born, as_of) as year(as_of) - year(born)
    - case when month(as_of) < month(born) or (month(as_of) = month(born) and day(as_of) < day(born))
      then 1 else 0 end"""


def written_out(text, rule_set, as_of) -> str:
    """The rule's text with its parameters as literals."""

    def literal(match: re.Match[str]) -> str:
        value = rule_set.parameter_at(match.group(1), as_of)
        return {date: f"date '{value}'", str: f"'{value}'"}.get(type(value), str(value))

    return re.sub(r":([a-z_]+)", literal, text)


def tables(connection, rule_set, subject, frame) -> None:
    """Copy a frame with subject_id to `narrow`, and to `wide` without small integers; Enums become texts."""
    frame = frame.select("subject_id", *schema(rule_set, subject))
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        frame.with_columns(pl.col(pl.Enum).cast(pl.String)).write_parquet(file.name)
        connection.execute(f"create or replace table narrow as from '{file.name}'")
    widened = ", ".join(
        f'"{name}"::bigint as "{name}"' if kind.is_integer() else f'"{name}"'
        for name, kind in frame.schema.items()
    )
    connection.execute(f"create or replace table wide as select {widened} from narrow")


def tags_shown(rule_set, subject, as_of) -> dict:
    """The facts that show a tag, with the tag: here what its rule gives, which reads no tag itself."""
    then = rule_set.at(as_of)
    return {fact.name: then.tag(fact.tag) for fact in rule_set.tag_facts(subject)}


def by_text_on_duckdb(connection, rule_set, subject, tags, as_of) -> dict:
    """(subject_id, tag code) → (outcome, value)."""
    chosen = []
    for tag in tags:
        when = written_out(tag.when, rule_set, as_of)
        value = f"cast(({written_out(tag.value, rule_set, as_of)}) as varchar)" if tag.value else "null"
        chosen += [f"({when})", f"case when ({when}) then {value} end"]
    ages = "".join(
        f", full_years({born}, date '{as_of}') as {age}"
        for age, born in rule_set.full_years_of(subject).items()
    )
    read = "".join(
        f", ({written_out(tag.when, rule_set, as_of)}) as {name}"
        for name, tag in tags_shown(rule_set, subject, as_of).items()
    )
    query = f"select subject_id, {', '.join(chosen)} from (select *{read} from (select *{ages} from wide))"
    return _by_key(tags, connection.execute(query).fetchall())


def by_narwhals_on_duckdb(connection, rule_set, subject, tags, as_of) -> dict:
    """(subject_id, tag code) → (outcome, value)."""
    found = _by_narwhals(connection.table("narrow"), rule_set, subject, tags, as_of)
    return _by_key(tags, found.fetchall())


def by_narwhals_on_spark(session, rule_set, subject, tags, frame, as_of) -> dict:
    """(subject_id, tag code) → (outcome, value), on Spark's own frame of the same rows."""
    rows = frame.select("subject_id", *schema(rule_set, subject)).with_columns(
        pl.col(pl.Enum).cast(pl.String)
    )
    kinds = ", ".join(f"{name} {_IN_SPARK[kind]}" for name, kind in rows.schema.items())
    found = _by_narwhals(session.createDataFrame(rows.rows(), kinds), rule_set, subject, tags, as_of)
    return _by_key(tags, [tuple(row) for row in found.collect()])


def _by_narwhals(native, rule_set, subject, tags, as_of):
    """The compiled rules over an engine's own frame: subject_id, then outcome and value of each tag."""
    full_years_of = rule_set.full_years_of(subject)

    def compiled(tree):
        lowered = lower(tree, as_of, lambda name: rule_set.parameter_at(name, as_of), full_years_of)
        return compile_expression(lowered, as_of, full_years_of)

    columns = [nw.col("subject_id")]
    for tag in tags:
        when = compiled(tag.condition)
        value = compiled(tag.value_expression) if tag.value else nw.lit(None, dtype=nw.String())
        columns += [
            when.alias(tag.code),
            nw.when(when).then(value.cast(nw.String())).alias(tag.code + "/value"),
        ]
    read = [compiled(tag.condition).alias(name) for name, tag in tags_shown(rule_set, subject, as_of).items()]
    frame = nw.from_native(native)
    return (frame.with_columns(*read) if read else frame).select(*columns).to_native()


def by_narwhals_on_polars(rule_set, subject, tags, frame, as_of) -> dict:
    """(subject_id, tag code) → (outcome, value), from the long table that the pipeline uses."""
    long = evaluate(rule_set, subject, frame, as_of, [tag.code for tag in tags])
    found = dict.fromkeys(((i, tag.code) for i in frame["subject_id"] for tag in tags), (False, None))
    found.update({(row[0], row[1]): (row[2], row[3]) for row in long.rows()})
    return found


def by_plain_python(rule_set, subject, tags, frame, as_of) -> dict:
    """(subject_id, tag code) → (outcome, value)."""
    found = {}
    for row in frame.rows(named=True):
        for tag in tags:
            trace = outcome(tag, row, rule_set, as_of)
            found[row["subject_id"], tag.code] = trace.result, trace.value
    return found


def by_all_four(connection, rule_set, subject, tags, frame, as_of) -> dict[str, dict]:
    """What each evaluator gives for every row and tag; `tables` has been given the same frame."""
    return {
        "the text on DuckDB": by_text_on_duckdb(connection, rule_set, subject, tags, as_of),
        "narwhals on DuckDB": by_narwhals_on_duckdb(connection, rule_set, subject, tags, as_of),
        "narwhals on Polars": by_narwhals_on_polars(rule_set, subject, tags, frame, as_of),
        "plain Python": by_plain_python(rule_set, subject, tags, frame, as_of),
    }


def frame_of(rule_set, table, subject=SUBJECT) -> pl.DataFrame:
    """Rows as a frame of features, numbered from 0."""
    return pl.DataFrame(
        [{"subject_id": number, **row} for number, row in enumerate(table)],
        schema={"subject_id": pl.Int64, **schema(rule_set, subject)},
    )


def assert_agree(connection, rule_set, frame, as_of, subject=SUBJECT) -> int:
    """Fail on the first row and rule that two of the four see differently; returns the outcomes compared."""
    seen = by_all_four(connection, rule_set, subject, rule_set.tags, frame, as_of)
    wanted = seen["the text on DuckDB"]
    for (number, code), expected in wanted.items():
        found = {who: outcomes[number, code] for who, outcomes in seen.items()}
        tag = rule_set.tag(code)
        assert set(found.values()) == {expected}, (
            found,
            tag.when,
            tag.value,
            frame.row(number, named=True),
            as_of,
        )
    return len(wanted)


def connect() -> duckdb.DuckDBPyConnection:
    """A connection that knows the age macro."""
    connection = duckdb.connect()
    connection.execute(FULL_YEARS)
    return connection


def _by_key(tags, rows) -> dict:
    return {
        (row[0], tag.code): (row[1 + 2 * position], row[2 + 2 * position])
        for row in rows
        for position, tag in enumerate(tags)
    }
