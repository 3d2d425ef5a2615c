"""Figures that the district reports of itself, by area and period."""

from typing import Any

import sqlalchemy as sa
from alembic import op

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
    op.create_table("district_figure", *columns, sa.PrimaryKeyConstraint(*_KEY))
    op.create_table(
        "staged_district_figure",
        sa.Column("staging_version", sa.BigInteger(), autoincrement=False, primary_key=True),
        sa.Column("line", sa.BigInteger(), autoincrement=False, primary_key=True),
        sa.Column("operation", sa.Text(), nullable=False),
        *(sa.Column(column.name, column.type, nullable=True) for column in columns),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("staged_district_figure")
    op.drop_table("district_figure")
