"""The published database of a deployment, ready for use.

Belongs here: bringing it to the schema and the consumers' views of this code. Does not belong here: what they
are (`assets/publication`).
"""

from assets.publication.consumers.roles import provide_views
from assets.publication.store.database import Database
from assets.publication.store.migrate import migrate
from pipelines.settings import Settings
from tag_rules.engine.loader import load_rules


def database_of(settings: Settings) -> Database:
    """The published database, made when there is none, at the schema and with the views of this code."""
    database = Database(settings.database_url)
    migrate(database)
    provide_views(database, load_rules(settings.rules))
    return database
