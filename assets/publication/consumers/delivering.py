"""What was published is delivered: every contract's copy takes its part of one and the same difference.

Belongs here: going through the contracts in the transaction that publishes, erases or deletes. Does not
belong here: one copy (`copies.py`), bringing places about (`provision.py`).

A copy that is out of step, or whose file its reader has locked, stops nobody: it is left, said to be, and
taken anew by whoever opens the database next.
"""

import logging
from collections.abc import Callable, Iterator

import polars as pl
import sqlalchemy as sa

from assets.publication.consumers.copies import ROWS_AT_ONCE, Copy, Occasion, OutOfStepError
from assets.publication.consumers.places import Contract, contracts, left_if_locked, opened
from assets.publication.store import schema
from assets.publication.store.base import Base, read_base
from assets.publication.store.database import Database

_LOG = logging.getLogger(__name__)
# Of one table so many parts are kept for the contracts after the first, the lines of an ordinary night.
_FEW_PARTS = 5
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
            raise OutOfStepError("another moment")
        copy.begin(occasion)
        with copy.connection.begin_nested():
            act(copy)
            copy.keep_sets()
            copy.note(after)
        return copy.removed


def lines_of(database: Database, connection: sa.Connection, staging_version: int, tables: list[str]) -> Act:
    """Every copy takes the staged lines of these tables, which are read once as long as they are few."""
    few: dict[str, list[pl.DataFrame]] = {}

    def lines(name: str) -> Iterator[pl.DataFrame]:
        if name in few:
            yield from few[name]
            return
        parts: list[pl.DataFrame] = []
        for number, part in enumerate(_read(database, connection, staging_version, name)):
            parts = [*parts, part] if number < _FEW_PARTS else []
            yield part
        if parts:
            few[name] = parts

    def act(copy: Copy) -> None:
        for name in tables:
            if name in copy.layout.rows:
                for part in lines(name):
                    copy.take(name, part)

    return act


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
