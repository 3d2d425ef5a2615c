"""Items of profiles have numbers with a unit, what is undecided, and reasons."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TABLES = ("committee_profile", "staged_committee_profile")


def upgrade() -> None:
    """Add the columns; of dates published before they stay empty."""
    for table in _TABLES:
        staged = table.startswith("staged_")
        for name, kind in (
            ("number", sa.BigInteger()), ("unit", sa.Text()), ("unknown", sa.BigInteger()),
            ("reason_zh", sa.Text()), ("reason_en", sa.Text()),
        ):  # fmt: skip
            op.add_column(table, sa.Column(name, kind))
        default = None if staged else sa.false()
        op.add_column(table, sa.Column("suppressed", sa.Boolean(), nullable=staged, server_default=default))


def downgrade() -> None:
    """Drop the columns."""
    for table in _TABLES:
        for name in ("number", "unit", "unknown", "reason_zh", "reason_en", "suppressed"):
            op.drop_column(table, name)
