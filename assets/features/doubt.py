"""Of which subjects a fact is uncertain: a row that it was made from was refused.

Belongs here: following a refused row from whom it names to every fact made from it, and taking those away.
Does not belong here: whom a refused row names (`assets/intake/quarantine/refused_subjects.py`), sources that
are bad as a whole (`staleness.py`).
"""

from collections.abc import Mapping

import polars as pl

from tag_rules.engine.model import Feature

Catalogue = Mapping[str, Mapping[str, Feature]]
_KEY = ("source", "subject", "subject_id")


def doubts(uncertain_subject: pl.DataFrame, registry: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return source, subject, subject_id of all of whom a source is uncertain, each once.

    Who lives in a household lives in its dwelling. Buildings and larger places count whoever is known.

    Args:
        uncertain_subject: the registry's frame.
        registry: the frames of the registry, by name.
    """
    named = uncertain_subject.select(*_KEY).cast({"source": pl.String, "subject": pl.String})
    homes = registry["household"].select("household_id", "dwelling_id").drop_nulls()
    dwellings = (
        named.filter(pl.col("source") == "residences", pl.col("subject") == "household")
        .join(homes, left_on="subject_id", right_on="household_id")
        .select("source", pl.lit("dwelling").alias("subject"), subject_id="dwelling_id")
    )
    return pl.concat([named, dwellings]).unique()


def null_where_doubted(
    frame: pl.DataFrame,
    catalogue: Catalogue,
    subject: str,
    doubted: pl.DataFrame,
    registry: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Return `frame` with null what a source is uncertain of: of the very subject, or of whom it has it from.

    Args:
        frame: features/<subject>.
        catalogue: by subject. Rolls are never uncertain here: their entries say it.
        subject: what the rows are about.
        doubted: of `doubts`.
        registry: the frames of the registry, by name.
    """
    by_place = {
        (of, source): rows["subject_id"]
        for (of, source), rows in doubted.partition_by("subject", "source", as_dict=True).items()
    }

    def uncertain(of: str, feature: Feature) -> pl.Series:
        ids = [by_place[of, source] for source in feature.sources if (of, source) in by_place]
        if feature.from_ is not None:
            above, fact = feature.origin()
            whose = uncertain(above, catalogue[above][fact])
            if f"{above}_id" in registry[of].columns and not whose.is_empty():
                own = registry[of].filter(pl.col(f"{above}_id").is_in(whose.implode()))
                ids.append(own[f"{of}_id"])
        return pl.concat([pl.Series([], dtype=pl.Int64()), *(each.cast(pl.Int64) for each in ids)])

    unknown: dict[str, pl.Series] = {}
    for name, feature in catalogue[subject].items():
        ids = uncertain(subject, feature)
        if name in frame.columns and not ids.is_empty():
            unknown[name] = ids
            # Who was left out may be one more or a later one; those who are known are there all the same.
            if feature.unknown == "at_most" and feature.bound:
                unknown[feature.bound] = ids

    def known(name: str, ids: pl.Series) -> pl.Expr:
        sure = ~pl.col("subject_id").is_in(ids.implode())
        counted = catalogue[subject].get(name)
        # One who is known is enough to say that there is one.
        return sure | pl.col(name) if counted is not None and counted.any_of else sure

    return frame.with_columns(pl.when(known(name, ids)).then(pl.col(name)) for name, ids in unknown.items())
