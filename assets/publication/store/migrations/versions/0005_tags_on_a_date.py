"""Schema v1: the tags on any published date, as one view that a reader filters by date."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create it. A date between published ones is asked of tag_assignment itself: the last one stands."""
    op.execute(
        sa.text(
            "create view tag_on_date as select p.snapshot_date, t.subject, t.subject_id, t.tag_code, t.value,"
            " t.origin, t.status, t.street_code, t.committee_code, t.valid_from, t.valid_to"
            " from published_snapshot p join tag_assignment t on t.valid_from <= p.snapshot_date"
            " and (t.valid_to is null or t.valid_to > p.snapshot_date) where t.status <> 'disputed'"
        )
    )


def downgrade() -> None:
    """Drop it."""
    op.execute(sa.text("drop view tag_on_date"))
