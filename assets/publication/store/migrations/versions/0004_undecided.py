"""What is unknown, for all tags: who is undecided about which set of tags, and the view that joins them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from assets.publication.store.migrated_table import create_published, drop_published

revision = "0004"
down_revision = "0003"

_VIEW = """
create view undecided as
select subject, subject_id, tag_code, undecided_subject.set_number, street_code, committee_code, is_under_14,
    valid_from, valid_to
from undecided_subject join undecided_set on undecided_set.set_number = undecided_subject.set_number
"""
_CURRENT = sa.text("valid_to is null")


def upgrade() -> None:
    """Create the tables and the view."""
    subjects: list[sa.Column[Any]] = [
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("set_number", sa.BigInteger(), nullable=False),
        sa.Column("street_code", sa.Text()),
        sa.Column("committee_code", sa.Text()),
        sa.Column("is_under_14", sa.Boolean()),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
    ]
    sets: list[sa.Column[Any]] = [
        sa.Column("set_number", sa.BigInteger(), nullable=False),
        sa.Column("tag_code", sa.Text(), nullable=False),
    ]
    create_published("undecided_subject", ("subject", "subject_id", "valid_from"), subjects)
    create_published("undecided_set", ("set_number", "tag_code"), sets)
    op.create_index(
        "uq_undecided_subject_current", "undecided_subject", ["subject", "subject_id"], unique=True,
        sqlite_where=_CURRENT, postgresql_where=_CURRENT,
    )  # fmt: skip
    op.create_index("ix_undecided_subject_set", "undecided_subject", ["set_number"])
    op.create_index("ix_undecided_set_tag", "undecided_set", ["tag_code"])
    op.execute(_VIEW)


def downgrade() -> None:
    """Drop them."""
    op.execute("drop view undecided")
    drop_published("undecided_subject", "undecided_set")
