"""What was published is delivered: every contract's copy takes its part of one and the same difference.

Belongs here: going through the contracts in the transaction that publishes, erases or deletes. Does not
belong here: one copy (`copies.py`), bringing places about (`provision.py`).

A copy that is out of step, or whose file its reader has locked, stops nobody: it is left, said to be, and
taken anew by whoever opens the database next.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import SEEK_END, BytesIO
from itertools import pairwise
from tempfile import SpooledTemporaryFile
from typing import IO

import polars as pl
import sqlalchemy as sa

from assets.publication.consumers.copies import ROWS_AT_ONCE, Copy, Occasion, OutOfStepError
from assets.publication.consumers.places import Contract, contracts, left_if_locked, opened
from assets.publication.store import schema
from assets.publication.store.base import Base, read_base
from assets.publication.store.database import Database

_LOG = logging.getLogger(__name__)
# Up to so many bytes of lines are kept in memory for the contracts after the first: an ordinary night's.
_HELD_BYTES = 64 * 2**20
Act = Callable[[Copy], None]
"""What is done to each copy that is in step."""


def deliver(
    database: Database, connection: sa.Connection, before: Base, occasion: Occasion, act: Act
) -> tuple[dict[str, set[str]], list[str]]:
    """Do something to every copy that is at `before`, and note that it is at what is published now.

    Returns of each consumer the tables from which something went that must not stay on disk, and the
    consumers whose copies were left.
    """
    after, removed, left = read_base(connection), {}, []
    for contract in contracts(connection):
        name = contract.terms.name
        left.append(name)
        try:
            with left_if_locked(database, name):
                removed[name] = _brought(database, connection, contract, before, after, occasion, act)
                left.remove(name)
        except OutOfStepError as error:
            _LOG.warning(
                "the copy of consumer %s is out of step (%s): it is taken anew next time", name, error
            )
    return removed, left


def _brought(
    database: Database,
    connection: sa.Connection,
    contract: Contract,
    before: Base,
    after: Base,
    occasion: Occasion,
    act: Act,
) -> set[str]:
    with opened(database, connection, contract) as copy:
        if not copy.is_at(before):
            raise OutOfStepError("不是同一时刻 another moment")
        copy.begin(occasion)
        with copy.connection.begin_nested():
            act(copy)
            copy.keep_sets()
            copy.note(after)
        return copy.removed


class _Kept:
    """Lines of tables, read from the database once: later readers have them out of a file without a name.

    The file is in memory while it is small, and is gone with the process whatever ends it.
    """

    def __init__(self, file: IO[bytes], read: Callable[[str], Iterator[pl.DataFrame]]) -> None:
        self._file, self._read = file, read
        self._ends: dict[str, list[int]] = {}

    def parts(self, name: str) -> Iterator[pl.DataFrame]:
        """The lines of one table, a part at a time."""
        if name in self._ends:
            for start, end in pairwise(self._ends[name]):
                self._file.seek(start)
                yield pl.read_ipc_stream(BytesIO(self._file.read(end - start)))
            return
        ends = [self._file.seek(0, SEEK_END)]
        for part in self._read(name):
            written = BytesIO()
            part.write_ipc_stream(written)
            self._file.seek(0, SEEK_END)
            self._file.write(written.getbuffer())
            ends.append(self._file.tell())
            yield part
        self._ends[name] = ends


@contextmanager
def lines_of(
    database: Database, connection: sa.Connection, staging_version: int, tables: list[str]
) -> Iterator[Act]:
    """Every copy takes the staged lines of these tables, which are read from the database once."""
    with SpooledTemporaryFile(max_size=_HELD_BYTES) as file:
        lines = _Kept(file, lambda name: _read(database, connection, staging_version, name))

        def act(copy: Copy) -> None:
            for name in tables:
                if name in copy.layout.rows:
                    for part in lines.parts(name):
                        copy.take(name, part)

        yield act


def _read(
    database: Database, connection: sa.Connection, staging_version: int, name: str
) -> Iterator[pl.DataFrame]:
    staged, table = schema.STAGED[name], schema.METADATA.tables[name]
    columns = [column for column in staged.c if column.name == "operation" or column.name in table.c]
    of_version = staged.c.staging_version == staging_version
    last = connection.scalar(sa.select(sa.func.max(staged.c.line)).where(of_version)) or 0
    for first in range(0, last, ROWS_AT_ONCE):
        within = staged.c.line.between(first + 1, first + ROWS_AT_ONCE)
        yield database.read(connection, sa.select(*columns).where(of_version, within).order_by(staged.c.line))
