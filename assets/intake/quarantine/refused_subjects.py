"""Whom and what refused rows are about: what a source says of them is not known, which is not "no".

Belongs here: reading from refused rows the codes of who or what they name, and where a place says it is. Does
not belong here: why a row is refused (`canonical`), what follows for a fact (`assets/features/staleness.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from assets.intake.outcome_contracts import RefusedSubjects
from tag_rules.engine.tag_values import TagValues

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
    "residences": (("resident", "person_code"),),
    "visits": (("household", "household_code"),),
    "survey_responses": (("resident", "person_code"),),
    "volunteer_hours": (("resident", "person_code"),),
    "committee_requests": (("committee", "committee_code"),),
}
# By table whose rows say of what kind their subject is: the kinds, all of which a row may mean that does not.
_KINDS = {"inspections": ("building", "compound"), "manual_tags": ("resident", "household")}
_DOCUMENT = "id_value"
_KEY = ["source", "subject", "subject_code"]


def named_by(table: str, refused: pl.DataFrame, tags: Mapping[str, TagValues] | None = None) -> pl.DataFrame:
    """Return what refused rows of a table name: columns of `RefusedSubjects`, and id_value for a code.

    Args:
        table: the canonical table. The source of a row of a roll is the roll, whoever delivers it.
        refused: rows in canonical columns, null where a text makes no value.
        tags: the tags there are; a decision by hand on a tag that nobody can read may be about any tag of its
            subject, and names them all.

    """
    rows = refused.with_columns(source=pl.col("roll") if table == "department_rolls" else pl.lit(table))
    if table in _PLACES:
        above = [name for name in _ABOVE if name in rows.columns and name != _PLACES[table]]
        kind = pl.lit(_PLACES[table].removesuffix("_code"))
        parts = [rows.select("source", *above, subject=kind, subject_code=_PLACES[table])]
    elif table == "inspections":
        parts = [_of_every_kind(rows.select("source", "subject", "subject_code"), table)]
    elif table == "manual_tags":
        parts = [_decisions(rows, tags)]
    elif table == "department_rolls":
        parts = [rows.drop_nulls(_DOCUMENT).select("source", _DOCUMENT, subject=pl.lit("resident"))]
    elif table == "upstream_tags":
        # A code that is no tag's may be any tag's, misspelt.
        tag = (
            pl.col("tag_code")
            if tags is None
            else pl.when(pl.col("tag_code").is_in(list(tags))).then("tag_code")
        )
        parts = [rows.drop_nulls(_DOCUMENT).select("source", _DOCUMENT, tag, subject=pl.lit("resident"))]
    else:
        # Whom no household is known of belongs to the committee where they are registered.
        place = {"committee_code": "registered_committee_code"} if table == "residents" else {}
        parts = [
            rows.select("source", subject=pl.lit(subject), subject_code=code, **place)
            for subject, code in _FACTS.get(table, ())
        ]
        if table == "residences":
            # Who is only registered there is no member of the household.
            members = rows.filter(pl.col("residence_kind").ne_missing("registered_only"))
            parts.append(members.select("source", subject=pl.lit("household"), subject_code="household_code"))
    subjects = pl.concat([_nothing(), *parts], how="diagonal")
    nameless = pl.col("subject_code").is_null() & pl.col(_DOCUMENT).is_null()
    return subjects.filter(~nameless).drop_nulls(["source", "subject"])


def _decisions(rows: pl.DataFrame, tags: Mapping[str, TagValues] | None) -> pl.DataFrame:
    named = rows.select(
        "source", "subject", "subject_code", "tag_code", pl.col("action").cast(pl.String)
    ).pipe(_of_every_kind, "manual_tags")
    if tags is None:
        return named.drop("action")
    readable = pl.col("tag_code").is_in(list(tags)).fill_null(False)
    # What was to be added under a code that is none was never there: nothing is to be withheld.
    unreadable = named.filter(~readable & (pl.col("action").ne_missing("add"))).drop("tag_code")
    every = pl.DataFrame(
        [(values.subject, tag) for tag, values in tags.items()],
        schema={"subject": pl.String, "tag_code": pl.String},
        orient="row",
    )
    of_its_kind = named.filter(readable).join(every, on=["subject", "tag_code"], how="semi")
    return pl.concat([of_its_kind, unreadable.join(every, on="subject")], how="diagonal").drop("action")


def _of_every_kind(named: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return the rows with `subject` as text; one that does not say it once for every kind there is."""
    kind = pl.col("subject").cast(pl.String)
    kinds = pl.when(kind.is_null()).then(pl.lit(list(_KINDS[table]))).otherwise(pl.concat_list(kind))
    return named.with_columns(kinds.alias("subject")).explode("subject")


def _nothing() -> pl.DataFrame:
    return RefusedSubjects.create_empty().with_columns(pl.lit(None, pl.String).alias(_DOCUMENT))


def refused_subjects(named: Iterable[pl.DataFrame], tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the table `RefusedSubjects` from what each source's refused rows name.

    Documents become the codes of all who carry them in `tables`, the accepted rows. Who has a good row about
    where they live is not in doubt about it; one about where they are registered does not say that.
    """
    every = pl.concat([_nothing(), *named])
    carriers = tables["residents"].drop_nulls(_DOCUMENT).select(_DOCUMENT, carrier="person_code")
    with_codes = every.join(carriers, on=_DOCUMENT, how="left").with_columns(
        pl.coalesce("subject_code", "carrier")
    )
    settled = (
        tables["residences"]
        .filter(pl.col("residence_kind") == "lives_here")
        .select(source=pl.lit("residences"), subject=pl.lit("resident"), subject_code="person_code")
    )
    doubted = with_codes.drop_nulls("subject_code").join(settled, on=_KEY, how="anti")
    each = [*_KEY, "tag_code"]
    one_each = doubted.unique(each, keep="first", maintain_order=True).sort(each)
    return RefusedSubjects.validate(one_each.select(RefusedSubjects.column_names()))
