"""Outcomes as tests write and read them: one row each."""

import polars as pl

from assets.tagging.outcome_encoding import SCHEMAS, encode

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
    return {name: frame.collect() for name, frame in encode(rows.lazy()).items()}
