"""What was deleted because its time was up; and no planner's statistics of resident keys.

PostgreSQL keeps sampled values of every column in its catalogue, where a key would outlive an erasure.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the record; take no statistics of keys."""
    op.create_table(
        "retention_record",
        sa.Column("purpose", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("carried_out_at", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("publication_id", sa.BigInteger()),
        sa.Column("kept_from", sa.Date(), nullable=False),
        sa.Column("feed_from", sa.BigInteger(), nullable=False),
        sa.Column("rows_removed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "carried_out_at"),
    )
    _collect_statistics(0)


def downgrade() -> None:
    """Drop the record; take statistics as of every other column."""
    op.drop_table("retention_record")
    _collect_statistics(-1)


def _collect_statistics(target: int) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("resident", "staged_resident"):
            op.execute(sa.text(f"alter table {table} alter column resident_key set statistics {target}"))
