"""The tables and views of one contract's own place: copies, their feeds, deliveries, checksums. Pure.

Belongs here: what stands in a place, made of a contract's terms and the published schema. Does not belong
here: what is in the tables (`copies.py`), where a place is (`places.py`).

Of every table `t` of the contract: `t`, its rows as they are now, and `t_change`, the feed that keeps a copy
of it in step. Deliveries are numbered by themselves without gaps, and so are a feed's lines within each.
Rows lie in the order of the contract's own keys: in that of ours, two contracts could be laid side by side.
"""

from typing import Any

import sqlalchemy as sa

from assets.publication.consumers.ledgers import CASE_COLUMNS, contract_ledgers
from assets.publication.consumers.ledgers import COLUMNS as LEDGER_COLUMNS
from assets.publication.consumers.own_sets import SET, SETS, UNDECIDED
from assets.publication.consumers.terms import Terms, key_of
from assets.publication.store import schema
from assets.publication.store.view_descriptions import view_column_description, view_description
from tag_rules.engine.model import SUBJECTS

_SOUGHT = ("committee_code", "tag_code", "household_id", "dwelling_id", "building_id", SET)
_COMMENTS = {
    "delivery": "交付记录。 One delivery that changed something of this contract's data.",
    "delivery_id": "交付编号。 Delivery, numbered without gaps.",
    "snapshot_date": "快照日。 The day it describes.",
    "delivered_at": "交付时间。 When it was delivered, ISO 8601.",
    "cause": "原因。 publication, anew (take every table again), erasure or retention.",
    "checksum": "校验和。 What the rows of each table add up to.",
    "table_name": "表名。 Name of the table.",
    "rows": "行数。 Number of rows.",
    "sum": "校验和。 Sum of the rows' numbers modulo 2^60.",
    "sequence": "序号。 Order of the lines within the delivery, without gaps.",
    "operation": "操作。 delete (only the key is given) or insert.",
    "crosswalk": "编码对照。 The system of origin's own code of each subject of this contract.",
    "system": "来源系统。 System of origin.",
    "subject": "对象类别。 Kind of subject.",
    "subject_id": "对象编号（本契约）。 The subject, id of this contract.",
    "code": "来源编码。 The system's own code.",
}


def _column(
    name: str, kind: sa.types.TypeEngine[Any], *, key: bool = False, null: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=key, nullable=null, autoincrement=False, comment=_COMMENTS[name])


class Layout:
    """The tables of one contract's place; `place`: its schema on PostgreSQL, None in a file of its own."""

    def __init__(self, terms: Terms, place: str | None) -> None:
        self.terms = terms
        self.metadata = sa.MetaData(schema=place)
        self.delivery = sa.Table(
            "delivery", self.metadata,
            _column("delivery_id", sa.BigInteger(), key=True),
            _column("snapshot_date", sa.Date(), null=True),
            _column("delivered_at", sa.Text()),
            _column("cause", sa.Text()),
            comment=_COMMENTS["delivery"],
        )  # fmt: skip
        self.checksum = sa.Table(
            "checksum", self.metadata,
            _column("table_name", sa.Text(), key=True),
            _column("rows", sa.BigInteger()),
            _column("sum", sa.BigInteger()),
            comment=_COMMENTS["checksum"],
        )  # fmt: skip
        # Ours: what the copy was last brought to. Nobody else may read it.
        self.in_step = sa.Table("in_step", self.metadata, sa.Column("mark", sa.Text(), nullable=False))
        self.crosswalk = sa.Table(
            "crosswalk", self.metadata,
            _column("system", sa.Text()),
            _column("subject", sa.Text()),
            _column("subject_id", sa.BigInteger()),
            _column("code", sa.Text()),
            # As it is joined: by a subject that is named elsewhere, or by a code that somebody asks about.
            sa.PrimaryKeyConstraint("subject", "subject_id", "system", "code"),
            sa.Index("ix_crosswalk_code", "code"),
            comment=_COMMENTS["crosswalk"],
        )  # fmt: skip
        self.rows = {name: _rows(self.metadata, terms, name) for name in terms.tables}
        self.changes = {name: _changes(self.metadata, table) for name, table in self.rows.items()}

    @property
    def given(self) -> list[sa.Table]:
        """The tables that the consumer may read."""
        codes = [self.crosswalk] if self.terms.way_back else []
        return [self.delivery, self.checksum, *codes, *self.rows.values(), *self.changes.values()]


def views(terms: Terms) -> dict[str, str]:
    """The queries of the views of a place, by name: `<subject>_tag` of current tags, and ledgers."""
    made = {}
    columns = terms.tables.get("tag_assignment", ())
    for subject in SUBJECTS if columns else ():
        listed = ", ".join(
            f"subject_id as {_called(subject)}" if name == "subject_id" else name
            for name in columns
            if name not in ("subject", "valid_to")
        )
        now = " and valid_to is null" if terms.history else ""
        made[f"{subject}_tag"] = f"select {listed} from tag_assignment where subject = '{subject}'{now}"
    if UNDECIDED in terms.tables:
        listed = ", ".join(f"{UNDECIDED}.{name}" for name in terms.tables[UNDECIDED])
        join = f"{UNDECIDED} join {SETS} on {SETS}.{SET} = {UNDECIDED}.{SET}"
        made["undecided"] = f"select {listed}, {SETS}.tag_code from {join}"
    return made | contract_ledgers(terms)


def viewed(terms: Terms) -> list[sa.Table]:
    """What the views of a place show, each as a table with its columns; their keys are not told."""
    metadata = sa.MetaData()
    return [
        sa.Table(
            name,
            metadata,
            *(
                sa.Column(column, _kind(column), comment=view_column_description(name, column))
                for column in columns
            ),
            comment=view_description(name),
        )
        for name, columns in _shown_by(terms).items()
    ]


def _called(subject: str) -> str:
    """The id of a subject as its own table calls it."""
    return "case_number" if subject == "case" else f"{subject}_id"


def _shown_by(terms: Terms) -> dict[str, list[str]]:
    """The columns of every view of a place."""
    shown = {}
    columns = terms.tables.get("tag_assignment", ())
    for subject in SUBJECTS if columns else ():
        named = [_called(subject) if name == "subject_id" else name for name in columns]
        shown[f"{subject}_tag"] = [name for name in named if name not in ("subject", "valid_to")]
    if UNDECIDED in terms.tables:
        shown["undecided"] = [*terms.tables[UNDECIDED], "tag_code"]
    for name, codes in terms.ledgers.items():
        shown[f"ledger_{name}"] = [*(LEDGER_COLUMNS if codes else CASE_COLUMNS), "code"]
    return shown


def _kind(column: str) -> sa.types.TypeEngine[Any]:
    """The type of the column of that name in the published tables."""
    name = {"since": "valid_from", "case_id": "label_code"}.get(column, column)
    tables = schema.PUBLISHED_TABLES
    return next((table.c[name].type for table in tables if name in table.c), sa.BigInteger())


def _rows(metadata: sa.MetaData, terms: Terms, name: str) -> sa.Table:
    published = schema.METADATA.tables[name]
    key = key_of(published, terms.history)
    columns = [
        sa.Column(
            column.name, column.type, primary_key=column.name in key, autoincrement=False,
            nullable=bool(column.nullable), comment=column.comment,
        )
        for column in published.c
        if column.name in terms.tables[name]
    ]  # fmt: skip
    sought = [column for column in columns if column.name in _SOUGHT and column.name != key[0]]
    return sa.Table(
        name,
        metadata,
        *columns,
        *(sa.Index(f"ix_{name}_{column.name}", column.name) for column in sought),
        comment=published.comment,
        sqlite_with_rowid=False,
    )


def _changes(metadata: sa.MetaData, rows: sa.Table) -> sa.Table:
    return sa.Table(
        f"{rows.name}_change",
        metadata,
        _column("delivery_id", sa.BigInteger(), key=True),
        _column("sequence", sa.BigInteger(), key=True),
        _column("operation", sa.Text()),
        *(sa.Column(column.name, column.type, nullable=True, comment=column.comment) for column in rows.c),
        comment=f"变更流。 Lines that keep a copy in step, of: {rows.comment}",
    )
