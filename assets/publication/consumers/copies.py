"""A contract's copy: taken anew, kept in step by lines of a difference, and forgetting people.

Belongs here: what is written into one contract's place. Does not belong here: which rows (`shown_rows.py`),
which contracts there are and when (`delivering.py`, `provision.py`).

A mark says to what exactly a copy was last brought: terms, publication and contents. Lines are taken only by
a copy whose mark is that of the moment before them; any other is taken anew, whatever brought it out of step.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl
import sqlalchemy as sa

from assets.publication.consumers.contract_ids import BY_SUBJECT, OwnIds
from assets.publication.consumers.layout import Layout
from assets.publication.consumers.own_sets import SET, SETS, UNDECIDED, OwnSets
from assets.publication.consumers.shown_rows import checksum, shown
from assets.publication.consumers.terms import Terms, key_of
from assets.publication.store import schema
from assets.publication.store.base import Base
from assets.publication.store.database import Database

ROWS_AT_ONCE = 200_000
# How copies are laid down; one of another form is taken anew.
_FORM = 5
_MODULUS = 2**60


class OutOfStepError(Exception):
    """A copy does not have the rows that are to be replaced: it is taken anew."""


@dataclass(frozen=True)
class Occasion:
    """Why something is delivered: `cause` publication, anew, erasure or retention; of which date; when."""

    cause: str
    snapshot_date: date | None
    at: str


@dataclass
class Copy:
    """One contract's place, open for writing in a transaction."""

    database: Database
    connection: sa.Connection
    layout: Layout
    terms: Terms
    key: bytes
    published: sa.Connection
    """To the published tables: what a line means may stand in another one of them."""
    removed: set[str] = field(default_factory=set)
    """Names of tables of the place from which something went that must not stay on disk."""
    _occasion: Occasion | None = None
    _delivery: int | None = None
    _last: int = 0

    def is_at(self, base: Base) -> bool:
        """Whether this is the copy, under these terms, of what was published at that moment."""
        if not sa.inspect(self.connection).has_table("in_step", schema=self.layout.metadata.schema):
            return False
        mark = self.connection.scalar(sa.select(self.layout.in_step.c.mark))
        return mark is not None and hmac.compare_digest(str(mark), self._mark(base))

    def note(self, base: Base | None) -> None:
        """Note to what the copy has been brought; None: it has to be taken anew."""
        self.connection.execute(sa.delete(self.layout.in_step))
        mark = "" if base is None else self._mark(base)
        self.connection.execute(sa.insert(self.layout.in_step).values(mark=mark))
        if base is not None and base.content:
            # A date that was taken back is described by nothing any more.
            delivery, newest = self.layout.delivery, max(base.content)
            self.connection.execute(
                sa.update(delivery).where(delivery.c.snapshot_date > newest).values(snapshot_date=newest)
            )

    def _mark(self, base: Base) -> str:
        text = f"{_FORM}|{self.terms.text}|{base.publication_id}|{base.content_hash}"
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()

    def begin(self, occasion: Occasion, last: int = 0) -> None:
        """What is written from here on is one delivery; it has a number only when there is something.

        Args:
            last: the number before it, where the place is new.
        """
        self._occasion, self._delivery, self._last = occasion, None, last

    def fill(self, name: str, parts: Iterable[pl.DataFrame]) -> None:
        """Put all rows of a published table that the contract lets through into an empty copy."""
        self._number()
        table, rows, total = self.layout.rows[name], 0, 0
        with self._indexed_afterwards(table):
            for part in parts:
                seen = self._shown(name, part)
                self.database.insert(self.connection, table, seen)
                rows, total = rows + seen.height, total + checksum(seen)
        self.connection.execute(
            sa.insert(self.layout.checksum).values(table_name=name, rows=rows, sum=total % _MODULUS)
        )

    @contextmanager
    def _indexed_afterwards(self, table: sa.Table) -> Iterator[None]:
        """Keep a table without indexes, which are then made of all rows at once; it lies in its key's order.

        What fills it comes in our order.
        """
        for index in table.indexes:
            index.drop(self.connection)
        if self.database.is_sqlite:  # lies in the order of its key already
            yield
        else:
            named, key = f'"{table.schema}"."{table.name}"', f"{table.name}_pkey"
            columns = ", ".join(f'"{column.name}"' for column in table.primary_key)
            self.connection.exec_driver_sql(f'alter table {named} drop constraint "{key}"')
            yield
            add = f'alter table {named} add constraint "{key}" primary key ({columns})'
            self.connection.exec_driver_sql(add)
            self.connection.exec_driver_sql(f'cluster {named} using "{key}"')
        for index in table.indexes:
            index.create(self.connection)

    def keep_sets(self) -> None:
        """Bring the contract's sets of undecided tags to those that its own rows name."""
        if SETS not in self.layout.rows:
            return
        table, named = self.layout.rows[SETS], self.layout.rows[UNDECIDED].c[SET]
        numbers = self.database.read(self.connection, sa.select(named).distinct())
        there = self.database.read(self.connection, sa.select(table))
        wanted = self.sets.members.join(numbers, on=SET, how="semi").select(there.columns).sort(pl.all())
        going, coming = unlike(there, wanted)
        self._delete(table, going)
        self.database.insert(self.connection, table, coming)
        self._add_up(SETS, coming.height - going.height, checksum(coming) - checksum(going))
        self._tell(SETS, "delete", going)
        self._tell(SETS, "insert", coming)

    @cached_property
    def ids(self) -> OwnIds:
        """The contract's own ids."""
        return OwnIds(self.key)

    @cached_property
    def sets(self) -> OwnSets:
        """The contract's own sets, of those that are published and those that wait or have just gone."""
        queries = (
            sa.select(table.c.set_number, table.c.tag_code)
            for table in (schema.METADATA.tables[SETS], schema.STAGED[SETS])
        )
        ours = [self.database.read(self.published, query) for query in queries]
        return OwnSets(self.terms, self.key, pl.concat(ours).unique())

    def _shown(self, name: str, rows: pl.DataFrame) -> pl.DataFrame:
        """What the contract sees of rows, in the order of its own keys: that of ours is one for all."""
        table = schema.METADATA.tables[name]
        seen = shown(self.terms, self.ids, table, rows, self.sets if name == UNDECIDED else None)
        return seen.sort(key_of(table, self.terms.history))

    def take(self, name: str, lines: pl.DataFrame, forgetting: bool = False) -> None:
        """Bring one table forward by lines with `operation` and all columns of the published table.

        Args:
            forgetting: what goes must be found nowhere any more, so earlier lines that told of it go too.

        Raises:
            OutOfStepError: the rows to be replaced are not there.
        """
        if name not in self.layout.rows or name == SETS:
            return
        table = schema.METADATA.tables[name]
        going, coming = (
            self._shown(name, lines.filter(pl.col("operation") == operation))
            for operation in ("delete", "insert")
        )
        if not forgetting:
            going, coming = unlike(going, coming)
        keys = going.select(key_of(table, self.terms.history))
        if forgetting:
            self._delete(self.layout.changes[name], keys, self.layout.changes[name].c.operation == "insert")
        if self._delete(self.layout.rows[name], keys) != going.height:
            raise OutOfStepError(name)
        self.database.insert(self.connection, self.layout.rows[name], coming)
        self._add_up(name, coming.height - going.height, checksum(coming) - checksum(going))
        self._tell(name, "delete", keys)
        self._tell(name, "insert", coming)

    def forget(self, resident_ids: Collection[int]) -> None:
        """Take people out of every table, feed and crosswalk; feeds tell that their keys are gone."""
        numbers = self.ids.of("resident", pl.Series(list(resident_ids), dtype=pl.Int64)).to_list()
        for name, table in self.layout.rows.items():
            changes = self.layout.changes[name]
            theirs, told = _of(table, numbers), _of(changes, numbers)
            if theirs is None or told is None:
                continue
            rows = self.database.read(self.connection, sa.select(table).where(theirs))
            key = key_of(schema.METADATA.tables[name], self.terms.history)
            told = sa.and_(told, changes.c.operation == "insert")
            lines = self.database.read(
                self.connection, sa.select(*(changes.c[each] for each in key)).where(told)
            )
            self.connection.execute(sa.delete(table).where(theirs))
            self.connection.execute(sa.delete(changes).where(told))
            self._add_up(name, -rows.height, -checksum(rows))
            self._tell(name, "delete", pl.concat([rows.select(key), lines]).unique(maintain_order=True))
            if rows.height or lines.height:
                self.removed |= {table.name, changes.name}
        crosswalk = _of(self.layout.crosswalk, numbers)
        assert crosswalk is not None
        if self.connection.execute(sa.delete(self.layout.crosswalk).where(crosswalk)).rowcount:
            self.removed.add(self.layout.crosswalk.name)

    def age(self, before: str) -> None:
        """Delete deliveries and lines from before a moment: whoever has not looked since takes all anew."""
        delivery = self.layout.delivery.c
        newest = self.connection.scalar(sa.select(sa.func.max(delivery.delivery_id)))
        over = sa.and_(delivery.delivered_at < before, delivery.delivery_id < newest)
        old = sa.select(delivery.delivery_id).where(over)
        for table in self.layout.changes.values():
            if self.connection.execute(sa.delete(table).where(table.c.delivery_id.in_(old))).rowcount:
                self.removed.add(table.name)
        self.connection.execute(
            sa.delete(self.layout.delivery).where(
                delivery.delivered_at < before, delivery.delivery_id < newest
            )
        )

    def _delete(self, table: sa.Table, keys: pl.DataFrame, *conditions: sa.ColumnElement[bool]) -> int:
        """Delete rows by their keys; returns how many there were."""
        if keys.is_empty():
            return 0
        named = {name: f"key_{name}" for name in keys.columns}
        same = [table.c[name] == sa.bindparam(bound) for name, bound in named.items()]
        done = self.connection.execute(
            sa.delete(table).where(*same, *conditions), keys.rename(named).to_dicts()
        )
        return done.rowcount

    def _tell(self, name: str, operation: str, rows: pl.DataFrame) -> None:
        if rows.is_empty():
            return
        changes, delivery = self.layout.changes[name], self._number()
        last = sa.select(sa.func.max(changes.c.sequence)).where(changes.c.delivery_id == delivery)
        first = (self.connection.scalar(last) or 0) + 1
        lines = rows.with_columns(
            sequence=pl.int_range(first, first + pl.len(), dtype=pl.Int64),
            delivery_id=pl.lit(delivery, pl.Int64),
            operation=pl.lit(operation),
        )
        self.database.insert(self.connection, changes, lines)

    def _number(self) -> int:
        if self._delivery is None:
            assert self._occasion is not None, "begin comes first"
            delivery = self.layout.delivery
            last = self.connection.scalar(sa.select(sa.func.max(delivery.c.delivery_id))) or 0
            self._delivery = max(last, self._last) + 1
            self.connection.execute(
                sa.insert(delivery).values(
                    delivery_id=self._delivery,
                    snapshot_date=self._occasion.snapshot_date,
                    delivered_at=self._occasion.at,
                    cause=self._occasion.cause,
                )
            )
        return self._delivery

    def _add_up(self, name: str, rows: int, total: int) -> None:
        table = self.layout.checksum
        of_table = table.c.table_name == name
        there = self.connection.execute(sa.select(table.c.rows, table.c.sum).where(of_table)).one()
        self.connection.execute(
            sa.update(table)
            .where(of_table)
            .values(rows=there.rows + rows, sum=(there.sum + total) % _MODULUS)
        )


def unlike(going: pl.DataFrame, coming: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both without the rows that go and come as they were. Pure.

    Something of them changed that the contract is not given: nobody is told that it did.
    """
    columns = going.columns
    return (
        going.join(coming, on=columns, how="anti", nulls_equal=True, maintain_order="left"),
        coming.join(going, on=columns, how="anti", nulls_equal=True, maintain_order="left"),
    )


def _of(table: sa.Table, ids: list[int]) -> sa.ColumnElement[bool] | None:
    """Which rows of a copy are those people's; None for a table that names nobody."""
    if "resident_id" in table.c:
        return table.c.resident_id.in_(ids)
    if BY_SUBJECT in table.c:
        return sa.and_(table.c.subject == "resident", table.c[BY_SUBJECT].in_(ids))
    return None
