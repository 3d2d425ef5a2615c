"""Whom and what refused rows are about: what a source says of them is not known, which is not "no".

Belongs here: reading from refused rows the codes of who or what they name, and where a place says it is. Does
not belong here: why a row is refused (`canonical`), what follows for a fact (`assets/features/doubt.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from assets.intake.contracts import RefusedSubjects

# By table of places: the column of its own code. Its own row alone says what a place belongs to.
_PLACES = {
    "compounds": "compound_code",
    "buildings": "building_code",
    "dwellings": "dwelling_code",
    "households": "household_code",
}
_ABOVE = ("dwelling_code", "building_code", "compound_code", "committee_code")
# By table of facts about people or households: the column that names one, and which.
_FACTS = {
    "residents": (("resident", "person_code"),),
    "residences": (("resident", "person_code"), ("household", "household_code")),
    "visits": (("household", "household_code"),),
    "survey_responses": (("resident", "person_code"),),
    "volunteer_hours": (("resident", "person_code"),),
}
_DOCUMENT = "id_value"
_KEY = ["source", "subject", "subject_code"]


def named_by(table: str, source: str, refused: pl.DataFrame) -> pl.DataFrame:
    """Return what refused rows of a source name: columns of `RefusedSubjects`, and id_value for a code.

    `refused`: rows in canonical columns, null where a text makes no value. The source of a row of a roll is
    the roll, whoever delivers it.
    """
    said = refused.with_columns(source=pl.col("roll") if table == "department_rolls" else pl.lit(source))
    if table in _PLACES:
        above = [name for name in _ABOVE if name in said.columns and name != _PLACES[table]]
        kind = pl.lit(_PLACES[table].removesuffix("_code"))
        parts = [said.select("source", *above, subject=kind, subject_code=_PLACES[table])]
    elif table in ("inspections", "manual_tags"):
        of_tag = ["tag_code"] if table == "manual_tags" else []
        parts = [said.select("source", pl.col("subject").cast(pl.String), "subject_code", *of_tag)]
    elif table in ("department_rolls", "upstream_tags"):
        parts = [said.drop_nulls(_DOCUMENT).select("source", _DOCUMENT, subject=pl.lit("resident"))]
    else:
        if table == "residences":
            # Who is only registered there is no member of the household.
            said = said.filter(pl.col("residence_kind").ne_missing("registered_only"))
        parts = [
            said.select("source", subject=pl.lit(subject), subject_code=code)
            for subject, code in _FACTS.get(table, ())
        ]
    found = pl.concat([_nothing(), *parts], how="diagonal")
    nameless = pl.col("subject_code").is_null() & pl.col(_DOCUMENT).is_null()
    return found.filter(~nameless).drop_nulls(["source", "subject"])


def _nothing() -> pl.DataFrame:
    return RefusedSubjects.create_empty().with_columns(pl.lit(None, pl.String).alias(_DOCUMENT))


def refused_subjects(named: Iterable[pl.DataFrame], tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the table `RefusedSubjects` from what each source's refused rows name.

    Documents become the codes of all who carry them in `tables`, the accepted rows. Who has a good row about
    where they live is not in doubt about it.
    """
    every = pl.concat([_nothing(), *named])
    carriers = tables["residents"].drop_nulls(_DOCUMENT).select(_DOCUMENT, carrier="person_code")
    found = every.join(carriers, on=_DOCUMENT, how="left").with_columns(
        pl.coalesce("subject_code", "carrier")
    )
    settled = tables["residences"].select(
        source=pl.lit("residences"), subject=pl.lit("resident"), subject_code="person_code"
    )
    doubted = found.drop_nulls("subject_code").join(settled, on=_KEY, how="anti")
    each = [*_KEY, "tag_code"]
    one_each = doubted.unique(each, keep="first", maintain_order=True).sort(each)
    return RefusedSubjects.validate(one_each.select(RefusedSubjects.column_names()))
