"""What we keep of publishing, judging, contracts and upkeep: the tables that no stage writes whole.

Belongs here: publications, staged versions, audits, contracts, erasure and retention. Does not belong here:
what readers come for (`schema.py`, which names these tables too).
"""

import sqlalchemy as sa

from assets.publication.store.columns import COUNTER, METADATA, ids, key, text

publication = sa.Table(
    "publication",
    METADATA,
    key("publication_id"),
    sa.Column("snapshot_date", sa.Date(), nullable=False),
    *text("published_at", "rule_set_version", "run_id"),
    sa.Column("rows_added", sa.BigInteger(), nullable=False),
    sa.Column("rows_removed", sa.BigInteger(), nullable=False),
    sa.Column("rows_current", sa.BigInteger(), nullable=False),
)

# Which content of each date is live. Changes in the same transaction as the tables it explains.
published_snapshot = sa.Table(
    "published_snapshot", METADATA, key("snapshot_date", sa.Date()), *text("content_hash")
)

# One attempt to publish a date. The publish step looks here for what it may publish.
staged_version = sa.Table(
    "staged_version",
    METADATA,
    sa.Column("staging_version", COUNTER, primary_key=True, autoincrement=True),
    sa.Column("snapshot_date", sa.Date(), nullable=False),
    sa.Column("base_publication_id", sa.BigInteger(), nullable=False),
    *text("base_content_hash", "snapshot_hash", "rule_set_version", "staged_at"),
    sa.Column("rows_added", sa.BigInteger(), nullable=False),
    sa.Column("rows_removed", sa.BigInteger(), nullable=False),
    sa.Column("publication_id", sa.BigInteger()),
    *text("published_at", nullable=True),
    # Of what was worked out (staged_lines.py); '' of versions from before there was one.
    sa.Column("lines_hash", sa.Text(), nullable=False, server_default=""),
)
publication_audit = sa.Table(
    "publication_audit",
    METADATA,
    key("staging_version"),
    sa.Column("snapshot_date", sa.Date(), nullable=False),
    sa.Column("base_publication_id", sa.BigInteger(), nullable=False),
    *text("content_hash"),
    sa.Column("passed", sa.Boolean(), nullable=False),
    *text("decided_at"),
    *text("override_by", "override_reason", nullable=True),
)
quality_result = sa.Table(
    "quality_result",
    METADATA,
    key("staging_version"),
    sa.Column("publication_id", sa.BigInteger()),
    key("table_name", sa.Text()),
    key("check_name", sa.Text()),
    *text("severity"),
    sa.Column("passed", sa.Boolean(), nullable=False),
    *text("observed_value", nullable=True),
)

# The views of ledgers there are, with the query each was made from (`provision.py`).
consumer_view = sa.Table("consumer_view", METADATA, key("view_name", sa.Text()), *text("query"))

# The contracts in force: the key of each one's ids, and the terms its copy is kept by ('' = ended).
consumer_contract = sa.Table("consumer_contract", METADATA, key("consumer", sa.Text()), *text("key", "terms"))
# Every change of what a consumer is given, for good.
consumer_grant = sa.Table(
    "consumer_grant",
    METADATA,
    key("consumer", sa.Text()),
    key("granted_at", sa.Text()),
    *text("terms"),
    *text("legal_basis", nullable=True),
)
# Requests for tags of another purpose, with what was decided of each: approvals.yaml as a table.
consumer_request = sa.Table(
    "consumer_request",
    METADATA,
    key("consumer", sa.Text()),
    key("purpose", sa.Text()),
    key("requested_on", sa.Date()),
    *text("requested_by", "why"),
    *text("decision", "decided_by", nullable=True),
    sa.Column("decided_on", sa.Date()),
    sa.Column("until", sa.Date()),
)
# What platforms reported of their work orders: of each order the report that holds (order_store.py).
work_order_status = sa.Table(
    "work_order_status",
    METADATA,
    key("consumer", sa.Text()),
    key("order_id", sa.Text()),
    *text("status", "changed_at"),
)
# What an erasure has deleted and the disk still holds (upkeep/remains.py). place '' is the database itself.
# transaction_id: PostgreSQL's, whose end every older reader has to reach first.
erasure_remainder = sa.Table(
    "erasure_remainder",
    METADATA,
    key("place", sa.Text()),
    key("table_name", sa.Text()),
    *text("since"),
    *ids("transaction_id"),
)

# What went because its purpose's time was up (retention.py). kept_from: intervals that ended by then are
# gone. feed_from: the first publication whose lines of that purpose are all there.
retention_record = sa.Table(
    "retention_record",
    METADATA,
    key("purpose", sa.Text()),
    key("carried_out_at", sa.Text()),
    *ids("publication_id"),
    sa.Column("kept_from", sa.Date(), nullable=False),
    sa.Column("feed_from", sa.BigInteger(), nullable=False),
    sa.Column("rows_removed", sa.BigInteger(), nullable=False),
)
