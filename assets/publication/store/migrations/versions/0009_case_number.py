"""Problem cases say under which number tags name them: tag_assignment.subject_id where subject is case."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column to both, at the end: readers by name or by place go on as before."""
    for table in ("problem_case", "staged_problem_case"):
        op.add_column(table, sa.Column("case_number", sa.BigInteger()))


def downgrade() -> None:
    """Drop it."""
    for table in ("problem_case", "staged_problem_case"):
        op.drop_column(table, "case_number")
