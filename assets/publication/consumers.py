"""What each consumer may read: views of its own, and on PostgreSQL a role that can read nothing else.

Belongs here: from the contracts in consumers.yaml to views, roles and grants. Does not belong here: what a
contract says (`tag_rules/consumers.yaml`). DDL runs when a contract changed, never while publishing.

A view shows the current tags of its contract, in its area, never a disputed one; people under 14 only where
the purpose covers them, and whoever is not known to be 14 counts as younger.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from assets.publication import schema
from assets.publication.database import Database
from tag_rules.engine.model import Consumer, RuleSet

ROLE_PREFIX = "consumer_"
_COLUMNS = (
    "tag_code", "value", "origin", "status", "rule_version", "street_code", "committee_code", "valid_from",
    "changed_in",
)  # fmt: skip


class ContractError(ValueError):
    """A consumer's contract asks for what its view cannot show; the message says which and what there is."""


def consumer_views(rule_set: RuleSet) -> dict[str, str]:
    """Return the query of every consumer's views by view name: one for each kind of subject its tags have."""
    subjects = {tag.code: tag.subject for tag in rule_set.tags}
    views = {}
    for consumer in rule_set.consumers:
        for subject in sorted({subjects[code] for code in consumer.tags}):
            codes = [code for code in consumer.tags if subjects[code] == subject]
            under_14 = rule_set.purposes[consumer.purpose].covers_under_14
            views[f"{consumer.name}_{subject}_tag"] = _query(consumer, subject, codes, under_14)
    return views


def _query(consumer: Consumer, subject: str, codes: list[str], under_14: bool) -> str:
    there = (f"{subject}_id", *_COLUMNS)
    strange = [name for name in consumer.columns if name not in there and not name.endswith("_id")]
    if strange or there[0] not in consumer.columns:
        raise ContractError(
            f"consumer {consumer.name}: its {subject} tags have the columns {', '.join(there)};"
            f" it must ask for {there[0]}" + (f" and cannot ask for {', '.join(strange)}" if strange else "")
        )
    columns = ", ".join(f"t.{name}" for name in there if name in consumer.columns)
    conditions = [f"t.tag_code in ({_quoted(codes)})"]
    if consumer.area != "district":
        area = _quoted(consumer.area)
        conditions.append(f"(t.street_code in ({area}) or t.committee_code in ({area}))")
    if subject == "resident" and not under_14:
        conditions.append(
            "exists (select 1 from resident r where r.resident_id = t.resident_id and r.valid_to is null"
            " and not r.is_under_14)"
        )
    return f"select {columns} from {subject}_tag t where {' and '.join(conditions)}"


def _quoted(values: tuple[str, ...] | list[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def provide_views(database: Database, rule_set: RuleSet) -> list[str]:
    """Bring the consumers' views to their contracts; returns those that changed. Grants are kept.

    Nothing is touched while the contracts are as they were, so calling it at every start costs a query.
    """
    wanted, table = consumer_views(rule_set), schema.consumer_view
    with database.transaction() as connection:
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
            for statement in _grants(rule_set, roles):
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
        there = set(connection.scalars(sa.text("select rolname from pg_roles")))
        for role in sorted(wanted - there):
            connection.exec_driver_sql(f'create role "{role}" nologin')
        for statement in _grants(rule_set, wanted):
            connection.exec_driver_sql(statement)
        for table in schema.METADATA.sorted_tables:
            connection.exec_driver_sql(f'alter table "{table.name}" enable row level security')
    return sorted(wanted)


def _grants(rule_set: RuleSet, roles: set[str]) -> Iterator[str]:
    views = consumer_views(rule_set)
    for consumer in rule_set.consumers:
        role = ROLE_PREFIX + consumer.name
        for subject in ("resident", "household", "dwelling", "building", "compound", "committee"):
            view = f"{consumer.name}_{subject}_tag"
            if role in roles and view in views:
                yield f'grant select on "{view}" to "{role}"'
