"""Outcomes as tests write and read them: one row each."""

import polars as pl

from assets.tagging.kept_outcomes import taken_apart

SCHEMA = pl.Schema(
    {
        "subject": pl.String(),
        "subject_id": pl.Int64(),
        "tag_code": pl.String(),
        "outcome": pl.Boolean(),
        "value": pl.String(),
        "origin": pl.String(),
        "status": pl.String(),
        "rule_version": pl.Int32(),
        "keep_days": pl.Int32(),
        "publish_unknown": pl.Boolean(),
        "street_code": pl.String(),
        "committee_code": pl.String(),
    }
)


def kept(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The frames in which such rows are kept."""
    return {name: frame.collect() for name, frame in taken_apart(rows.lazy()).items()}
