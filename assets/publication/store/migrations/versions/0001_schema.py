"""Schema v1: all tables and views (`0001_schema.sql`), and the staged twin of every published table.

From here on migrations only add: a column at the end of a table, a table, a view.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SQL = Path(__file__).with_suffix(".sql")
_PUBLISHED = (
    "tag", "tag_version", "resident", "household", "dwelling", "building", "compound", "committee",
    "tag_assignment", "tag_unknown", "tag_change", "committee_checksum",
    "problem_case", "tag_statistic", "committee_profile", "quarantine_summary",
    "record_quality", "resident_merge",
)  # fmt: skip
# The publish step fills them in: only it knows its own number.
_PUBLISH_NUMBER = {
    "tag_assignment": "changed_in",
    "tag_unknown": "changed_in",
    "tag_change": "publication_id",
}
_FIRST, _LAST = (f"(select {end}(snapshot_date) from published_snapshot)" for end in ("min", "max"))
_DIALECTS = {
    "sqlite": {
        "counter": "integer not null",
        "codes": "json_group_array(tag_code)",
        "days": f"with recursive day (snapshot_date) as (select {_FIRST} union all"
        f" select date(snapshot_date, '+1 day') from day where snapshot_date < {_LAST})",
    },
    "postgresql": {
        "counter": "bigserial not null",
        "codes": "json_agg(tag_code)::text",
        "days": "with day as (select each::date as snapshot_date from"
        f" generate_series({_FIRST}, {_LAST}, interval '1 day') each)",
    },
}


def upgrade() -> None:
    """Create everything."""
    connection = op.get_bind()
    lines = _SQL.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("--"))
    for statement in text.format(**_DIALECTS[connection.dialect.name]).split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    look = sa.inspect(connection)
    for table in _PUBLISHED:
        op.create_table(
            f"staged_{table}",
            sa.Column("staging_version", sa.BigInteger(), autoincrement=False, primary_key=True),
            sa.Column("line", sa.BigInteger(), autoincrement=False, primary_key=True),
            sa.Column("operation", sa.Text(), nullable=False),
            *(
                sa.Column(column["name"], column["type"], nullable=True)
                for column in look.get_columns(table)
                if column["name"] != _PUBLISH_NUMBER.get(table)
            ),
        )
    if connection.dialect.name == "postgresql":
        # PostgreSQL keeps sampled values of columns in its catalogue, where a key would outlive an erasure.
        for table in ("resident", "staged_resident"):
            connection.exec_driver_sql(f"alter table {table} alter column resident_key set statistics 0")


def downgrade() -> None:
    """Drop everything, the views of consumers too."""
    connection = op.get_bind()
    look = sa.inspect(connection)
    views = set(look.get_view_names())
    # A view may be read by others: those that are go after those.
    for view in sorted(views, key=lambda name: name.endswith("_tag")):
        connection.exec_driver_sql(f'drop view "{view}"')
    for table in look.get_table_names():
        if table != "alembic_version":
            op.drop_table(table)
