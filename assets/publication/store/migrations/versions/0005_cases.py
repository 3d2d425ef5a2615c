"""Of a case: its street, department and outcome, and every label; how many texts were routed out."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from assets.publication.store.migrated_table import create_published, drop_published

revision = "0005"
down_revision = "0004"

_ADDED = ("street_code", "department", "outcome")


def upgrade() -> None:
    """Create the tables, add the columns."""
    for table in ("problem_case", "staged_problem_case"):
        for name in _ADDED:
            op.add_column(table, sa.Column(name, sa.Text()))
    labels: list[sa.Column[Any]] = [
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("label_code", sa.Text(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("committee_code", sa.Text()),
    ]
    routed: list[sa.Column[Any]] = [
        sa.Column("snapshot_date", sa.Date(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger()),
        sa.Column("suppressed", sa.Boolean(), nullable=False),
    ]
    create_published("problem_case_label", ("case_id", "label_code"), labels)
    create_published("routed_out", ("snapshot_date", "topic"), routed)
    op.create_index("ix_problem_case_committee_day", "problem_case", ["committee_code", "received_on"])
    op.create_index("ix_problem_case_label_code", "problem_case_label", ["label_code"])


def downgrade() -> None:
    """Drop the tables and columns."""
    op.drop_index("ix_problem_case_committee_day", "problem_case")
    for table in ("problem_case", "staged_problem_case"):
        for name in _ADDED:
            op.drop_column(table, name)
    drop_published("problem_case_label", "routed_out")
