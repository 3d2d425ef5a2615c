"""Which sources are too old or too incomplete to say anything, and what is unknown because of them.

Belongs here: the one definition of a stale source, and taking away what was made from one, or from a source
that is in doubt of somebody (a row that names them was refused).
Does not belong here: which column is made from what (`tag_rules/features.yaml`).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.registry.cases import TOLD_BY
from tag_rules.engine.model import Feature


def is_stale(source_status: pl.DataFrame, source: str, as_of: date) -> bool:
    """Whether a source is missing, late or partial, or its span has passed at `as_of`."""
    return source not in good_sources(source_status, as_of)


def good_sources(source_status: pl.DataFrame, as_of: date) -> frozenset[str]:
    """Return the sources that are whole and in time, and whose span has not passed at `as_of`."""
    in_span = pl.col("source_as_of") + pl.duration(days="stale_after_days") >= as_of
    good = source_status.filter((pl.col("state") == "good") & in_span)
    return frozenset(good.get_column("source").cast(pl.String))


def null_while_stale(
    frame: pl.DataFrame, features: Mapping[str, Feature], source_status: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return `frame` with every value null that the catalogue says is made from a source now stale.

    A case is told by one of the sources that cases come from: of the sources of its columns, the others of
    them do not count.
    """
    good = good_sources(source_status, as_of)
    told_by = pl.lit(None, pl.String)
    if "source" in frame.columns:
        told_by = pl.col("source").cast(pl.String).replace_strict(TOLD_BY, return_dtype=pl.String)
    known = {
        name: pl.when(told_by.is_in(features[name].sources))
        .then(told_by.is_in(good))
        .otherwise(pl.lit(good.issuperset(features[name].sources)))
        for name in frame.columns
        if name in features and not good.issuperset(features[name].sources)
    }
    return frame.with_columns(pl.when(is_known).then(pl.col(name)) for name, is_known in known.items())


def null_where_in_doubt(
    frame: pl.DataFrame,
    features: Mapping[str, Feature],
    subject: str,
    doubt: pl.DataFrame,
    household_of: pl.DataFrame,
) -> pl.DataFrame:
    """Return `frame` with null what is made from a source that is in doubt of the very subject.

    doubt: the registry's frame. household_of: resident_id, household_id; what a resident has from their
    household (`household_…`) is in doubt with it. Rolls are not: their entries say it themselves.
    """
    of_subject = doubt.filter(pl.col("subject") == subject).select("source", "subject_id")
    parts = {"": of_subject}
    if subject == "resident":
        of_household = doubt.filter(pl.col("subject") == "household").rename({"subject_id": "household_id"})
        parts["household_"] = of_household.join(household_of, on="household_id").select(
            "source", subject_id="resident_id"
        )
    unknown: dict[str, list[pl.Expr]] = {}
    for prefix, part in parts.items():
        for (source,), rows in part.partition_by("source", as_dict=True).items():
            named = pl.col("subject_id").is_in(rows["subject_id"].implode())
            for name in frame.columns:
                if name in features and source in features[name].sources and name.startswith(prefix):
                    unknown.setdefault(name, []).append(named)
    return frame.with_columns(
        pl.when(~pl.any_horizontal(named)).then(pl.col(name)) for name, named in unknown.items()
    )
