"""Which views of consumers there are, as their contracts had them when they were made."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "consumer_view",
        sa.Column("view_name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("view_name"),
    )


def downgrade() -> None:
    """Drop the views and it."""
    connection = op.get_bind()
    for name in connection.scalars(sa.text("select view_name from consumer_view")).all():
        op.execute(sa.text(f'drop view "{name}"'))
    op.drop_table("consumer_view")
