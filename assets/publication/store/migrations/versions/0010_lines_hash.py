"""The hash of a staged version's lines, taken as they are worked out.

A version that waits from before has none: it is refused until its date is staged again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column."""
    op.add_column("staged_version", sa.Column("lines_hash", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("staged_version", "lines_hash")
