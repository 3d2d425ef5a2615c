"""Kinds of columns that tables of the published database are made of, and the schema they stand in.

Belongs here: what several tables share. Does not belong here: any table (`schema.py`, `records.py`).
"""

from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData()

# SQLite knows no bigint key that counts by itself; its INTEGER is 64 bits wide.
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def key(name: str, kind: sa.types.TypeEngine[Any] | None = None) -> sa.Column[Any]:
    """A column of the primary key that nobody counts for us."""
    return sa.Column(name, kind or sa.BigInteger(), primary_key=True, autoincrement=False)


def text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    """Columns of text."""
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def ids(*names: str) -> list[sa.Column[Any]]:
    """Columns of surrogate ids, null where there is none."""
    return [sa.Column(name, sa.BigInteger()) for name in names]


def span() -> list[sa.Column[Any]]:
    """A half-open interval; valid_to null = current; valid_from is part of the key."""
    return [key("valid_from", sa.Date()), sa.Column("valid_to", sa.Date())]


def place() -> list[sa.Column[Any]]:
    """The codes of where a subject is, null where nobody knows."""
    return text("street_code", "grid_code", "committee_code", nullable=True)


def current(name: str, *columns: str, unique: bool = False) -> sa.Index:
    """An index over the rows that hold now alone; its name ends in `_current`."""
    now = sa.text("valid_to is null")
    return sa.Index(f"{name}_current", *columns, unique=unique, sqlite_where=now, postgresql_where=now)
