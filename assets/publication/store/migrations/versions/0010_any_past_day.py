"""Schema v1: tags and subjects on any past day, as views that a reader filters by date.

A day between published ones is as the last published one before it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_TAG = "t.subject, t.subject_id, t.tag_code, t.value, t.origin, t.status, t.street_code, t.committee_code"
_PLACE = "t.street_code, t.grid_code, t.committee_code"
_SUBJECTS = {
    "resident": "t.resident_key, t.is_under_14, t.household_id, t.dwelling_id, t.building_id, t.compound_id",
    "household": "t.dwelling_id, t.building_id, t.compound_id",
    "dwelling": "t.building_id, t.compound_id",
    "building": "t.compound_id",
    "compound": "",
    "committee": "",
}
# Every day from the first published date to the last.
_FIRST, _LAST = (f"(select {end}(snapshot_date) from published_snapshot)" for end in ("min", "max"))
_DAYS = {
    "sqlite": f"with recursive p(snapshot_date) as (select {_FIRST} union all"
    f" select date(snapshot_date, '+1 day') from p where snapshot_date < {_LAST})",
    "postgresql": "with p as (select day::date as snapshot_date from"
    f" generate_series({_FIRST}, {_LAST}, interval '1 day') day)",
}
_HELD = "t.valid_from <= p.snapshot_date and (t.valid_to is null or t.valid_to > p.snapshot_date)"


def upgrade() -> None:
    """Replace the view of tags, which knew published dates only, and add one for each kind of subject."""
    days = _DAYS[op.get_bind().dialect.name]
    op.execute(sa.text("drop view tag_on_date"))
    op.execute(
        sa.text(
            f"create view tag_on_date as {days} select p.snapshot_date, {_TAG}, t.valid_from, t.valid_to"
            f" from p join tag_assignment t on {_HELD} where t.status <> 'disputed'"
        )
    )
    for subject, columns in _SUBJECTS.items():
        listed = ", ".join(part for part in (f"t.{subject}_id", columns, _PLACE) if part)
        op.execute(
            sa.text(
                f"create view {subject}_on_date as {days} select p.snapshot_date, {listed}, t.valid_from,"
                f" t.valid_to from p join {subject} t on {_HELD}"
            )
        )


def downgrade() -> None:
    """Back to published dates only."""
    for subject in _SUBJECTS:
        op.execute(sa.text(f"drop view {subject}_on_date"))
    op.execute(sa.text("drop view tag_on_date"))
    op.execute(
        sa.text(
            f"create view tag_on_date as select p.snapshot_date, {_TAG}, t.valid_from, t.valid_to"
            f" from published_snapshot p join tag_assignment t on {_HELD} where t.status <> 'disputed'"
        )
    )
