"""Whether identity register and published database belong together, before anything goes on with them.

Belongs here: refusing where one of the two is lost, or older than the other knows it. Does not belong here:
reading either (`assets/registry/identity`, `assets/publication/store/known_ids.py`), restoring
(`pipelines/upkeep/backup.py`).
"""

from assets.paths import DataPaths
from assets.publication.store.database import Database
from assets.publication.store.known_ids import is_anything_published, published_ids
from assets.registry.identity.pending_acts import known_highest
from assets.registry.identity.register_store import (
    FILE,
    RegisterLostError,
    knows_anybody,
    only_registrar,
)
from tag_rules.engine.errors import RefusedError


class DatabaseLostError(RefusedError):
    """Nothing is published, and the register knows ids that have been; the message says what to restore."""


def refuse_lost_database(paths: DataPaths, database: Database) -> None:
    """Raise DatabaseLostError when nothing is published beside a register that has acts of published dates.

    Nothing is made or changed: a database that is not there stays so.
    """
    if knows_anybody(paths.register) and not is_anything_published(database):
        name = database.url.render_as_string(hide_password=True)
        raise DatabaseLostError(
            f"发布数据库丢失或为空，请从备份恢复 nothing is published in {name}, but the identity register"
            f" ({paths.register / FILE}) knows ids that were: the database is lost, or TAGGING_DATABASE_URL"
            " names another one. Name the right one, or restore the backup: tagging restore <folder>, into an"
            " empty data folder. To begin anew, take a new data folder; the ids will be others then"
        )


def refuse_lost_register(paths: DataPaths, database: Database) -> None:
    """Raise RegisterLostError when the database has ids that the register does not know.

    It would give them again, to somebody else.
    """
    published = published_ids(database)  # first: what it has, the register or its waiting acts have since
    with only_registrar(paths.register, "a look at the register"):
        known = known_highest(paths.register, paths.register_rows, published.dates)
    unknown = {
        subject: highest for subject, highest in published.highest.items() if highest > known.get(subject, 0)
    }
    if unknown:
        seen = ", ".join(f"{kind} {known.get(kind, 0)} < {highest}" for kind, highest in unknown.items())
        raise RegisterLostError(
            f"身份登记簿丢失或过旧，请从备份恢复 the identity register ({paths.register / FILE}) is lost or"
            f" older than what is published: highest ids known and published: {seen}. Going on, it would give"
            " ids again that are already somebody else's. Restore the register from its backup; where none"
            " is so new, restore register and database of one backup together, tagging restore <folder>, and"
            " run the dates since then again"
        )
