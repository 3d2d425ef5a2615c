"""`tagged_household`, and indexes for what is asked: who is in a household, building, committee."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_CODES = {"sqlite": "json_group_array(tag_code)", "postgresql": "json_agg(tag_code)::text"}
_TAGGED = """
create view tagged_household as
select household_id, dwelling_id, building_id, street_code, grid_code, committee_code,
    coalesce((
        select {codes} from (
            select tag_code from household_tag
            where household_tag.household_id = household.household_id order by tag_code
        ) own
    ), '[]') as household_tags,
    (
        select count(*) from resident
        where resident.household_id = household.household_id and resident.valid_to is null
            and resident.lives_here
    ) as residents
from household where valid_to is null
"""
_SOUGHT = {
    "resident": ("household_id", "dwelling_id", "building_id", "committee_code"),
    "household": ("dwelling_id", "building_id", "committee_code"),
    "dwelling": ("building_id", "committee_code"),
    "building": ("compound_id", "committee_code"),
    "compound": ("committee_code",),
}


def upgrade() -> None:
    """Create the view and the indexes."""
    now = sa.text("valid_to is null")
    for table, columns in _SOUGHT.items():
        for column in columns:
            op.create_index(
                f"ix_{table}_{column}_current", table, [column], sqlite_where=now, postgresql_where=now
            )
    op.create_index(
        "ix_tag_assignment_committee_current", "tag_assignment", ["committee_code", "tag_code"],
        sqlite_where=now, postgresql_where=now,
    )  # fmt: skip
    op.execute(_TAGGED.format(codes=_CODES[op.get_bind().dialect.name]))


def downgrade() -> None:
    """Drop them."""
    op.execute("drop view tagged_household")
    op.drop_index("ix_tag_assignment_committee_current", "tag_assignment")
    for table, columns in _SOUGHT.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}_current", table)
