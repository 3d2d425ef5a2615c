"""Every table, view and column that somebody may ask has its description, and the contract tells of each."""

import pytest
import sqlalchemy as sa

from assets.publication.consumers.contracts import data_contract
from assets.publication.consumers.places import file_of, schema_of
from assets.publication.consumers.provision import provide_contracts, provide_ledgers
from assets.publication.store.database import Database
from tests.assets.publication.consumers.example_contracts import example_rules
from tests.assets.publication.consumers.places import NOW, TODAY

PLATFORM = "all_elements_platform"
_OURS = {"alembic_version", "alembic_version.version_num", "in_step", "in_step.mark"}


def _columns(database: Database, consumer: str) -> dict[str, list[str]]:
    """By table and view of a place its columns."""
    place = schema_of(database, consumer)
    own = database if place else Database(f"sqlite:///{file_of(database, consumer)}")
    with own.transaction() as connection:
        look = sa.inspect(connection)
        names = [*look.get_table_names(place), *look.get_view_names(place)]
        found = {name: [each["name"] for each in look.get_columns(name, place)] for name in names}
    if own is not database:
        own.close()
    return found


def test_a_contract_tells_every_table_and_view_with_its_columns(database, tmp_path) -> None:
    rules = example_rules(tmp_path)
    provide_contracts(database, rules, TODAY, NOW)
    for consumer in rules.consumers:
        contract = data_contract(rules, consumer, database.url, TODAY)
        told = {each["name"]: [one["name"] for one in each["properties"]] for each in contract["schema"]}
        there = _columns(database, consumer.name)
        del there["in_step"]
        if consumer.way_back is None:
            del there["crosswalk"]
        assert told == there
        assert all(one["description"] for each in contract["schema"] for one in each["properties"])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_says_of_each_what_it_is(database, tmp_path) -> None:
    rules = example_rules(tmp_path)
    provide_ledgers(database, rules)
    provide_contracts(database, rules, TODAY, NOW)
    query = (
        "select relname from pg_class where relkind in ('r', 'v') and relnamespace = any(:places)"
        " and obj_description(oid, 'pg_class') is null union all select relname || '.' || attname"
        " from pg_class join pg_attribute on attrelid = pg_class.oid where relkind in ('r', 'v')"
        " and relnamespace = any(:places) and attnum > 0 and not attisdropped"
        " and col_description(attrelid, attnum) is null"
    )
    places = "select oid from pg_namespace where nspname in ('public', :platform)"
    with database.transaction() as connection:
        oids = connection.scalars(sa.text(places), {"platform": schema_of(database, PLATFORM)}).all()
        silent = connection.scalars(sa.text(query), {"places": oids}).all()
    assert set(silent) == _OURS
