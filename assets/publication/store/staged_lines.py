"""The staged lines of a version: their order, their hash, and reading them once for all who need them.

Belongs here: what a line is to whoever stages, publishes or delivers it. Does not belong here: working lines
out (`release/edits.py`), what follows from the hash (`release/publish.py`).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import polars as pl
import sqlalchemy as sa

from assets.publication.store import schema
from assets.publication.store.database import Database, frame_type

_ROWS_AT_ONCE = 200_000
# Up to so many bytes of lines are kept in memory for later readers: an ordinary night's.
_HELD_BYTES = 64 * 2**20
_OURS = ("staging_version", "line")


class LinesHash:
    """A hash over the lines of a version: of each table's in their order, in whatever parts they come.

    It is of values as the database gives them back, so both databases have one. Another version of Polars may
    have another: what was staged before an update of it is staged again.
    """

    def __init__(self) -> None:
        self._of: dict[str, Any] = {}

    def add(self, table: str, lines: pl.DataFrame) -> None:
        """Add the next lines of a published table; columns that are not `columns_of` it are left out."""
        if not lines.is_empty():
            kinds = {column.name: frame_type(column) for column in columns_of(table)}
            values = lines.select(pl.col(name).cast(kind) for name, kind in kinds.items())
            self._of.setdefault(table, hashlib.sha256()).update(values.hash_rows().to_numpy())

    def hexdigest(self) -> str:
        """The hash of all lines so far."""
        text = "\n".join(f"{table} {digest.hexdigest()}" for table, digest in sorted(self._of.items()))
        return hashlib.sha256(text.encode()).hexdigest()


def columns_of(table: str) -> list[sa.Column[Any]]:
    """The columns of a published table's staged lines: `operation`, then the row that comes or goes."""
    return [column for column in schema.STAGED[table].c if column.name not in _OURS]


class StagedLines:
    """The staged lines of one version, out of a file without a name: it is gone with the process.

    hash: `LinesHash` of all of them.
    """

    def __init__(
        self, file: IO[bytes], database: Database, connection: sa.Connection, staging_version: int
    ) -> None:
        self._file = file
        self._ends: dict[str, list[int]] = {}
        digest = LinesHash()
        for table in _tables_with_lines(connection, staging_version):
            ends = self._ends[table] = [file.tell()]
            for part in _read(database, connection, staging_version, table):
                digest.add(table, part)
                # Not straight into the file: one that has moved to disk in between is not what it was.
                written = BytesIO()
                part.write_ipc_stream(written, compression="lz4")
                file.write(written.getbuffer())
                ends.append(file.tell())
        self.hash = digest.hexdigest()

    @property
    def tables(self) -> list[str]:
        """The published tables that the version changes, in the order of publishing."""
        return list(self._ends)

    def parts(self, table: str) -> Iterator[pl.DataFrame]:
        """The lines of one table in their order, a part at a time: `columns_of`."""
        for start, end in pairwise(self._ends.get(table, [])):
            self._file.seek(start)
            yield pl.read_ipc_stream(BytesIO(self._file.read(end - start)))


@contextmanager
def staged_lines(
    database: Database, connection: sa.Connection, staging_version: int
) -> Iterator[StagedLines]:
    """All lines of a version, read from the database once; they go when the block ends."""
    with SpooledTemporaryFile(max_size=_HELD_BYTES) as file:
        yield StagedLines(file, database, connection, staging_version)


def _tables_with_lines(connection: sa.Connection, staging_version: int) -> list[str]:
    there = [
        sa.exists().where(table.c.staging_version == staging_version).label(name)
        for name, table in schema.STAGED.items()
    ]
    return [name for name, some in connection.execute(sa.select(*there)).one()._mapping.items() if some]


def _read(
    database: Database, connection: sa.Connection, staging_version: int, table: str
) -> Iterator[pl.DataFrame]:
    staged = schema.STAGED[table]
    of_version = staged.c.staging_version == staging_version
    last = connection.scalar(sa.select(sa.func.max(staged.c.line)).where(of_version)) or 0
    for first in range(0, last, _ROWS_AT_ONCE):
        within = staged.c.line.between(first + 1, first + _ROWS_AT_ONCE)
        query = sa.select(*columns_of(table)).where(of_version, within)
        yield database.read(connection, query.order_by(staged.c.line))
