"""Figures that the district reports of itself, by area and period."""

from typing import Any

import sqlalchemy as sa

from assets.publication.store.migrated_table import create_published, drop_published

revision = "0008"
down_revision = "0007"

_KEY = ("snapshot_date", "figure", "item", "area_level", "area_code", "period")


def upgrade() -> None:
    """Create the table and its staged twin."""
    columns: list[sa.Column[Any]] = [
        sa.Column("snapshot_date", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _KEY[1:]),
        sa.Column("number", sa.BigInteger()),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("suppressed", sa.Boolean(), nullable=False),
    ]
    create_published("district_figure", _KEY, columns)


def downgrade() -> None:
    """Drop them."""
    drop_published("district_figure")
