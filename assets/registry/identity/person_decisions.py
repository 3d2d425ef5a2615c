"""Reviewers' decisions (复核结论) on who is one person: which of them stands.

Belongs here: one decision for each pair of codes, pure. Does not belong here: carrying it out
(`same_person`), where decisions are kept (`decision_store`).
"""

import polars as pl


def standing_decisions(decided: pl.DataFrame) -> pl.DataFrame:
    """Return the newest decision on each pair of codes, in the order in which they are carried out.

    Args:
        decided: of the columns of canonical `person_decisions`; a pair that is undecided stays out.

    Returns:
        person_code, other_person_code (the smaller code first), same_person, decided_by, decided_on; oldest
        first. Of two decisions on one day "two people" stands: people wrongly joined are harder to part than
        to join later.

    """
    pair = (pl.min_horizontal, pl.max_horizontal)
    codes = ("person_code", "other_person_code")
    return (
        decided.drop_nulls("same_person")
        .filter(pl.col("person_code") != pl.col("other_person_code"))
        .select(
            **{name: least(*codes) for name, least in zip(codes, pair, strict=True)},
            same_person="same_person",
            decided_by="decided_by",
            decided_on="decided_on",
        )
        .sort("decided_on", pl.col("same_person").not_(), *codes, nulls_last=False)
        .unique(codes, keep="last", maintain_order=True)
    )
