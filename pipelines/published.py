"""The published database of a deployment, ready for use.

Belongs here: bringing it to the schema and the consumers' places of this code, when somebody first uses it.
Does not belong here: what they are (`assets/publication`).
"""

from collections.abc import Callable, Iterator
from functools import cache

import dagster as dg

from assets.clock import now, timestamp
from assets.publication.consumers.provision import provide_contracts, provide_ledgers
from assets.publication.crosswalks import bring_crosswalks
from assets.publication.store.database import Database
from assets.publication.store.migrate import migrate
from assets.publication.upkeep.remains import finish
from assets.step_failures import refusals_as_failures
from pipelines.lost_state import refuse_lost_database, refuse_lost_register
from pipelines.settings import Settings
from tag_rules.engine.model import RuleSet
from tag_rules.engine.reading.loader import load_rules


def database_of(settings: Settings, rule_set: RuleSet | None = None) -> Database:
    """The published database, made when there is none, with the schema and the contracts of this code.

    Args:
        rule_set: the rules that say which contracts there are, for whoever has read them already.

    Raises:
        DatabaseLostError: where it would be made beside a register of what was published.
    """
    database = Database(settings.database_url)
    refuse_lost_database(settings.data, database)
    migrate(database)
    rules = rule_set or load_rules(settings.rules)
    provide_ledgers(database, rules)
    if provide_contracts(database, rules, now().date(), timestamp()):
        bring_crosswalks(database, settings.data)
    finish(database)  # what an erasure had to leave because somebody was reading
    return database


def database_resource(settings: Settings, open_database: Callable[[], Database]) -> dg.ResourceDefinition:
    """The published database as what a run is given: opened by the first run of a process that needs it.

    Every run begins by looking whether the register belongs to it.
    """
    opened = cache(open_database)

    def of_run(_context: dg.InitResourceContext) -> Iterator[Database]:
        with refusals_as_failures():
            database = opened()
            refuse_lost_database(settings.data, database)
            refuse_lost_register(settings.data, database)
        yield database
        database.close()

    return dg.ResourceDefinition(of_run, description="The published database, at the schema of this code.")
