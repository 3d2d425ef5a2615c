"""Whether two published databases say the same: a hash of every table, in all their schemas.

    .venv/bin/python -m benchmarks.same_tables sqlite:///before.db sqlite:///after.db

Belongs here: the hashes and the list of what differs. Does not belong here: what made the two. They are of
one kind, made with one pseudonym key from the same exports; what says when and by which run a thing was done,
and what each database draws for itself, is left out.
"""

import hashlib
import sys
from collections.abc import Iterator

import sqlalchemy as sa

OF_THE_RUN = {
    "run_id", "changed_in", "published_at", "decided_at", "staged_at", "content_hash", "snapshot_hash",
    "base_content_hash", "lines_hash", "granted_at", "made_at", "placed_at", "key", "secret",
}  # fmt: skip


def digests(url: str) -> dict[str, str]:
    """The hash of each table, without the columns `OF_THE_RUN`; whatever order its rows are in."""
    engine = sa.create_engine(url)
    found = {}
    with engine.connect() as connection:
        for schema in _schemas(connection):
            held = sa.MetaData(schema=schema)
            held.reflect(connection)
            for name, table in held.tables.items():
                found[name] = _digest(connection, table)
    engine.dispose()
    return found


def _schemas(connection: sa.Connection) -> Iterator[str | None]:
    """The schemas with tables of ours; SQLite has but one."""
    inspector = sa.inspect(connection)
    yield None
    for name in inspector.get_schema_names():
        if name not in (inspector.default_schema_name, "information_schema"):
            yield name


def _digest(connection: sa.Connection, table: sa.Table) -> str:
    columns = [column for column in table.columns if column.name not in OF_THE_RUN]
    rows = sorted(repr(tuple(row)) for row in connection.execute(sa.select(*columns)))
    return f"{len(rows):>10,} rows {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()[:16]}"


def main() -> None:
    """Print every table with whether it is the same; the exit code says whether all are."""
    before, after = (digests(url) for url in sys.argv[1:3])
    differing = 0
    for name in sorted(before.keys() | after.keys()):
        ours, theirs = before.get(name, "not there"), after.get(name, "not there")
        differing += ours != theirs
        after_it = "" if ours == theirs else theirs
        print(f"{'DIFFER' if after_it else 'same  '} {name:<50} {ours}  {after_it}")
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
