"""Schema v1: views of what holds now. Disputed assignments are withheld from every one of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

SUBJECTS = ("resident", "household", "dwelling", "building", "compound", "committee")

# The two databases differ only in how a list of codes becomes one JSON text.
_CODES = {"sqlite": "json_group_array(t.tag_code)", "postgresql": "json_agg(t.tag_code)::text"}


def upgrade() -> None:
    """Create them."""
    for subject in SUBJECTS:
        op.execute(
            sa.text(
                f"create view {subject}_tag as select subject_id as {subject}_id, tag_code, value, origin,"
                " status, rule_version, street_code, committee_code, valid_from, changed_in"
                " from tag_assignment"
                f" where subject = '{subject}' and valid_to is null and status <> 'disputed'"
            )
        )
    codes = _CODES[op.get_bind().dialect.name]

    def listed(subject: str) -> str:
        return (
            f"coalesce((select {codes} from (select tag_code from {subject}_tag"
            f" where {subject}_id = r.{subject}_id order by tag_code) t), '[]')"
        )

    op.execute(
        sa.text(
            "create view tagged_resident as select r.resident_id, r.household_id, r.is_under_14,"
            f" r.street_code, r.grid_code, r.committee_code, {listed('resident')} as resident_tags,"
            f" {listed('household')} as household_tags from resident r where r.valid_to is null"
        )
    )


def downgrade() -> None:
    """Drop them."""
    op.execute(sa.text("drop view tagged_resident"))
    for subject in SUBJECTS:
        op.execute(sa.text(f"drop view {subject}_tag"))
