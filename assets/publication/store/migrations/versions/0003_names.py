"""What codes are called: `division` and `code_list`; whether residents live and are registered here.

The two views that show residents get the new columns at their end.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from assets.publication.store.migrated_table import create_published, drop_published

revision = "0003"
down_revision = "0002"

_FIRST, _LAST = (f"(select {end}(snapshot_date) from published_snapshot)" for end in ("min", "max"))
_DAYS = {
    "sqlite": f"with recursive day (snapshot_date) as (select {_FIRST} union all"
    f" select date(snapshot_date, '+1 day') from day where snapshot_date < {_LAST})",
    "postgresql": "with day as (select each::date as snapshot_date from"
    f" generate_series({_FIRST}, {_LAST}, interval '1 day') each)",
}
_CODES = {"sqlite": "json_group_array(tag_code)", "postgresql": "json_agg(tag_code)::text"}
_ON_DATE = """
create view resident_on_date as
{days}
select day.snapshot_date, resident_id, resident_key, is_under_14, household_id, dwelling_id, building_id,
    compound_id, street_code, grid_code, committee_code, valid_from, valid_to{more}
from day join resident held
    on held.valid_from <= day.snapshot_date and (held.valid_to is null or held.valid_to > day.snapshot_date)
"""
_TAGGED = """
create view tagged_resident as
select resident_id, household_id, is_under_14, street_code, grid_code, committee_code,
    coalesce((
        select {codes} from (
            select tag_code from resident_tag
            where resident_tag.resident_id = resident.resident_id order by tag_code
        ) own
    ), '[]') as resident_tags,
    coalesce((
        select {codes} from (
            select tag_code from household_tag
            where household_tag.household_id = resident.household_id order by tag_code
        ) shared
    ), '[]') as household_tags{more}
from resident where valid_to is null
"""
_ADDED = ("lives_here", "registered_here")
_RESIDENTS = ("resident", "staged_resident")


def upgrade() -> None:
    """Create the tables, add the columns."""
    _drop_views()
    for table in _RESIDENTS:
        for name in _ADDED:
            op.add_column(table, sa.Column(name, sa.Boolean()))
    _make_views("".join(f", {name}" for name in _ADDED))
    division: list[sa.Column[Any]] = [
        sa.Column("division_code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("name_zh", "name_en", "parent_code", "grid_code")),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
    ]
    codes: list[sa.Column[Any]] = [
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("list_name", "code", "title_zh", "title_en")
        ),
        sa.Column("rank", sa.BigInteger(), nullable=False),
    ]
    create_published("division", ("division_code", "valid_from"), division)
    create_published("code_list", ("list_name", "code"), codes)
    now = sa.text("valid_to is null")
    op.create_index(
        "uq_division_current",
        "division",
        ["division_code"],
        unique=True,
        sqlite_where=now,
        postgresql_where=now,
    )


def _drop_views() -> None:
    for view in ("resident_on_date", "tagged_resident"):
        op.execute(f"drop view {view}")


def _make_views(more: str) -> None:
    kind = op.get_bind().dialect.name
    op.execute(_ON_DATE.format(days=_DAYS[kind], more=more))
    op.execute(_TAGGED.format(codes=_CODES[kind], more=more))


def downgrade() -> None:
    """Drop the tables and columns."""
    _drop_views()
    for table in _RESIDENTS:
        for name in _ADDED:
            op.drop_column(table, name)
    _make_views("")
    drop_published("division", "code_list")
