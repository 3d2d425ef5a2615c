"""Schema v1: checksums of the current tags by committee, for consumers that keep a copy."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table and its staged twin."""
    op.create_table(
        "committee_checksum",
        sa.Column("committee_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("checksum", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("committee_code"),
    )
    op.create_table(
        "staged_committee_checksum",
        sa.Column("staging_version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=True),
        sa.Column("checksum", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("staging_version", "line"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("staged_committee_checksum")
    op.drop_table("committee_checksum")
