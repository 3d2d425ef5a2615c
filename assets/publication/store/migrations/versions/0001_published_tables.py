"""Schema v1: the published tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "building",
        sa.Column("building_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("compound_id", sa.BigInteger(), nullable=True),
        sa.Column("street_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("building_id", "valid_from"),
    )
    op.create_index(
        "uq_building_current",
        "building",
        ["building_id"],
        unique=True,
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "committee",
        sa.Column("committee_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("street_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("committee_id", "valid_from"),
    )
    op.create_index(
        "uq_committee_current",
        "committee",
        ["committee_id"],
        unique=True,
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "compound",
        sa.Column("compound_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("street_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("compound_id", "valid_from"),
    )
    op.create_index(
        "uq_compound_current",
        "compound",
        ["compound_id"],
        unique=True,
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "dwelling",
        sa.Column("dwelling_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("compound_id", sa.BigInteger(), nullable=True),
        sa.Column("street_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("dwelling_id", "valid_from"),
    )
    op.create_index(
        "uq_dwelling_current",
        "dwelling",
        ["dwelling_id"],
        unique=True,
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "household",
        sa.Column("household_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dwelling_id", sa.BigInteger(), nullable=True),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("compound_id", sa.BigInteger(), nullable=True),
        sa.Column("street_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("household_id", "valid_from"),
    )
    op.create_index(
        "uq_household_current",
        "household",
        ["household_id"],
        unique=True,
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "problem_case",
        sa.Column("case_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("request_type", sa.Text(), nullable=True),
        sa.Column("discovery", sa.Text(), nullable=True),
        sa.Column("label_code", sa.Text(), nullable=True),
        sa.Column("labelled_by", sa.Text(), nullable=True),
        sa.Column("matched_terms", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_table(
        "quarantine_summary",
        sa.Column("snapshot_date", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot_date", "source", "reason_code"),
    )
    op.create_table(
        "resident",
        sa.Column("resident_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("resident_key", sa.Text(), nullable=True),
        sa.Column("is_under_14", sa.Boolean(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=True),
        sa.Column("dwelling_id", sa.BigInteger(), nullable=True),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("compound_id", sa.BigInteger(), nullable=True),
        sa.Column("street_code", sa.Text(), nullable=True),
        sa.Column("grid_code", sa.Text(), nullable=True),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("resident_id", "valid_from"),
    )
    op.create_index(
        "uq_resident_current",
        "resident",
        ["resident_id"],
        unique=True,
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "tag",
        sa.Column("tag_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("category_title_zh", sa.Text(), nullable=False),
        sa.Column("category_title_en", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("sensitivity", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tag_code"),
    )
    op.create_table(
        "tag_assignment",
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tag_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("street_code", sa.Text(), nullable=True),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("changed_in", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "subject_id", "tag_code", "valid_from"),
    )
    op.create_index(
        "ix_tag_assignment_tag_current",
        "tag_assignment",
        ["tag_code", "subject_id"],
        unique=False,
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_index(
        "uq_tag_assignment_current",
        "tag_assignment",
        ["subject", "subject_id", "tag_code"],
        unique=True,
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "tag_change",
        sa.Column("publication_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_code", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("street_code", sa.Text(), nullable=True),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("publication_id", "sequence"),
    )
    op.create_table(
        "tag_statistic",
        sa.Column("snapshot_date", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("area_level", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("area_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("tag_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=True),
        sa.Column("unknown", sa.BigInteger(), nullable=True),
        sa.Column("suppressed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot_date", "area_level", "area_code", "tag_code", "subject"),
    )
    op.create_table(
        "tag_unknown",
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tag_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("street_code", sa.Text(), nullable=True),
        sa.Column("committee_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("changed_in", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "subject_id", "tag_code", "valid_from"),
    )
    op.create_index(
        "ix_tag_unknown_tag_current",
        "tag_unknown",
        ["tag_code", "subject_id"],
        unique=False,
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_index(
        "uq_tag_unknown_current",
        "tag_unknown",
        ["subject", "subject_id", "tag_code"],
        unique=True,
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.create_table(
        "tag_version",
        sa.Column("tag_code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("category_title_zh", sa.Text(), nullable=False),
        sa.Column("category_title_en", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("sensitivity", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tag_code", "version"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("tag_version")
    op.drop_index(
        "uq_tag_unknown_current",
        table_name="tag_unknown",
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_index(
        "ix_tag_unknown_tag_current",
        table_name="tag_unknown",
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_table("tag_unknown")
    op.drop_table("tag_statistic")
    op.drop_table("tag_change")
    op.drop_index(
        "uq_tag_assignment_current",
        table_name="tag_assignment",
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_index(
        "ix_tag_assignment_tag_current",
        table_name="tag_assignment",
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_table("tag_assignment")
    op.drop_table("tag")
    op.drop_index(
        "uq_resident_current",
        table_name="resident",
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_table("resident")
    op.drop_table("quarantine_summary")
    op.drop_table("problem_case")
    op.drop_index(
        "uq_household_current",
        table_name="household",
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_table("household")
    op.drop_index(
        "uq_dwelling_current",
        table_name="dwelling",
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_table("dwelling")
    op.drop_index(
        "uq_compound_current",
        table_name="compound",
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_table("compound")
    op.drop_index(
        "uq_committee_current",
        table_name="committee",
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_table("committee")
    op.drop_index(
        "uq_building_current",
        table_name="building",
        sqlite_where=sa.text("valid_to is null"),
        postgresql_where=sa.text("valid_to is null"),
    )
    op.drop_table("building")
