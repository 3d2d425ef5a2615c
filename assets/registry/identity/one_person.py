"""What is known of a person from all their rows: of the source codes they have, of the homes they are in.

Belongs here: making one row of several, pure. Does not belong here: which rows are one person
(`same_person.py`).

Rows that contradict each other are not decided by their order or their age: where two rows differ in a fact,
the fact is unknown.
"""

import polars as pl

FACTS = (
    "name", "sex", "birth_date", "registration_type", "registered_committee_code", "emergency_contact",
)  # fmt: skip
NUMBER = ("id_document_state", "document_differs")


def agreed_facts(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per resident_id with what all rows of the person agree in.

    Args:
        rows: canonical `residents` with resident_id, resident_key and number_is_shared (null in a row nobody
            could read).

    Returns:
        resident_id, resident_key, number_is_shared, the facts (null where two rows differ), updated_on (the
        latest), id_document_state and document_differs of the best number; facts_differ, whether any does.

    """
    columns = ("resident_id", "resident_key", "number_is_shared", *FACTS, *NUMBER, "updated_on")
    several = pl.col("resident_id").is_duplicated()
    single = rows.filter(~several).select(*columns, facts_differ=pl.col("rows_contradict").fill_null(False))
    # Whoever says nothing does not contradict.
    known = {name: pl.col(name).drop_nulls() for name in FACTS}
    known["sex"] = pl.col("sex").filter(pl.col("sex") != "unknown").drop_nulls()
    best = pl.col("id_document_state") == "valid"
    joined = (
        rows.filter(several)
        .sort("resident_id", "person_code")
        .group_by("resident_id", maintain_order=True)
        .agg(
            pl.col("resident_key").drop_nulls().first(),
            pl.col("number_is_shared").any(),
            *(
                pl.when(values.n_unique() == 1).then(values.first()).alias(name)
                for name, values in known.items()
            ),
            *(pl.col(name).sort_by(best, descending=True, nulls_last=True).first() for name in NUMBER),
            pl.col("updated_on").max(),
            facts_differ=pl.col("rows_contradict").any()
            | pl.any_horizontal(*(values.n_unique() > 1 for values in known.values())),
        )
    )
    return pl.concat([single, joined.select(single.columns)], how="vertical_relaxed").with_columns(
        pl.col("number_is_shared").fill_null(False)
    )


def homes(residences: pl.DataFrame) -> pl.DataFrame:
    """Return one row per resident_id: where they live, else where they are only registered.

    Args:
        residences: canonical `residences` with resident_id.

    Returns:
        resident_id, household_code, lives_here, relation_to_head, since; several_homes, whether they live in
        (or else are registered in) several households: which is theirs is unknown then.

    """
    lives_here = pl.col("residence_kind") == "lives_here"
    rows = residences.select(
        "resident_id", "household_code", "relation_to_head", "since", lives_here=lives_here
    ).filter(pl.col("lives_here") == pl.col("lives_here").any().over("resident_id"))
    columns = ("resident_id", "lives_here", "household_code", "relation_to_head", "since")
    again = pl.col("resident_id").is_duplicated()
    single = rows.filter(~again).select(*columns, several_homes=pl.lit(False))
    stated = {name: pl.col(name).drop_nulls() for name in ("household_code", "relation_to_head", "since")}
    joined = (
        rows.filter(again)
        .group_by("resident_id")
        .agg(
            pl.col("lives_here").first(),
            *(
                pl.when(values.n_unique() == 1).then(values.first()).alias(name)
                for name, values in stated.items()
            ),
            several_homes=pl.col("household_code").n_unique() > 1,
        )
    )
    return pl.concat([single, joined.select(single.columns)])
