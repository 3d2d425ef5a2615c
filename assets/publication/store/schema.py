"""Schema v1 of the published database, the same on SQLite and PostgreSQL.

Belongs here: tables, keys and indexes as SQLAlchemy Core, and which columns make each staged row.
Does not belong here: views and how a schema comes about or changes (`migrations/`), what tables and columns
mean (`descriptions.py`), reading and writing.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from assets.people import PersonColumns
from assets.publication.store.descriptions import description, table_description

METADATA = sa.MetaData()

# SQLite knows no bigint key that counts by itself; its INTEGER is 64 bits wide.
_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str, kind: sa.types.TypeEngine[Any] | None = None) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.BigInteger(), primary_key=True, autoincrement=False)


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _ids(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger()) for name in names]


def _span() -> list[sa.Column[Any]]:
    """A half-open interval; valid_to null = current; valid_from is part of the key."""
    return [_key("valid_from", sa.Date()), sa.Column("valid_to", sa.Date())]


def _place() -> list[sa.Column[Any]]:
    return _text("street_code", "grid_code", "committee_code", nullable=True)


publication = sa.Table(
    "publication",
    METADATA,
    _key("publication_id"),
    sa.Column("snapshot_date", sa.Date(), nullable=False),
    *_text("published_at", "rule_set_version", "run_id"),
    sa.Column("rows_added", sa.BigInteger(), nullable=False),
    sa.Column("rows_removed", sa.BigInteger(), nullable=False),
    sa.Column("rows_current", sa.BigInteger(), nullable=False),
)

# Which content of each date is live. Changes in the same transaction as the tables it explains.
published_snapshot = sa.Table(
    "published_snapshot", METADATA, _key("snapshot_date", sa.Date()), *_text("content_hash")
)

_TAG_TEXT = [
    "level", "category_code", "category_title_zh", "category_title_en", "title_zh", "title_en", "subject",
    "definition", "sensitivity", "purpose", "owner",
]  # fmt: skip

tag = sa.Table(
    "tag",
    METADATA,
    _key("tag_code", sa.Text()),
    *_text(*_TAG_TEXT),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date()),
    *_text("status"),
)
tag_version = sa.Table(
    "tag_version",
    METADATA,
    _key("tag_code", sa.Text()),
    _key("version", sa.Integer()),
    *_text(*_TAG_TEXT),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date()),
)


def _subject_table(
    name: str,
    parents: tuple[str, ...],
    first: Iterable[sa.Column[Any]] = (),
    last: Iterable[sa.Column[Any]] = (),
) -> sa.Table:
    return sa.Table(
        name,
        METADATA,
        _key(f"{name}_id"),
        *first,
        *_ids(*parents),
        *_place(),
        *_span(),
        *last,
        sa.Index(
            f"uq_{name}_current", f"{name}_id", unique=True,
            sqlite_where=sa.text("valid_to is null"), postgresql_where=sa.text("valid_to is null"),
        ),
    )  # fmt: skip


resident = _subject_table(
    "resident",
    ("household_id", "dwelling_id", "building_id", "compound_id"),
    first=(sa.Column("resident_key", sa.Text()), sa.Column("is_under_14", sa.Boolean(), nullable=False)),
    last=(sa.Column("lives_here", sa.Boolean()), sa.Column("registered_here", sa.Boolean())),
)
household = _subject_table("household", ("dwelling_id", "building_id", "compound_id"))
dwelling = _subject_table("dwelling", ("building_id", "compound_id"))
building = _subject_table("building", ("compound_id",))
compound = _subject_table("compound", ())
committee = _subject_table("committee", ())
# Every area by its code; what a code of an area is called.
division = sa.Table(
    "division",
    METADATA,
    _key("division_code", sa.Text()),
    *_text("level"),
    *_text("name_zh", "name_en", "parent_code", "grid_code", nullable=True),
    *_span(),
    sa.Index(
        "uq_division_current", "division_code", unique=True,
        sqlite_where=sa.text("valid_to is null"), postgresql_where=sa.text("valid_to is null"),
    ),
)  # fmt: skip
# Every other code that is published; of which column it is one says `code_lists.CODED`.
code_list = sa.Table(
    "code_list",
    METADATA,
    _key("list_name", sa.Text()),
    _key("code", sa.Text()),
    *_text("title_zh", "title_en"),
    sa.Column("rank", sa.BigInteger(), nullable=False),
)


def _tag_timeline(name: str, *more: sa.Column[Any]) -> sa.Table:
    current: dict[str, Any] = {
        "sqlite_where": sa.text("valid_to is null"),
        "postgresql_where": sa.text("valid_to is null"),
    }
    return sa.Table(
        name,
        METADATA,
        _key("subject", sa.Text()),
        _key("subject_id"),
        _key("tag_code", sa.Text()),
        *more,
        *_text("origin", "status"),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        *_text("street_code", "committee_code", nullable=True),
        *_span(),
        sa.Column("changed_in", sa.BigInteger(), nullable=False),
        sa.Index(f"uq_{name}_current", "subject", "subject_id", "tag_code", unique=True, **current),
        sa.Index(f"ix_{name}_tag_current", "tag_code", "subject_id", **current),
    )


# is_under_14: of residents only, true when nobody knows; it decides which consumers may read the row.
tag_assignment = _tag_timeline(
    "tag_assignment", sa.Column("value", sa.Text()), sa.Column("is_under_14", sa.Boolean())
)
tag_unknown = _tag_timeline("tag_unknown")

tag_change = sa.Table(
    "tag_change",
    METADATA,
    _key("publication_id"),
    _key("sequence"),
    *_text("subject"),
    sa.Column("subject_id", sa.BigInteger(), nullable=False),
    *_text("tag_code", "change"),
    sa.Column("effective_from", sa.Date(), nullable=False),
    sa.Column("effective_to", sa.Date()),
    *_text("value", nullable=True),
    *_text("origin", "status"),
    *_text("street_code", "committee_code", nullable=True),
    *_text("cause"),
    sa.Column("is_under_14", sa.Boolean()),
    # For one subject: why it has its tags, and what of it is to be erased.
    sa.Index("ix_tag_change_subject", "subject", "subject_id"),
)

# What a copy of the current tags must add up to (checksum.py); committee_code '' = without a committee.
committee_checksum = sa.Table(
    "committee_checksum",
    METADATA,
    _key("committee_code", sa.Text()),
    sa.Column("rows", sa.BigInteger(), nullable=False),
    sa.Column("checksum", sa.BigInteger(), nullable=False),
)

problem_case = sa.Table(
    "problem_case",
    METADATA,
    _key("case_id", sa.Text()),
    *_text("source"),
    sa.Column("received_on", sa.Date(), nullable=False),
    sa.Column("closed_on", sa.Date()),
    *_text("committee_code", "subject", nullable=True),
    *_ids("subject_id"),
    *_text("request_type", "discovery", "label_code", "labelled_by", "matched_terms", nullable=True),
    *_text("status"),
    # The subject_id of tags on this case; null for a visit, which is a case only by its label.
    *_ids("case_number"),
)

tag_statistic = sa.Table(
    "tag_statistic",
    METADATA,
    _key("snapshot_date", sa.Date()),
    _key("area_level", sa.Text()),
    _key("area_code", sa.Text()),
    _key("tag_code", sa.Text()),
    _key("subject", sa.Text()),
    sa.Column("count", sa.BigInteger()),
    sa.Column("unknown", sa.BigInteger()),
    sa.Column("suppressed", sa.Boolean(), nullable=False),
)
# 一特征三清单: list_kind is feature, needs, resources or services; item a tag, a label, a fact or a kind.
committee_profile = sa.Table(
    "committee_profile",
    METADATA,
    _key("snapshot_date", sa.Date()),
    _key("committee_code", sa.Text()),
    _key("list_kind", sa.Text()),
    _key("item", sa.Text()),
    *_text("value", nullable=True),
    sa.Column("rank", sa.BigInteger(), nullable=False),
)
quarantine_summary = sa.Table(
    "quarantine_summary",
    METADATA,
    _key("snapshot_date", sa.Date()),
    _key("source", sa.Text()),
    _key("reason_code", sa.Text()),
    sa.Column("rows", sa.BigInteger(), nullable=False),
)
# How well records fit together; `item` is a code of reports/record_quality.
record_quality = sa.Table(
    "record_quality",
    METADATA,
    _key("snapshot_date", sa.Date()),
    _key("area_level", sa.Text()),
    _key("area_code", sa.Text()),
    _key("item", sa.Text()),
    sa.Column("count", sa.BigInteger()),
    sa.Column("suppressed", sa.Boolean(), nullable=False),
)
# State of each published date, not acts: whoever is absent from it goes by their own id.
resident_merge = sa.Table(
    "resident_merge",
    METADATA,
    _key("snapshot_date", sa.Date()),
    _key("resident_id"),
    sa.Column("known_as_id", sa.BigInteger(), nullable=False),
)

# One attempt to publish a date. The publish step looks here for what it may publish.
staged_version = sa.Table(
    "staged_version",
    METADATA,
    sa.Column("staging_version", _COUNTER, primary_key=True, autoincrement=True),
    sa.Column("snapshot_date", sa.Date(), nullable=False),
    sa.Column("base_publication_id", sa.BigInteger(), nullable=False),
    *_text("base_content_hash", "snapshot_hash", "rule_set_version", "staged_at"),
    sa.Column("rows_added", sa.BigInteger(), nullable=False),
    sa.Column("rows_removed", sa.BigInteger(), nullable=False),
    sa.Column("publication_id", sa.BigInteger()),
    *_text("published_at", nullable=True),
)
publication_audit = sa.Table(
    "publication_audit",
    METADATA,
    _key("staging_version"),
    sa.Column("snapshot_date", sa.Date(), nullable=False),
    sa.Column("base_publication_id", sa.BigInteger(), nullable=False),
    *_text("content_hash"),
    sa.Column("passed", sa.Boolean(), nullable=False),
    *_text("decided_at"),
    *_text("override_by", "override_reason", nullable=True),
)
quality_result = sa.Table(
    "quality_result",
    METADATA,
    _key("staging_version"),
    sa.Column("publication_id", sa.BigInteger()),
    _key("table_name", sa.Text()),
    _key("check_name", sa.Text()),
    *_text("severity"),
    sa.Column("passed", sa.Boolean(), nullable=False),
    *_text("observed_value", nullable=True),
)

# The views of ledgers there are, with the query each was made from (`provision.py`).
consumer_view = sa.Table("consumer_view", METADATA, _key("view_name", sa.Text()), *_text("query"))

# The contracts in force: the key of each one's ids, and the terms its copy is kept by ('' = ended).
consumer_contract = sa.Table(
    "consumer_contract", METADATA, _key("consumer", sa.Text()), *_text("key", "terms")
)
# Every change of what a consumer is given, for good.
consumer_grant = sa.Table(
    "consumer_grant",
    METADATA,
    _key("consumer", sa.Text()),
    _key("granted_at", sa.Text()),
    *_text("terms"),
    *_text("legal_basis", nullable=True),
)
# Requests for tags of another purpose, with what was decided of each: approvals.yaml as a table.
consumer_request = sa.Table(
    "consumer_request",
    METADATA,
    _key("consumer", sa.Text()),
    _key("purpose", sa.Text()),
    _key("requested_on", sa.Date()),
    *_text("requested_by", "why"),
    *_text("decision", "decided_by", nullable=True),
    sa.Column("decided_on", sa.Date()),
    sa.Column("until", sa.Date()),
)
# What platforms reported of their work orders: of each order the report that holds (order_store.py).
work_order_status = sa.Table(
    "work_order_status",
    METADATA,
    _key("consumer", sa.Text()),
    _key("order_id", sa.Text()),
    *_text("status", "changed_at"),
)
# What an erasure has deleted and the disk still holds (upkeep/remains.py). place '' is the database itself.
# transaction_id: PostgreSQL's, whose end every older reader has to reach first.
erasure_remainder = sa.Table(
    "erasure_remainder",
    METADATA,
    _key("place", sa.Text()),
    _key("table_name", sa.Text()),
    *_text("since"),
    *_ids("transaction_id"),
)

# What went because its purpose's time was up (retention.py). kept_from: intervals that ended by then are
# gone. feed_from: the first publication whose lines of that purpose are all there.
retention_record = sa.Table(
    "retention_record",
    METADATA,
    _key("purpose", sa.Text()),
    _key("carried_out_at", sa.Text()),
    *_ids("publication_id"),
    sa.Column("kept_from", sa.Date(), nullable=False),
    sa.Column("feed_from", sa.BigInteger(), nullable=False),
    sa.Column("rows_removed", sa.BigInteger(), nullable=False),
)

# The tables a publish writes, in the order in which it writes them.
PUBLISHED_TABLES = (
    tag, tag_version, division, code_list, resident, household, dwelling, building, compound, committee,
    tag_assignment, tag_unknown, tag_change, committee_checksum,
    problem_case, tag_statistic, committee_profile, quarantine_summary, record_quality,
    resident_merge,
)  # fmt: skip

# How they name people, their staged twins alike; the others are about places, areas and texts of rules.
PERSON_COLUMNS = {
    "resident": PersonColumns(ids=("resident_id",)),
    "tag_assignment": PersonColumns(subject_by=("subject_id",)),
    "tag_unknown": PersonColumns(subject_by=("subject_id",)),
    "tag_change": PersonColumns(subject_by=("subject_id",)),
    "resident_merge": PersonColumns(ids=("resident_id", "known_as_id")),
}

# Columns the publish step fills in: only it knows its own number.
PUBLISH_NUMBER = {"tag_assignment": "changed_in", "tag_unknown": "changed_in", "tag_change": "publication_id"}


def _staged(table: sa.Table) -> sa.Table:
    """The staging twin of a table: numbered lines that say which row to delete or insert."""
    return sa.Table(
        f"staged_{table.name}",
        METADATA,
        _key("staging_version"),
        _key("line"),
        *_text("operation"),
        *(
            sa.Column(column.name, column.type, nullable=True)
            for column in table.columns
            if column.name != PUBLISH_NUMBER.get(table.name)
        ),
    )


STAGED = {table.name: _staged(table) for table in PUBLISHED_TABLES}

for _table in METADATA.tables.values():
    _table.comment = table_description(_table.name)
    for _column in _table.columns:
        _column.comment = description(_table.name, _column.name)
