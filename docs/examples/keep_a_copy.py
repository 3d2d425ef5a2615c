"""Keep all that a contract gives in a file of your own, in step with what is delivered.

    python docs/examples/keep_a_copy.py sqlite:////data/published.consumers/<name>.db copy.db
    python docs/examples/keep_a_copy.py postgresql+psycopg://<login>@<host>/<database> copy.db consumer_<name>

Of every table of the contract: tags, subjects, who is undecided, cases, statistics … Run it as often as you
like: it applies the lines of deliveries that it has not seen, then compares every table with its checksum. A
table that lost or damaged rows is taken again, that table only; where lines are gone, all are. Needs nothing
of the pipeline: copy it, and change it to your own database.
"""

import hashlib
import sqlite3
import sys
from collections.abc import Sequence

import sqlalchemy as sa

MODULUS = 2**60


def kept(value: object) -> object:
    """A value as SQLite keeps it: dates as ISO text, true and false as 1 and 0."""
    if value is None or isinstance(value, (int, str, float)):
        return int(value) if isinstance(value, bool) else value
    return str(value)


def checksum(copy: sqlite3.Connection, table: str) -> tuple[int, int]:
    """Return rows and checksum of a table of the copy, as docs/publication.md defines them."""
    rows, total = 0, 0
    for row in copy.execute(f'select * from "{table}"'):
        text = "|".join("" if value is None else str(value) for value in row)
        rows, total = rows + 1, total + (int(hashlib.sha256(text.encode()).hexdigest()[:16], 16) >> 4)
    return rows, total % MODULUS


def take(place: sa.Connection, copy: sqlite3.Connection, table: sa.Table) -> None:
    """Take all rows of a table."""
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    columns = ", ".join(f'"{column.name}"' for column in table.c)
    copy.execute(f'drop table if exists "{table.name}"')
    copy.execute(f'create table "{table.name}" ({columns}, primary key ({keys}))')
    marks = ", ".join("?" for _ in table.c)
    rows = place.execute(sa.select(table))
    copy.executemany(f'insert into "{table.name}" values ({marks})', ([*map(kept, row)] for row in rows))


def follow(copy: sqlite3.Connection, table: sa.Table, lines: Sequence[sa.Row]) -> None:
    """Apply lines of a table's feed: `delete` gives the key, `insert` the whole row."""
    keys = [column.name for column in table.primary_key]
    same = " and ".join(f'"{name}" = ?' for name in keys)
    marks = ", ".join("?" for _ in table.c)
    for line in lines:
        copy.execute(f'delete from "{table.name}" where {same}', [kept(line._mapping[name]) for name in keys])
        if line.operation == "insert":
            row = [kept(line._mapping[column.name]) for column in table.c]
            copy.execute(f'insert into "{table.name}" values ({marks})', row)


def bring_forward(place: sa.Connection, copy: sqlite3.Connection, schema: str | None) -> str:
    """Bring the copy up to date; returns what was done, in a sentence."""
    told = sa.MetaData(schema=schema)
    names = [name for name in sa.inspect(place).get_table_names(schema) if name.endswith("_change")]
    told.reflect(
        place, only=[*names, *(name.removesuffix("_change") for name in names), "delivery", "checksum"]
    )
    tables = {table.name: table for table in told.sorted_tables}
    delivery = tables["delivery"].c
    copy.execute("create table if not exists seen (delivery_id integer)")
    (seen,) = copy.execute("select coalesce(max(delivery_id), 0) from seen").fetchone()
    oldest, newest = place.execute(
        sa.select(sa.func.min(delivery.delivery_id), sa.func.max(delivery.delivery_id))
    ).one()
    newest = newest or 0
    anew = sa.select(delivery.delivery_id).where(delivery.delivery_id > seen, delivery.cause == "anew")
    # Lines that were not seen may be gone; after a restore the numbers may be lower than what was seen.
    is_lost = not seen or newest < seen or (oldest or 0) > seen + 1 or place.execute(anew).first() is not None
    changes, mended = 0, []
    wanted = {name: (rows, total) for name, rows, total in place.execute(sa.select(tables["checksum"]))}
    for name in sorted(each.removesuffix("_change") for each in names):
        feed = tables[f"{name}_change"]
        if not is_lost:
            new = (
                sa.select(feed).where(feed.c.delivery_id > seen).order_by(feed.c.delivery_id, feed.c.sequence)
            )
            lines = place.execute(new).all()
            follow(copy, tables[name], lines)
            changes += len(lines)
        if is_lost or checksum(copy, name) != wanted[name]:
            take(place, copy, tables[name])
            mended += [name]
            assert checksum(copy, name) == wanted[name], f"{name} is not what its checksum says"
    copy.execute("delete from seen")
    copy.execute("insert into seen values (?)", (newest,))
    if is_lost:
        return f"delivery {newest}: {len(mended)} tables taken"
    return f"delivery {newest}: {changes} changes" + "".join(
        f"; {name} was damaged and is mended" for name in mended
    )


def main() -> None:
    """Follow once, in one transaction on either side: changes and checksums are of the same delivery."""
    url, path, *schema = sys.argv[1:]
    level = {} if url.startswith("sqlite") else {"isolation_level": "REPEATABLE READ"}
    engine = sa.create_engine(url, **level)
    with engine.connect() as place, sqlite3.connect(path, isolation_level=None) as copy:
        if url.startswith("sqlite"):
            place.exec_driver_sql("begin")
        copy.execute("begin immediate")
        print(bring_forward(place, copy, schema[0] if schema else None))
        copy.execute("commit")
    engine.dispose()


if __name__ == "__main__":
    main()
