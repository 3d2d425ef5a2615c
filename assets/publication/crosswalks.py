"""The crosswalks of contracts from the register: what publication and commands both bring up to date.

Belongs here: reading the register and the mappings for it. Does not belong here: the rows
(`consumers/crosswalk.py`).
"""

from assets.intake.mappings.loading import MAPPINGS, load_mappings
from assets.paths import DataPaths
from assets.publication.consumers.crosswalk import CODES, keep_crosswalks
from assets.publication.consumers.places import contracts
from assets.publication.store.database import Database
from assets.registry.identity.register import current_codes
from assets.registry.identity.register_store import read_register


def bring_crosswalks(database: Database, paths: DataPaths) -> dict[str, int]:
    """Bring the crosswalks of entitled contracts to the register; returns the rows by consumer."""
    with database.transaction() as connection:
        if not any(each.terms.way_back for each in contracts(connection)):
            return {}
    sources = load_mappings(paths.mappings or MAPPINGS)
    systems = {
        kind: {source.system for source in sources.values() if source.table == table}
        for kind, (table, _) in CODES.items()
    }
    register = read_register(paths.register, paths.register_rows)
    return keep_crosswalks(database, current_codes(register), systems)
