from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from assets.publication.store import schema
from assets.publication.store.database import Database
from assets.publication.store.descriptions import description
from assets.publication.store.migrate import SCRIPTS, migrate

REVISIONS = [step.revision for step in ScriptDirectory(str(SCRIPTS)).walk_revisions()]


def _shape(database: Database) -> dict[str, Any]:
    """All tables, columns, keys, indexes and views there are."""
    look = sa.inspect(database.engine)
    # Of all tables at once: asked table by table, the looking takes longer than the migrating.
    columns, keys, indexes = (
        look.get_multi_columns(),
        look.get_multi_pk_constraint(),
        look.get_multi_indexes(),
    )
    return {
        "tables": {
            table[1]: (
                [(column["name"], str(column["type"]), column["nullable"]) for column in found],
                keys[table]["constrained_columns"],
                sorted(map(_plain, indexes[table])),
            )
            for table, found in columns.items()
        },
        "views": {name: look.get_view_definition(name) for name in look.get_view_names()},
    }


def _plain(index: Mapping[str, Any]) -> tuple[str, ...]:
    """An index as texts: SQLAlchemy gives conditions as objects that equal only themselves."""
    conditions = {name: str(value) for name, value in index["dialect_options"].items()}
    return str(index["name"]), str(index["column_names"]), str(index["unique"]), str(conditions)


def _migrate_down(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with database.transaction() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_the_migrated_database_is_what_the_code_says(database) -> None:
    with database.transaction() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.METADATA) == []


def test_index_conditions_are_what_the_code_says(database) -> None:
    """Alembic compares indexes without their conditions, on which both uniqueness rules depend."""
    look = sa.inspect(database.engine)
    for table in schema.METADATA.sorted_tables:
        wanted = {index.name: bool(index.unique) for index in table.indexes}
        found = {index["name"]: bool(index["unique"]) for index in look.get_indexes(table.name)}
        assert found == wanted
        kind = database.url.get_backend_name()
        conditions = {index.name: str(index.dialect_options[kind]["where"]) for index in table.indexes}
        for index in look.get_indexes(table.name):
            condition = str(index.get("dialect_options", {}).get(f"{kind}_where"))
            assert condition.strip("()").lower() == conditions[index["name"]].lower()
            assert ("valid_to is null" in condition.lower()) == str(index["name"]).endswith("_current")


def test_every_revision_leads_to_the_same_database(database) -> None:
    whole = _shape(database)
    for revision in [*REVISIONS[1:], "base"]:
        _migrate_down(database, revision)
        assert _shape(database) != whole
        migrate(database)
        assert _shape(database) == whole, revision


def test_each_migration_goes_up_alone(database) -> None:
    whole = _shape(database)
    _migrate_down(database, "base")
    assert set(_shape(database)["tables"]) == {"alembic_version"}
    for revision in reversed(REVISIONS):
        migrate(database, revision)
    assert _shape(database) == whole


def test_migrations_only_add(database) -> None:
    """An older reader keeps working: every column stays at its place and of its type, and every view."""
    _migrate_down(database, "base")
    earlier: dict[str, Any] = {"tables": {}, "views": {}}
    for revision in reversed(REVISIONS):
        migrate(database, revision)
        shape = _shape(database)
        for name, (columns, key, _) in earlier["tables"].items():
            assert shape["tables"][name][0][: len(columns)] == columns, (revision, name)
            assert shape["tables"][name][1] == key
        assert set(earlier["views"]) <= set(shape["views"])
        earlier = shape


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_column_says_what_it_means_on_postgresql(database) -> None:
    columns = sa.inspect(database.engine).get_columns("tag_statistic")
    assert {column["name"]: column["comment"] for column in columns} == {
        column.name: description("tag_statistic", column.name) for column in schema.tag_statistic.c
    }


def test_migrating_again_changes_nothing(database) -> None:
    whole = _shape(database)
    migrate(database)
    assert _shape(database) == whole


def test_a_migration_that_fails_leaves_nothing_behind(database) -> None:
    _migrate_down(database, "base")
    with database.transaction() as connection:
        connection.execute(sa.text("create table tagged_resident (in_the_way text)"))
    before = _shape(database)
    with pytest.raises(sa.exc.DBAPIError):
        migrate(database)
    assert _shape(database) == before
