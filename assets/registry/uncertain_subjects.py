"""Of whom and what a source is in doubt: a row of it that names them was refused.

Belongs here: refused_subject with ids instead of codes, pure. Does not belong here: entries of rolls, which
are in `entries` with a level that nobody knows; what follows for a fact (`assets/features/staleness.py`).
"""

import polars as pl

from assets.registry.identity import every_id


def uncertain_subjects(refused: pl.DataFrame, carried: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """The frame `doubt` (data model, section 2): source, subject, subject_id, each once, sorted.

    carried: of `entries.documents`. What the city says of an ambiguous number is said of nobody.
    """
    ambiguous = carried.filter("is_ambiguous").select(
        source=pl.lit("upstream_tags"), subject=pl.lit("resident"), subject_id="resident_id"
    )
    named = (
        refused.select("source", "subject", "subject_code")
        .join(every_id(register), on=["subject", "subject_code"])
        .select("source", "subject", "subject_id")
    )
    return pl.concat([named, ambiguous]).unique().sort("source", "subject", "subject_id")


def of_refused_place(refused: pl.DataFrame, subject: str) -> pl.DataFrame:
    """Return the rows of refused_subject that are a place's own: subject_code and the codes above it."""
    own = (pl.col("source") == f"{subject}s") & (pl.col("subject") == subject)
    return refused.filter(own).drop("source", "subject")
