"""Brings a published database to the schema of this code.

Belongs here: running the migrations, and the comments that PostgreSQL shows. Does not belong here: what
migrations do (`migrations/versions`), what a comment says (`descriptions.py`, `view_descriptions.py`).
Alembic is imported where it is used: it takes half a second, and most commands migrate nothing.
"""

from pathlib import Path

import sqlalchemy as sa

from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.view_descriptions import comment_views

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(database: Database, revision: str = "head") -> None:
    """Apply all missing migrations in one transaction; does nothing when the schema is current."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with database.transaction() as connection:
        database.lock_changes(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if not database.is_sqlite:
            _comment(connection)
            comment_views(connection)


def _comment(connection: sa.Connection) -> None:
    """Give every table and column its description as a comment, where it has another or none."""
    look = sa.inspect(connection)
    of_tables = {name: comment["text"] for (_, name), comment in look.get_multi_table_comment().items()}
    of_columns = {
        (name, column["name"]): column["comment"]
        for (_, name), columns in look.get_multi_columns().items()
        for column in columns
    }
    for table in schema.METADATA.sorted_tables:
        if table.name in of_tables and of_tables[table.name] != table.comment:
            connection.execute(sa.schema.SetTableComment(table))
        for column in table.columns:
            key = table.name, column.name
            if key in of_columns and of_columns[key] != column.comment:
                connection.execute(sa.schema.SetColumnComment(column))
