"""Schema v1: the record of publications, audits and checks."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "publication",
        sa.Column("publication_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("snapshot_date", sa.Date(), nullable=False),
        sa.Column("published_at", sa.Text(), nullable=False),
        sa.Column("rule_set_version", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("rows_added", sa.BigInteger(), nullable=False),
        sa.Column("rows_removed", sa.BigInteger(), nullable=False),
        sa.Column("rows_current", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("publication_id"),
    )
    op.create_table(
        "publication_audit",
        sa.Column("staging_version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("snapshot_date", sa.Date(), nullable=False),
        sa.Column("base_publication_id", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.Column("override_by", sa.Text(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("staging_version"),
    )
    op.create_table(
        "published_snapshot",
        sa.Column("snapshot_date", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot_date"),
    )
    op.create_table(
        "quality_result",
        sa.Column("staging_version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=True),
        sa.Column("table_name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("check_name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("observed_value", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("staging_version", "table_name", "check_name"),
    )
    op.create_table(
        "staged_version",
        sa.Column(
            "staging_version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("snapshot_date", sa.Date(), nullable=False),
        sa.Column("base_publication_id", sa.BigInteger(), nullable=False),
        sa.Column("base_content_hash", sa.Text(), nullable=False),
        sa.Column("snapshot_hash", sa.Text(), nullable=False),
        sa.Column("rule_set_version", sa.Text(), nullable=False),
        sa.Column("staged_at", sa.Text(), nullable=False),
        sa.Column("rows_added", sa.BigInteger(), nullable=False),
        sa.Column("rows_removed", sa.BigInteger(), nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("staging_version"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("staged_version")
    op.drop_table("quality_result")
    op.drop_table("published_snapshot")
    op.drop_table("publication_audit")
    op.drop_table("publication")
