"""What one export lets us see: which codes there are, and whether it is whole enough to go by.

Belongs here: reading canonical tables for the register, pure. Does not belong here: giving ids.
"""

from collections.abc import Mapping

import polars as pl

from assets.registry.cases import case_codes
from assets.registry.uncertain_subjects import of_refused_place

MUST_BE_WHOLE = (
    "divisions", "compounds", "buildings", "dwellings", "households", "residents", "residences",
    "manual_tags",
)  # fmt: skip
"""A date is published only when these are whole: who is not in them would lose every tag, and a decision by
hand that is not there would bring back what somebody suppressed. Late ones are whole, if old; what no date
ever had takes nothing away, but without people and households there is nothing to publish."""
ALWAYS = ("households", "residents")


def incomplete(source_status: pl.DataFrame) -> list[str]:
    """Return the sources that must be whole and are missing, partial, damaged or not even listed."""
    never = source_status.filter(pl.col("state") == "absent", ~pl.col("source").is_in(ALWAYS))
    enough = {*whole_sources(source_status), *never["source"]}
    return [source for source in MUST_BE_WHOLE if source not in enough]


def whole_sources(source_status: pl.DataFrame) -> frozenset[str]:
    """Return the sources whose export is complete, be it new or old."""
    whole = source_status.filter(pl.col("state").is_in(["good", "late"]))
    return frozenset(whole.get_column("source").cast(pl.String))


def observed_codes(
    tables: Mapping[str, pl.DataFrame], persons: pl.DataFrame, refused: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Return by subject the codes of this date: source_code; of residents what `person_acts` reads.

    People and households that only a residence names, and places whose own row was refused, are observed too:
    they are still there.

    Args:
        tables: the canonical tables, by name.
        persons: of `same_person.persons`.
        refused: the table refused_subject.

    """
    people = persons.select("leading_code", "resident_key", source_code="person_code").hstack(
        tables["residents"].select("name", "sex", "birth_date")
    )
    committees = tables["divisions"].filter(pl.col("level") == "committee")
    observed = {
        "resident": _with_named(people, tables["residences"]["person_code"]).with_columns(
            leading_code=pl.coalesce("leading_code", "source_code")
        ),
        "committee": committees.select(source_code="division_code"),
    }
    observed["case"] = case_codes(tables).select(source_code="case_code")
    for subject in ("household", "dwelling", "building", "compound"):
        own = of_refused_place(refused, subject).get_column("subject_code")
        observed[subject] = _with_named(tables[f"{subject}s"].select(source_code=f"{subject}_code"), own)
    observed["household"] = _with_named(observed["household"], tables["residences"]["household_code"])
    return observed


def _with_named(observed: pl.DataFrame, named: pl.Series) -> pl.DataFrame:
    only_named = pl.DataFrame({"source_code": named}).join(observed, on="source_code", how="anti")
    return pl.concat([observed, only_named.unique()], how="diagonal")
