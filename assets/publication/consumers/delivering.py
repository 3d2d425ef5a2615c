"""What was published is delivered: every contract's copy takes its part of one and the same difference.

Belongs here: going through the contracts in the transaction that publishes, erases or deletes. Does not
belong here: one copy (`copies.py`), bringing places about (`provision.py`).

A copy that is out of step, or whose file its reader has locked, stops nobody: it is left, said to be, and
taken anew by whoever opens the database next.
"""

import logging
from collections.abc import Callable

import sqlalchemy as sa

from assets.publication.consumers.copies import Copy, Occasion, OutOfStepError
from assets.publication.consumers.places import Contract, contracts, left_if_locked, opened
from assets.publication.store.base import Base, read_base
from assets.publication.store.database import Database
from assets.publication.store.staged_lines import StagedLines

_LOG = logging.getLogger(__name__)
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


def taking(lines: StagedLines) -> Act:
    """Every copy takes these lines, of the tables that it has."""

    def act(copy: Copy) -> None:
        for table in lines.tables:
            if table in copy.layout.rows:
                for part in lines.parts(table):
                    copy.take(table, part)

    return act
