"""The feed is asked for one subject, by explanations and erasure, and has a line for every change ever."""

from alembic import op

revision = "0013"
down_revision = "0012"
INDEX = "ix_tag_change_subject"


def upgrade() -> None:
    """Make the index."""
    op.create_index(INDEX, "tag_change", ["subject", "subject_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(INDEX, "tag_change")
