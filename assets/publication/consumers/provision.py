"""Brings every contract's place to what the rules say: made, taken anew, or ended.

Belongs here: which places there are, filling one, recording grants and requests; the views of ledgers. Does
not belong here: following publications (`delivering.py`), roles (`roles.py`).

A contract that changed is taken anew. On PostgreSQL it gets a new schema and the old one is renamed, closed
to everybody and dropped: a reader's open transaction holds up the dropping, and nothing else.
"""

import logging
import secrets
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from assets.publication.consumers.copies import ROWS_AT_ONCE, Copy, Occasion
from assets.publication.consumers.layout import views
from assets.publication.consumers.ledgers import ledger_views
from assets.publication.consumers.own_sets import SETS
from assets.publication.consumers.places import (
    PREFIX,
    Contract,
    contracts,
    file_of,
    left_if_locked,
    opened,
    schema_of,
)
from assets.publication.consumers.terms import Terms, terms_of
from assets.publication.store import schema
from assets.publication.store.base import Base, read_base
from assets.publication.store.database import Database
from assets.publication.store.view_descriptions import comment_views
from tag_rules.engine.model import RuleSet

_LOG = logging.getLogger(__name__)
_OLD = "~"
"""Between the name of a place that is to be dropped and its number: in no consumer's name."""


def provide_contracts(database: Database, rule_set: RuleSet, today: date, now: str) -> list[str]:
    """Bring every place to its contract's terms on a day; returns the consumers whose copy was taken anew.

    Nothing is touched while all is as it was: calling it at every start costs some queries.
    """
    wanted = {consumer.name: terms_of(rule_set, consumer, today) for consumer in rule_set.consumers}
    _keep_requests(database, rule_set)
    anew = []
    if not _is_provided(database, wanted):
        with database.transaction() as connection:
            database.lock_changes(connection)
            database.lock_publishing(connection)
            base = read_base(connection)
            legal = {each.name: each.way_back.legal_basis for each in rule_set.consumers if each.way_back}
            for contract in _agreed(connection, wanted, legal, now):
                if _take_anew(database, connection, contract, base, now):
                    anew.append(contract.terms.name)
            ended = _ended(connection, set(wanted), now)
            for name in ended:
                _close(database, connection, name)
    _drop_closed(database)
    return anew


def provide_ledgers(database: Database, rule_set: RuleSet) -> list[str]:
    """Bring the views of ledgers to what the rules say; returns those that changed."""
    wanted, table = ledger_views(rule_set), schema.consumer_view
    with database.transaction() as connection:
        database.lock_changes(connection)
        there = {row.view_name: row.query for row in connection.execute(sa.select(table))}
        changed = sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))
        for name in changed:
            if name in there:
                connection.execute(sa.text(f'drop view "{name}"'))
                connection.execute(sa.delete(table).where(table.c.view_name == name))
            if name in wanted:
                connection.exec_driver_sql(f'create view "{name}" as {wanted[name]}')
                connection.execute(sa.insert(table).values(view_name=name, query=wanted[name]))
        if changed and not database.is_sqlite:
            comment_views(connection)
    return changed


def grant(connection: sa.Connection, copy: Copy) -> None:
    """Let a contract's role, where there is one, read its place and nothing else of it.

    Tables are granted by their columns: `xmin` and `cmin`, which a grant on a table includes, count the
    statements and transactions that wrote for others. `ctid` counts its own rows alone.
    """
    role = PREFIX + copy.terms.name
    if not connection.scalar(sa.text("select 1 from pg_roles where rolname = :role"), {"role": role}):
        return
    place = copy.layout.metadata.schema
    connection.exec_driver_sql(f'grant usage on schema "{place}" to "{role}"')
    for table in copy.layout.given:
        columns, named = ", ".join(f'"{column.name}"' for column in table.c), f'"{place}"."{table.name}"'
        connection.exec_driver_sql(f'revoke all on {named} from "{role}"')
        connection.exec_driver_sql(f'grant select ({columns}, ctid) on {named} to "{role}"')
    for view in views(copy.terms):
        connection.exec_driver_sql(f'grant select on "{place}"."{view}" to "{role}"')


def _is_provided(database: Database, wanted: Mapping[str, Terms]) -> bool:
    with database.transaction() as connection:
        there, base = contracts(connection), read_base(connection)
        if {each.terms.name: each.terms for each in there} != dict(wanted):
            return False
        for contract in there:
            if database.is_sqlite and not file_of(database, contract.terms.name).exists():
                return False
            with (
                left_if_locked(database, contract.terms.name),
                opened(database, connection, contract) as copy,
            ):
                if not copy.is_at(base):
                    return False
    return True


def _agreed(
    connection: sa.Connection, wanted: Mapping[str, Terms], legal: Mapping[str, str], now: str
) -> list[Contract]:
    """Record the terms of every contract; a key stays as long as there is a row of it."""
    table, agreed = schema.consumer_contract, []
    there = {row.consumer: row for row in connection.execute(sa.select(table))}
    for name, terms in wanted.items():
        key = there[name].key if name in there else secrets.token_hex(32)
        agreed.append(Contract(terms, bytes.fromhex(key)))
        if name not in there:
            connection.execute(sa.insert(table).values(consumer=name, key=key, terms=terms.text))
        elif there[name].terms != terms.text:
            connection.execute(sa.update(table).where(table.c.consumer == name).values(terms=terms.text))
        if name not in there or there[name].terms != terms.text:
            _record(connection, name, terms.text, legal.get(name), now)
    return agreed


def _ended(connection: sa.Connection, wanted: set[str], now: str) -> list[str]:
    table = schema.consumer_contract
    names = [each.terms.name for each in contracts(connection) if each.terms.name not in wanted]
    for name in names:
        connection.execute(sa.update(table).where(table.c.consumer == name).values(terms=""))
        _record(connection, name, "", None, now)
    return names


def _record(connection: sa.Connection, name: str, terms: str, legal_basis: str | None, now: str) -> None:
    given = schema.consumer_grant
    same_moment = sa.and_(given.c.consumer == name, given.c.granted_at == now)
    connection.execute(sa.delete(given).where(same_moment))
    connection.execute(
        sa.insert(given).values(consumer=name, granted_at=now, terms=terms, legal_basis=legal_basis)
    )


def _take_anew(
    database: Database, connection: sa.Connection, contract: Contract, base: Base, now: str
) -> bool:
    """Make a place and fill it, unless it is as it should be; a file that somebody locks is left."""
    with left_if_locked(database, contract.terms.name), opened(database, connection, contract) as copy:
        if copy.is_at(base):
            return False
        last = _last_delivery(copy)
        if database.is_sqlite:
            _empty(copy)
        else:
            _close(database, connection, contract.terms.name)
            connection.exec_driver_sql(f'create schema "{copy.layout.metadata.schema}"')
        copy.layout.metadata.create_all(copy.connection)
        if not database.is_sqlite:
            # What the planner keeps as examples of a table stays when its last row is erased.
            named = f'"{copy.layout.metadata.schema}".crosswalk'
            copy.connection.exec_driver_sql(f"alter table {named} alter column code set statistics 0")
        _fill(database, connection, copy, base, last, now)
        return True
    return False


def _fill(database: Database, connection: sa.Connection, copy: Copy, base: Base, last: int, now: str) -> None:
    newest = max(base.content, default=None)
    copy.begin(Occasion("anew", newest, now), last)
    for name in copy.terms.tables:
        table = schema.METADATA.tables[name]
        query = sa.select(*table.c)
        if "valid_to" in table.c and not copy.terms.history:
            query = query.where(table.c.valid_to.is_(None))
        if "tag_code" in table.c:
            query = query.where(table.c.tag_code.in_([*copy.terms.tags, *copy.terms.labels]))
        # The contract's sets are those that its own rows name.
        parts = [] if name == SETS else database.parts(connection, query, ROWS_AT_ONCE)
        copy.fill(name, parts)
    copy.keep_sets()
    _make_views(copy)
    if not database.is_sqlite:
        grant(connection, copy)
    copy.note(base)


def _make_views(copy: Copy) -> None:
    place = copy.layout.metadata.schema
    if place is not None:
        before = copy.connection.scalar(sa.text("show search_path"))
        copy.connection.exec_driver_sql(f'set local search_path to "{place}"')
    for name, query in views(copy.terms).items():
        copy.connection.exec_driver_sql(f'create view "{name}" as {query}')
    if place is not None:
        copy.connection.exec_driver_sql(f"set local search_path to {before}")
        comment_views(copy.connection, place)


def _last_delivery(copy: Copy) -> int:
    """The number of the last delivery of a place, 0 of a new one: numbers go on when it is taken anew."""
    delivery = copy.layout.delivery
    if not sa.inspect(copy.connection).has_table(delivery.name, schema=delivery.schema):
        return 0
    return copy.connection.scalar(sa.select(sa.func.max(delivery.c.delivery_id))) or 0


def _empty(copy: Copy) -> None:
    """Drop whatever an SQLite place has."""
    look = sa.inspect(copy.connection)
    for kind, names in (("view", look.get_view_names()), ("table", look.get_table_names())):
        for name in names:
            copy.connection.exec_driver_sql(f'drop {kind} "{name}"')


def _close(database: Database, connection: sa.Connection, name: str) -> None:
    """Take a consumer's place out of everybody's sight at once; what held it open may last."""
    place = schema_of(database, name)
    if place is None:
        return  # its file goes with `_drop_closed`
    look = sa.inspect(connection)
    there = set(look.get_schema_names())
    if place in there:
        number = 1
        while f"{place}{_OLD}{number}" in there:
            number += 1
        old = f"{place}{_OLD}{number}"
        connection.exec_driver_sql(f'alter schema "{place}" rename to "{old}"')
        if connection.scalar(sa.text("select 1 from pg_roles where rolname = :role"), {"role": place}):
            connection.exec_driver_sql(f'revoke all on schema "{old}" from "{place}"')


def _drop_closed(database: Database) -> None:
    """Drop what was closed, unless a reader still holds it: then it goes next time."""
    if database.is_sqlite:
        with database.transaction() as connection:
            there = {each.terms.name for each in contracts(connection)}
        folder = file_of(database, "any").parent
        for path in folder.glob("*.db*"):
            if path.name.split(".")[0] not in there:
                path.unlink(missing_ok=True)
        return
    with database.transaction() as connection:
        names = [name for name in sa.inspect(connection).get_schema_names() if _OLD in name]
    for name in names:
        try:
            with database.transaction() as connection:
                connection.exec_driver_sql("set local lock_timeout = 1000")
                connection.exec_driver_sql(f'drop schema if exists "{name}" cascade')
        except sa.exc.OperationalError:
            _LOG.warning("a reader still holds the closed place %s: it is dropped next time", name)


def _keep_requests(database: Database, rule_set: RuleSet) -> None:
    """The table of requests and approvals as the rules have it."""
    table = schema.consumer_request
    wanted = [{column.name: getattr(each, column.name) for column in table.c} for each in rule_set.approvals]
    with database.transaction() as connection:
        database.lock_changes(connection)
        there = [dict(row._mapping) for row in connection.execute(sa.select(table))]
        if sorted(map(repr, there)) != sorted(map(repr, wanted)):
            connection.execute(sa.delete(table))
            if wanted:
                connection.execute(sa.insert(table), wanted)
