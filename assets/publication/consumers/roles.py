"""Roles of consumers on PostgreSQL, and what nobody but the owner may ask the server.

Belongs here: roles, closing the server's own counts and statistics. Does not belong here: places and what is
granted of each (`provision.py`).

What a consumer may not see must not be told by counts either: PostgreSQL tells everybody how many rows every
table has, how many were written, how large it is, which tables are locked just now and which files were
written anew, as an erasure does. These go; names and columns, which clients need, stay.
"""

import sqlalchemy as sa

from assets.publication.consumers.places import PREFIX, contracts, opened
from assets.publication.consumers.provision import grant
from assets.publication.store import schema
from assets.publication.store.database import Database

_COUNTS = (
    "reltuples", "relpages", "relallvisible", "relallfrozen", "relfilenode", "relfrozenxid", "relminmxid"
)  # fmt: skip
"""Columns of pg_class that say how much a table holds, and when its file was written anew."""
_TELLING = (
    r"^(pg_(stat_get_|stat_have|.*_size$|current_wal|last_wal|advisory_|try_advisory_|export_snapshot"
    r"|control_|lock_status|relation_file|filenode_|current_snapshot|current_xact|snapshot_x|xact_status"
    r"|logical_emit|blocking_pids|safe_snapshot|isolation_test)|txid_|lo_(creat|create|from_bytea)$)"
)
"""Functions that tell how much, where or when others write, lock what others wait for, or leave something."""
_TOLD = sa.text(
    "select oid::regprocedure::text from pg_proc where pronamespace = 'pg_catalog'::regnamespace"
    " and prokind = 'f' and proname ~ :telling and not proname = any(:harmless)"
    " and has_function_privilege('public', oid, 'execute')"
)
"""Those of them that every login may call."""
_HARMLESS = (
    "pg_column_size", "pg_size_bytes", "pg_stat_get_activity", "pg_stat_get_backend_idset",
)  # fmt: skip


def provide_roles(database: Database) -> list[str]:
    """On PostgreSQL, make a role for each contract in force that may read its place alone; returns them.

    Needs the right to create roles; to close the server's counts, a superuser's. The roles cannot log in:
    grant them to the logins of the consumer. Base tables get row-level security without a policy, so that
    even a mistaken grant on one shows no row.
    """
    if database.is_sqlite:
        return []
    with database.transaction() as connection:
        database.lock_changes(connection)
        there = set(connection.scalars(sa.text("select rolname from pg_roles")))
        roles = []
        for contract in contracts(connection):
            role = PREFIX + contract.terms.name
            if role not in there:
                connection.exec_driver_sql(f'create role "{role}" nologin')
            with opened(database, connection, contract) as copy:
                grant(connection, copy)
            roles.append(role)
        for table in schema.METADATA.sorted_tables:
            connection.exec_driver_sql(f'alter table "{table.name}" enable row level security')
        _close_counts(connection)
    return sorted(roles)


def is_closed(database: Database) -> bool:
    """Whether this database's counts are told to nobody but its owner and superusers."""
    if database.is_sqlite:
        return True
    with database.transaction() as connection:
        return _is_closed(connection)


def _is_closed(connection: sa.Connection) -> bool:
    told = "select has_column_privilege('public', 'pg_catalog.pg_class', :column, 'select')"
    may_create = "select has_schema_privilege('public', 'public', 'create')"
    return not (
        any(connection.scalar(sa.text(told), {"column": name}) for name in _COUNTS)
        or _told_functions(connection)
        or connection.scalar(sa.text(may_create))
    )


def _told_functions(connection: sa.Connection) -> list[str]:
    named = {"telling": _TELLING, "harmless": list(_HARMLESS)}
    return [*connection.scalars(_TOLD, named)]


def _close_counts(connection: sa.Connection) -> None:
    """Take counts and statistics of this database from everybody; without the right to, nothing happens."""
    is_superuser = connection.scalar(sa.text("select rolsuper from pg_roles where rolname = current_user"))
    if not is_superuser or _is_closed(connection):
        return
    columns = connection.scalars(
        sa.text(
            "select attname from pg_attribute where attrelid = 'pg_catalog.pg_class'::regclass and"
            " attnum > 0 and not attisdropped"
        )
    )
    shown = ", ".join(f'"{name}"' for name in columns if name not in _COUNTS)
    connection.exec_driver_sql("revoke select on pg_catalog.pg_class from public")
    connection.exec_driver_sql(f"grant select ({shown}) on pg_catalog.pg_class to public")
    database = connection.scalar(sa.text("select current_database()"))
    owner = connection.scalar(
        sa.text("select datdba::regrole::text from pg_database where datname = current_database()")
    )
    for function in _told_functions(connection):
        connection.exec_driver_sql(f"revoke execute on function {function} from public")
        # Who publishes asks some of them, and need not be a superuser.
        connection.exec_driver_sql(f"grant execute on function {function} to {owner}")
    views = connection.scalars(
        sa.text(
            "select viewname from pg_views where schemaname = 'pg_catalog' and viewname ~ '^pg_stat(io)?_'"
        )
    ).all()
    for view in views:
        if view != "pg_stat_activity":
            connection.exec_driver_sql(f'revoke select on pg_catalog."{view}" from public')
    connection.exec_driver_sql(f'revoke temporary on database "{database}" from public')
    # Whoever may create there (everybody, in a database made before PostgreSQL 15) could put a function or
    # operator in the place of one that we call.
    connection.exec_driver_sql("revoke create on schema public from public")
    connection.exec_driver_sql(f"grant create on schema public to {owner}")
