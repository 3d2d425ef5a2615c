"""A published table and its staged twin, as migrations make and drop them.

Belongs here: what every migration that adds a published table does. Does not belong here: which columns a
table has (each migration says so for its own time), the tables as they are now (`schema`).
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op


def create_published(name: str, key: Sequence[str], columns: Sequence[sa.Column[Any]]) -> None:
    """Create a table with this primary key, and its staged twin."""
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key))
    op.create_table(
        f"staged_{name}",
        sa.Column("staging_version", sa.BigInteger(), autoincrement=False, primary_key=True),
        sa.Column("line", sa.BigInteger(), autoincrement=False, primary_key=True),
        sa.Column("operation", sa.Text(), nullable=False),
        *(sa.Column(column.name, column.type, nullable=True) for column in columns),
    )


def drop_published(*names: str) -> None:
    """Drop tables with their staged twins."""
    for name in names:
        op.drop_table(f"staged_{name}")
        op.drop_table(name)
