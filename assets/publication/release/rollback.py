"""Taking back what was published last: a new publication that ends in the tables of the one before.

Belongs here: which content a rollback brings back. Does not belong here: staging and publishing, which are as
for every other content. Nothing is ever deleted from the record or the feed.
"""

from pathlib import Path

import sqlalchemy as sa

from assets.publication.release.gate import CheckResult, decide, override
from assets.publication.release.publish import PublicationRefusedError, Published, publish
from assets.publication.release.staging import WITHDRAWN, published_before, stage
from assets.publication.store import schema
from assets.publication.store.database import Database
from tag_rules.engine.errors import RefusedError

# Taking back is a person's decision: this check never passes by itself, and `override` records who and why.
NEEDS_A_PERSON = CheckResult("publication", "rollback_needs_a_person", "critical", False, None)


def roll_back(database: Database, snapshots: Path, by: str, reason: str, now: str) -> Published:
    """Bring back what was live before the newest publication, on a named person's word; returns what it did.

    The snapshot date of that publication gets the content it had before, or is taken out of history when it
    had none. Rolling back twice ends where it began.

    Raises:
        PublicationRefusedError: there is nothing to take back.
        RefusedError: a person or a reason is missing.

    """
    if not by.strip() or not reason.strip():
        raise RefusedError("撤回须写明何人、何故 a rollback needs a person (--by) and a reason (--reason)")
    version = schema.staged_version.c
    with database.transaction() as connection:
        newest = connection.execute(
            sa.select(schema.staged_version)
            .where(version.publication_id.is_not(None))
            .order_by(version.publication_id.desc())
            .limit(1)
        ).one_or_none()
        if newest is None:
            raise PublicationRefusedError(
                "尚未发布，没有可撤回的 nothing is published: there is nothing to take back"
            )
        earlier = published_before(connection, newest.snapshot_date, newest.staging_version)
    content = earlier.snapshot_hash if earlier else WITHDRAWN
    rules = earlier.rule_set_version if earlier else newest.rule_set_version
    staged = stage(database, snapshots, newest.snapshot_date, content, rules, now)
    decide(database, staged.staging_version, [NEEDS_A_PERSON], now)
    override(database, staged.staging_version, by, reason)
    return publish(database, newest.snapshot_date, f"rollback of publication {newest.publication_id}", now)
