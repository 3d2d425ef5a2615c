"""Schema v1: the profile of each committee's area (一特征三清单)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def _columns(nullable: bool) -> list[sa.Column[object]]:
    """The columns of a line; in the staged twin every one may be null."""
    return [
        sa.Column("snapshot_date", sa.Date(), autoincrement=False, nullable=nullable),
        sa.Column("committee_code", sa.Text(), autoincrement=False, nullable=nullable),
        sa.Column("list_kind", sa.Text(), autoincrement=False, nullable=nullable),
        sa.Column("item", sa.Text(), autoincrement=False, nullable=nullable),
        sa.Column("value", sa.Text()),
        sa.Column("rank", sa.BigInteger(), nullable=nullable),
    ]


def upgrade() -> None:
    """Create the table and its staged twin."""
    op.create_table(
        "committee_profile",
        *_columns(nullable=False),
        sa.PrimaryKeyConstraint("snapshot_date", "committee_code", "list_kind", "item"),
    )
    op.create_table(
        "staged_committee_profile",
        sa.Column("staging_version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        *_columns(nullable=True),
        sa.PrimaryKeyConstraint("staging_version", "line"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("staged_committee_profile")
    op.drop_table("committee_profile")
