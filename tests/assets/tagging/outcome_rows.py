"""Outcomes as tests write and read them: one row each."""

import polars as pl

from assets.tagging.outcome_encoding import SCHEMAS, SORTED_BY, SUBJECT, numbered_sets

_TYPES = {**SCHEMAS["undecided_set"], **SCHEMAS["true_outcome"], "outcome": pl.Boolean()}
SCHEMA = pl.Schema(
    (name, _TYPES[name])
    for name in (
        *("subject", "subject_id", "tag_code", "outcome", "value", "origin", "status", "rule_version"),
        *("keep_days", "publish_unknown", "street_code", "committee_code"),
    )
)


def kept(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The frames in which such rows are kept."""
    of_tag = [name for name in SORTED_BY["undecided_set"] if name != "undecided_set"]
    place = [name for name in SORTED_BY["undecided_subject"] if name not in SUBJECT]
    unknown = rows.filter(pl.col("outcome").is_null())
    tags = unknown.select(of_tag).unique().sort(of_tag).with_row_index("tag")
    lists = (
        unknown.join(tags, on=of_tag, nulls_equal=True).group_by(*SUBJECT, *place).agg(pl.col("tag").sort())
    )
    subjects, sets = numbered_sets(lists, tags)
    true = rows.filter("outcome").select(SCHEMAS["true_outcome"].names())
    return {"true_outcome": true, "undecided_subject": subjects, "undecided_set": sets}
