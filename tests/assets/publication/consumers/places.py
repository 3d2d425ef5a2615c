"""A contract's place as its consumer has it, on either kind of database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from assets.publication.consumers.places import file_of, schema_of
from assets.publication.consumers.provision import provide_contracts
from assets.publication.store.database import Database
from tag_rules.engine.model import Consumer, RuleSet
from tests.shipped import shipped_rules

RULES = shipped_rules()
LISTS = next(consumer for consumer in RULES.consumers if consumer.name == "elder_visit_lists")
TODAY, NOW = date(2024, 3, 5), "2024-03-05T02:00:00+08:00"
Row = tuple[object, ...]


def with_consumers(*consumers: Consumer) -> RuleSet:
    """The shipped rules with these contracts alone."""
    return replace(RULES, consumers=consumers)


def like_lists(**differs: object) -> Consumer:
    """The contract of the visit lists, but for these fields."""
    return LISTS.model_copy(update=differs)


def provide(database: Database, *consumers: Consumer) -> list[str]:
    """Bring the places of these contracts about."""
    return provide_contracts(database, with_consumers(*consumers), TODAY, NOW)


def read(database: Database, consumer: str, query: str) -> list[Row]:
    """The rows of a query in a contract's place."""
    place = schema_of(database, consumer)
    own = database if place else Database(f"sqlite:///{file_of(database, consumer)}")
    with own.transaction() as connection:
        if place:
            connection.execute(sa.text(f'set local search_path to "{place}"'))
        rows = [tuple(row) for row in connection.execute(sa.text(query))]
    if own is not database:
        own.close()
    return rows


class Follower:
    """A copy that a consumer keeps by reading nothing but its place: rows by key, of one table."""

    def __init__(self, database: Database, consumer: str, table: str, key: tuple[str, ...]) -> None:
        self.database, self.consumer, self.table, self.key = database, consumer, table, key
        self.columns = [
            name
            for (name,) in self._read(
                f"select name from pragma_table_info('{table}')"
                if database.is_sqlite
                else "select attname from pg_attribute where attnum > 0 and not attisdropped and attrelid ="
                f" '\"{schema_of(database, consumer)}\".{table}'::regclass order by attnum"
            )
        ]
        self.rows: dict[Row, Row] = {}
        self.seen = 0

    def _read(self, query: str) -> list[Row]:
        return read(self.database, self.consumer, query)

    @property
    def names(self) -> str:
        return ", ".join(self.columns)

    def shown(self) -> list[Row]:
        """The table as it is."""
        return sorted(self._read(f"select {self.names} from {self.table}"), key=repr)

    def take(self) -> None:
        """Take the table anew."""
        self.rows = {self._key(row): row for row in self.shown()}
        self.seen = self._newest()

    def follow(self) -> None:
        """Apply the lines of all deliveries not seen yet, or take the table anew where one says so."""
        anew = self._read(f"select 1 from delivery where delivery_id > {self.seen} and cause = 'anew'")
        if anew:
            return self.take()
        lines = self._read(
            f"select operation, {self.names} from {self.table}_change where delivery_id > {self.seen}"
            " order by delivery_id, sequence"
        )
        for operation, *row in lines:
            self.rows.pop(self._key(tuple(row)), None)
            if operation == "insert":
                self.rows[self._key(tuple(row))] = tuple(row)
        self.seen = self._newest()
        return None

    def copy(self) -> list[Row]:
        return sorted(self.rows.values(), key=repr)

    def _newest(self) -> int:
        newest = self._read("select max(delivery_id) from delivery")[0][0] or 0
        assert isinstance(newest, int)
        return newest

    def _key(self, row: Row) -> Row:
        named: Mapping[str, object] = dict(zip(self.columns, row, strict=True))
        return tuple(named[name] for name in self.key)
