"""Runs migrations on the connection that `migrate.py` hands over.

Belongs here: the link between Alembic and our schema. Does not belong here: a URL or any setting.
"""

from alembic import context

from assets.publication.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
