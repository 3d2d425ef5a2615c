"""Assignments and changes of residents say whether the person is under 14: it decides who may read them.

Rows there were already take what their resident was on their first day; current ones, what they are now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_TIER = (
    "update {table} set is_under_14 = coalesce((select r.is_under_14 from resident r"
    " where r.resident_id = {table}.subject_id and {when}), true) where subject = 'resident'"
)
_ON = "r.valid_from <= {table}.{day} and (r.valid_to is null or r.valid_to > {table}.{day})"


def upgrade() -> None:
    """Add the column to both, at the end: readers by name or by place go on as before."""
    for table, day, current in (
        ("tag_assignment", "valid_from", "valid_to is null"),
        ("tag_change", "effective_from", "effective_to is null and change = 'added'"),
    ):
        op.add_column(table, sa.Column("is_under_14", sa.Boolean()))
        op.add_column(f"staged_{table}", sa.Column("is_under_14", sa.Boolean()))
        op.execute(sa.text(_TIER.format(table=table, when=_ON.format(table=table, day=day))))
        now = _TIER.format(table=table, when="r.valid_to is null")
        op.execute(sa.text(f"{now} and {current}"))


def downgrade() -> None:
    """Drop the columns."""
    for table in ("tag_assignment", "tag_change"):
        op.drop_column(table, "is_under_14")
        op.drop_column(f"staged_{table}", "is_under_14")
