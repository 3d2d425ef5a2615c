"""What each consumer may read: views of its own, and on PostgreSQL a role that can read nothing else.

Belongs here: views, roles and grants. Does not belong here: what a contract says
(`tag_rules/consumers.yaml`), the queries (`views.py`), the contract as a file (`contracts.py`).
DDL runs when a contract changed, never while publishing.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from assets.publication.consumers.ledgers import ledger_views
from assets.publication.consumers.views import ConsumerView, consumer_views
from assets.publication.store import schema
from assets.publication.store.database import Database
from tag_rules.engine.model import RuleSet

ROLE_PREFIX = "consumer_"


def provide_views(database: Database, rule_set: RuleSet) -> list[str]:
    """Bring the views of consumers and ledgers to what the rules say; returns those that changed.

    Grants are kept. Nothing is touched while all is as it was: calling it at every start costs a query.
    """
    wanted, table = _queries(database, rule_set), schema.consumer_view
    with database.transaction() as connection:
        database.lock_changes(connection)
        there = {row.view_name: row.query for row in connection.execute(sa.select(table))}
        changed = sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))
        for name in changed:
            if name in there:
                connection.execute(sa.text(f'drop view "{name}"'))
                connection.execute(sa.delete(table).where(table.c.view_name == name))
            if name in wanted:
                # On PostgreSQL a barrier keeps a reader's own functions from seeing rows before the filter.
                barrier = "" if database.is_sqlite else " with (security_barrier)"
                connection.exec_driver_sql(f'create view "{name}"{barrier} as {wanted[name]}')
                connection.execute(sa.insert(table).values(view_name=name, query=wanted[name]))
        if changed and not database.is_sqlite:
            roles = set(connection.scalars(sa.text("select rolname from pg_roles")))
            for statement in _grants(rule_set, _wanted(database, rule_set), roles):
                connection.exec_driver_sql(statement)
    return changed


def provide_roles(database: Database, rule_set: RuleSet) -> list[str]:
    """On PostgreSQL, make a role for each consumer that may read its views and nothing else; returns them.

    Needs the right to create roles. The roles cannot log in: grant them to the logins of the consumer. Base
    tables get row-level security without a policy, so that even a mistaken grant on one shows no row.
    """
    if database.is_sqlite:
        return []
    provide_views(database, rule_set)
    wanted = {ROLE_PREFIX + consumer.name for consumer in rule_set.consumers}
    with database.transaction() as connection:
        database.lock_changes(connection)
        there = set(connection.scalars(sa.text("select rolname from pg_roles")))
        for role in sorted(wanted - there):
            connection.exec_driver_sql(f'create role "{role}" nologin')
        for statement in _grants(rule_set, _wanted(database, rule_set), wanted):
            connection.exec_driver_sql(statement)
        for table in schema.METADATA.sorted_tables:
            connection.exec_driver_sql(f'alter table "{table.name}" enable row level security')
    return sorted(wanted)


def _queries(database: Database, rule_set: RuleSet) -> dict[str, str]:
    """Every view that contracts and ledgers ask for; ledgers are the district's own and granted to nobody."""
    views = {name: view.query for name, view in _wanted(database, rule_set).items()}
    return views | ledger_views(rule_set)


def _wanted(database: Database, rule_set: RuleSet) -> dict[str, ConsumerView]:
    return {view.name: view for view in consumer_views(rule_set, checksums=not database.is_sqlite)}


def _grants(rule_set: RuleSet, views: dict[str, ConsumerView], roles: set[str]) -> Iterator[str]:
    for consumer in rule_set.consumers:
        role = ROLE_PREFIX + consumer.name
        for view in views.values():
            if role in roles and view.consumer in (consumer.name, None):
                yield f'grant select on "{view.name}" to "{role}"'
