"""Unusual rises of problems: weeks in which an area has more cases of a label than is usual."""

from typing import Any

import sqlalchemy as sa

from assets.publication.store.migrated_table import create_published, drop_published

revision = "0009"
down_revision = "0008"

_KEY = ("snapshot_date", "week_start", "area_level", "area_code", "label_code")


def upgrade() -> None:
    """Create the table and its staged twin."""
    columns: list[sa.Column[Any]] = [
        sa.Column("snapshot_date", sa.Date(), nullable=False),
        sa.Column("week_start", sa.Date(), nullable=False),
        sa.Column("area_level", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("label_code", sa.Text(), nullable=False),
        sa.Column("cases", sa.BigInteger(), nullable=False),
        sa.Column("usual", sa.BigInteger(), nullable=False),
        sa.Column("unusual_from", sa.BigInteger(), nullable=False),
    ]
    create_published("problem_alarm", _KEY, columns)


def downgrade() -> None:
    """Drop them."""
    drop_published("problem_alarm")
