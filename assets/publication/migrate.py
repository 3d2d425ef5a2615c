"""Brings a published database to the schema of this code.

Belongs here: running the migrations, and that only one process at a time changes tables or views. Does not
belong here: what they do (`migrations/versions`).
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from assets.publication.database import Database

SCRIPTS = Path(__file__).parent / "migrations"
# Any number that no other program locks in the same database.
_LOCK = 7_226_001


def migrate(database: Database, revision: str = "head") -> None:
    """Apply all missing migrations in one transaction; does nothing when the schema is current."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with database.transaction() as connection:
        change_alone(database, connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def change_alone(database: Database, connection: sa.Connection) -> None:
    """Wait until no other transaction that called this goes on: each then sees what the one before made.

    SQLite needs nothing: BEGIN IMMEDIATE has already made this the only writer.
    """
    if not database.is_sqlite:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
