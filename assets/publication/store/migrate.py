"""Brings a published database to the schema of this code.

Belongs here: running the migrations. Does not belong here: what they do (`migrations/versions`).
"""

from pathlib import Path

from alembic import command
from alembic.config import Config

from assets.publication.store.database import Database

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(database: Database, revision: str = "head") -> None:
    """Apply all missing migrations in one transaction; does nothing when the schema is current."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with database.transaction() as connection:
        database.lock_changes(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
