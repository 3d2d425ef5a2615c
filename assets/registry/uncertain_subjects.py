"""Of whom and what a source is uncertain: a row of it that names them was refused.

Belongs here: refused_subject with ids instead of codes, pure. Does not belong here: entries of rolls, which
are in `person_records` with a level that nobody knows; what follows for a fact
(`assets/features/staleness.py`).
"""

import polars as pl

from assets.registry.identity.register import every_id, ids


def uncertain_subjects(
    refused: pl.DataFrame, carried: pl.DataFrame, residences: pl.DataFrame, id_of_code: pl.DataFrame
) -> pl.DataFrame:
    """The frame `uncertain_subject` (data model, section 2): each row once, sorted.

    What the city says of an ambiguous number is said of nobody. tag_code: the tag, of a row of the city that
    names one; null for whatever the source says.

    Args:
        carried: of `person_records.documents`.
    """
    ambiguous = carried.filter("is_ambiguous").select(
        source=pl.lit("upstream_tags"), subject=pl.lit("resident"), subject_id="resident_id"
    )
    named = (
        refused.select("source", "subject", "subject_code", "tag_code")
        .join(every_id(id_of_code), on=["subject", "subject_code"])
        .select("source", "subject", "subject_id", "tag_code")
    )
    return (
        pl.concat([named, ambiguous, _in_several_homes(residences, id_of_code)], how="diagonal")
        .unique()
        .sort("source", "subject", "subject_id", "tag_code")
    )


def _in_several_homes(residences: pl.DataFrame, id_of_code: pl.DataFrame) -> pl.DataFrame:
    """People who live in several households, and these: who lives in which of them is unknown."""
    living = residences.filter(pl.col("residence_kind") == "lives_here").join(
        ids(id_of_code, "resident").rename({"resident_code": "person_code"}), on="person_code"
    )
    several = (
        living.filter(pl.col("resident_id").is_duplicated())
        .filter(pl.col("household_code").n_unique().over("resident_id") > 1)
        .join(ids(id_of_code, "household"), on="household_code")
    )
    return pl.concat(
        several.select(source=pl.lit("residences"), subject=pl.lit(subject), subject_id=f"{subject}_id")
        for subject in ("resident", "household")
    )


def of_refused_place(refused: pl.DataFrame, subject: str) -> pl.DataFrame:
    """Return the rows of refused_subject that are a place's own: subject_code and the codes above it."""
    own = (pl.col("source") == f"{subject}s") & (pl.col("subject") == subject)
    return refused.filter(own).drop("source", "subject")
