"""Contracts in force, grants, requests, work orders, and what an erasure could not yet remove from the disk.

The views that consumers had over the published tables go: each contract has tables of its own from here on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables; drop the views of consumers."""
    connection = op.get_bind()
    views = connection.execute(sa.text("select view_name from consumer_view")).scalars().all()
    for view in views:
        connection.exec_driver_sql(f'drop view "{view}"')
    connection.execute(sa.text("delete from consumer_view"))
    _contracts(sa.Text())
    _work_and_upkeep(sa.Text())


def _contracts(text: sa.Text) -> None:
    op.create_table(
        "consumer_contract",
        sa.Column("consumer", text, primary_key=True),
        sa.Column("key", text, nullable=False),
        sa.Column("terms", text, nullable=False),
    )
    op.create_table(
        "consumer_grant",
        sa.Column("consumer", text, primary_key=True),
        sa.Column("granted_at", text, primary_key=True),
        sa.Column("terms", text, nullable=False),
        sa.Column("legal_basis", text),
    )
    op.create_table(
        "consumer_request",
        sa.Column("consumer", text, primary_key=True),
        sa.Column("purpose", text, primary_key=True),
        sa.Column("requested_on", sa.Date(), primary_key=True),
        sa.Column("requested_by", text, nullable=False),
        sa.Column("why", text, nullable=False),
        sa.Column("decision", text),
        sa.Column("decided_by", text),
        sa.Column("decided_on", sa.Date()),
        sa.Column("until", sa.Date()),
    )


def _work_and_upkeep(text: sa.Text) -> None:
    op.create_table(
        "work_order_status",
        sa.Column("consumer", text, primary_key=True),
        sa.Column("order_id", text, primary_key=True),
        sa.Column("status", text, nullable=False),
        sa.Column("changed_at", text, nullable=False),
    )
    op.create_table(
        "erasure_remainder",
        sa.Column("place", text, primary_key=True),
        sa.Column("table_name", text, primary_key=True),
        sa.Column("since", text, nullable=False),
        sa.Column("transaction_id", sa.BigInteger()),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "erasure_remainder", "work_order_status", "consumer_request", "consumer_grant", "consumer_contract"
    ):  # fmt: skip
        op.drop_table(table)
