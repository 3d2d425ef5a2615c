"""Schema v1 of the published database, the same on SQLite and PostgreSQL.

Belongs here: tables, keys and indexes as SQLAlchemy Core, and which columns make each staged row.
Does not belong here: views and how a schema comes about or changes (`migrations/`), what tables and columns
mean (`descriptions.py`), reading and writing.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from assets.people import PersonColumns
from assets.publication.store import columns, records
from assets.publication.store.columns import current, ids, key, place, span, text
from assets.publication.store.descriptions import description, table_description

METADATA = columns.METADATA

# What we keep of publishing, contracts and upkeep.
consumer_contract = records.consumer_contract
consumer_grant = records.consumer_grant
consumer_request = records.consumer_request
consumer_view = records.consumer_view
erasure_remainder = records.erasure_remainder
publication = records.publication
publication_audit = records.publication_audit
published_snapshot = records.published_snapshot
quality_result = records.quality_result
retention_record = records.retention_record
staged_version = records.staged_version
work_order_status = records.work_order_status

_TAG_TEXT = [
    "level", "category_code", "category_title_zh", "category_title_en", "title_zh", "title_en", "subject",
    "definition", "sensitivity", "purpose", "owner",
]  # fmt: skip

tag = sa.Table(
    "tag",
    METADATA,
    key("tag_code", sa.Text()),
    *text(*_TAG_TEXT),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date()),
    *text("status"),
)
tag_version = sa.Table(
    "tag_version",
    METADATA,
    key("tag_code", sa.Text()),
    key("version", sa.Integer()),
    *text(*_TAG_TEXT),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date()),
)


# By what subjects are asked for: who lives in a household or building, what a committee has.
_SOUGHT = {
    "resident": ("household_id", "dwelling_id", "building_id", "committee_code"),
    "household": ("dwelling_id", "building_id", "committee_code"),
    "dwelling": ("building_id", "committee_code"),
    "building": ("compound_id", "committee_code"),
    "compound": ("committee_code",),
}


def _subject_table(
    name: str,
    parents: tuple[str, ...],
    first: Iterable[sa.Column[Any]] = (),
    last: Iterable[sa.Column[Any]] = (),
) -> sa.Table:
    return sa.Table(
        name,
        METADATA,
        key(f"{name}_id"),
        *first,
        *ids(*parents),
        *place(),
        *span(),
        *last,
        current(f"uq_{name}", f"{name}_id", unique=True),
        *(current(f"ix_{name}_{column}", column) for column in _SOUGHT.get(name, ())),
    )


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
    key("division_code", sa.Text()),
    *text("level"),
    *text("name_zh", "name_en", "parent_code", "grid_code", nullable=True),
    *span(),
    current("uq_division", "division_code", unique=True),
)
# Every other code that is published; of which column it is one says `code_lists.CODED`.
code_list = sa.Table(
    "code_list",
    METADATA,
    key("list_name", sa.Text()),
    key("code", sa.Text()),
    *text("title_zh", "title_en"),
    sa.Column("rank", sa.BigInteger(), nullable=False),
)


def _tag_timeline(name: str, *more: sa.Column[Any], areas: tuple[str, ...] = ()) -> sa.Table:
    return sa.Table(
        name,
        METADATA,
        key("subject", sa.Text()),
        key("subject_id"),
        key("tag_code", sa.Text()),
        *more,
        *text("origin", "status"),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        *text("street_code", "committee_code", nullable=True),
        *span(),
        sa.Column("changed_in", sa.BigInteger(), nullable=False),
        current(f"uq_{name}", "subject", "subject_id", "tag_code", unique=True),
        current(f"ix_{name}_tag", "tag_code", "subject_id"),
        *(current(f"ix_{name}_{column}", f"{column}_code", "tag_code") for column in areas),
    )


# is_under_14: of residents only, true when nobody knows; it decides which consumers may read the row.
tag_assignment = _tag_timeline(
    "tag_assignment",
    sa.Column("value", sa.Text()),
    sa.Column("is_under_14", sa.Boolean()),
    areas=("committee",),
)
tag_unknown = _tag_timeline("tag_unknown")
# Who is undecided about any tag, and about which set of them: the number says the same on every date.
undecided_subject = sa.Table(
    "undecided_subject",
    METADATA,
    key("subject", sa.Text()),
    key("subject_id"),
    sa.Column("set_number", sa.BigInteger(), nullable=False),
    *text("street_code", "committee_code", nullable=True),
    sa.Column("is_under_14", sa.Boolean()),
    *span(),
    current("uq_undecided_subject", "subject", "subject_id", unique=True),
    sa.Index("ix_undecided_subject_set", "set_number"),
)  # fmt: skip
undecided_set = sa.Table(
    "undecided_set",
    METADATA,
    key("set_number"),
    key("tag_code", sa.Text()),
    sa.Index("ix_undecided_set_tag", "tag_code"),
)

tag_change = sa.Table(
    "tag_change",
    METADATA,
    key("publication_id"),
    key("sequence"),
    *text("subject"),
    sa.Column("subject_id", sa.BigInteger(), nullable=False),
    *text("tag_code", "change"),
    sa.Column("effective_from", sa.Date(), nullable=False),
    sa.Column("effective_to", sa.Date()),
    *text("value", nullable=True),
    *text("origin", "status"),
    *text("street_code", "committee_code", nullable=True),
    *text("cause"),
    sa.Column("is_under_14", sa.Boolean()),
    # For one subject: why it has its tags, and what of it is to be erased.
    sa.Index("ix_tag_change_subject", "subject", "subject_id"),
)

# What a copy of the current tags must add up to (checksum.py); committee_code '' = without a committee.
committee_checksum = sa.Table(
    "committee_checksum",
    METADATA,
    key("committee_code", sa.Text()),
    sa.Column("rows", sa.BigInteger(), nullable=False),
    sa.Column("checksum", sa.BigInteger(), nullable=False),
)

problem_case = sa.Table(
    "problem_case",
    METADATA,
    key("case_id", sa.Text()),
    *text("source"),
    sa.Column("received_on", sa.Date(), nullable=False),
    sa.Column("closed_on", sa.Date()),
    *text("committee_code", "subject", nullable=True),
    *ids("subject_id"),
    *text("request_type", "discovery", "label_code", "labelled_by", "matched_terms", nullable=True),
    *text("status"),
    # The subject_id of tags on this case; null for a note or finding, which is a case only by its label.
    *ids("case_number"),
    *text("street_code", "department", "outcome", nullable=True),
    sa.Index("ix_problem_case_committee_day", "committee_code", "received_on"),
)
# Every label of a case; rank 1 is its label_code. `source`: of a source that did not come they stand as told.
problem_case_label = sa.Table(
    "problem_case_label",
    METADATA,
    key("case_id", sa.Text()),
    key("label_code", sa.Text()),
    sa.Column("rank", sa.BigInteger(), nullable=False),
    *text("source"),
    *text("committee_code", nullable=True),
    sa.Index("ix_problem_case_label_code", "label_code"),
)
# Texts that went to those who can help at once: how many, never whose.
routed_out = sa.Table(
    "routed_out",
    METADATA,
    key("snapshot_date", sa.Date()),
    key("topic", sa.Text()),
    sa.Column("count", sa.BigInteger()),
    sa.Column("suppressed", sa.Boolean(), nullable=False),
)
# Weeks in which an area has more cases of a label than is usual; never fewer than five.
problem_alarm = sa.Table(
    "problem_alarm",
    METADATA,
    key("snapshot_date", sa.Date()),
    key("week_start", sa.Date()),
    key("area_level", sa.Text()),
    key("area_code", sa.Text()),
    key("label_code", sa.Text()),
    sa.Column("cases", sa.BigInteger(), nullable=False),
    sa.Column("usual", sa.BigInteger(), nullable=False),
    sa.Column("unusual_from", sa.BigInteger(), nullable=False),
)

tag_statistic = sa.Table(
    "tag_statistic",
    METADATA,
    key("snapshot_date", sa.Date()),
    key("area_level", sa.Text()),
    key("area_code", sa.Text()),
    key("tag_code", sa.Text()),
    key("subject", sa.Text()),
    sa.Column("count", sa.BigInteger()),
    sa.Column("unknown", sa.BigInteger()),
    sa.Column("suppressed", sa.Boolean(), nullable=False),
)
# 一特征三清单: list_kind is feature, needs, resources, services or gaps; item a tag, label, fact or kind.
committee_profile = sa.Table(
    "committee_profile",
    METADATA,
    key("snapshot_date", sa.Date()),
    key("committee_code", sa.Text()),
    key("list_kind", sa.Text()),
    key("item", sa.Text()),
    *text("value", nullable=True),
    sa.Column("number", sa.BigInteger()),
    *text("unit", nullable=True),
    sa.Column("unknown", sa.BigInteger()),
    sa.Column("suppressed", sa.Boolean(), nullable=False),
    *text("reason_zh", "reason_en", nullable=True),
    sa.Column("rank", sa.BigInteger(), nullable=False),
)
# What the district reports of itself; item: a department or problem label, '' for all.
district_figure = sa.Table(
    "district_figure",
    METADATA,
    key("snapshot_date", sa.Date()),
    *(key(name, sa.Text()) for name in ("figure", "item", "area_level", "area_code", "period")),
    sa.Column("number", sa.BigInteger()),
    *text("unit"),
    sa.Column("suppressed", sa.Boolean(), nullable=False),
)
quarantine_summary = sa.Table(
    "quarantine_summary",
    METADATA,
    key("snapshot_date", sa.Date()),
    key("source", sa.Text()),
    key("reason_code", sa.Text()),
    sa.Column("rows", sa.BigInteger(), nullable=False),
)
# How well records fit together; `item` is a code of reports/record_quality.
record_quality = sa.Table(
    "record_quality",
    METADATA,
    key("snapshot_date", sa.Date()),
    key("area_level", sa.Text()),
    key("area_code", sa.Text()),
    key("item", sa.Text()),
    sa.Column("count", sa.BigInteger()),
    sa.Column("suppressed", sa.Boolean(), nullable=False),
)
# State of each published date, not acts: whoever is absent from it goes by their own id.
resident_merge = sa.Table(
    "resident_merge",
    METADATA,
    key("snapshot_date", sa.Date()),
    key("resident_id"),
    sa.Column("known_as_id", sa.BigInteger(), nullable=False),
)

# The tables a publish writes, in the order in which it writes them.
PUBLISHED_TABLES = (
    tag, tag_version, division, code_list, resident, household, dwelling, building, compound, committee,
    tag_assignment, tag_unknown, undecided_set, undecided_subject, tag_change, committee_checksum,
    problem_case, problem_case_label, routed_out, problem_alarm, tag_statistic, committee_profile,
    quarantine_summary, record_quality, district_figure, resident_merge,
)  # fmt: skip

# How they name people, their staged twins alike; the others are about places, areas and texts of rules.
PERSON_COLUMNS = {
    "resident": PersonColumns(ids=("resident_id",)),
    "tag_assignment": PersonColumns(subject_by=("subject_id",)),
    "tag_unknown": PersonColumns(subject_by=("subject_id",)),
    "undecided_subject": PersonColumns(subject_by=("subject_id",)),
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
        key("staging_version"),
        key("line"),
        *text("operation"),
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
