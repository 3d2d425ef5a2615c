"""Which source rows of one date are one person (一人一档).

Belongs here: grouping the rows of `residents` by document number and by people's decisions, pure. Does not
belong here: which id a person has (`identity`), how likely two rows are one person (`linkage`).

A document number is evidence, not identity: a number that is valid and stands on rows which contradict each
other in name, sex or birth date was written on somebody else's row at least once. Those rows stay apart, and
nobody is looked up by that number.
"""

from collections.abc import Container

import polars as pl

_COMPARED = ("name", "sex", "birth_date")
NO_DECISIONS = pl.DataFrame(
    schema={"person_code": pl.String, "other_person_code": pl.String, "same_person": pl.Boolean}
)


def persons(residents: pl.DataFrame, keys: pl.Series, *decisions: pl.DataFrame) -> pl.DataFrame:
    """Return which rows are one person.

    Args:
        residents: canonical `residents`: person_code (unique), name, sex, birth_date.
        keys: resident_key of each of them, null without a valid document.
        decisions: what was decided of two codes beside their numbers: person_code, other_person_code,
            same_person Boolean. A later frame wins over an earlier one: scores first, people last.

    Returns:
        One row per row of `residents`, in its order: person_code; leading_code, the smallest code of the
        person; number_is_shared, whether several people carry the number; resident_key, null where it
        is shared.

    """
    known = residents.select(
        "person_code",
        "name",
        "birth_date",
        sex=pl.when(pl.col("sex") != "unknown").then(pl.col("sex").cast(pl.String)),
        resident_key=keys,
    )
    grouped = known.join(
        _leading_codes(known), on="person_code", how="left", maintain_order="left"
    ).with_columns(leading_code=pl.coalesce("leading_code", "person_code"))
    for decided in decisions:
        if not decided.is_empty():
            grouped = _decided(grouped, decided)
    shared = pl.col("leading_code").n_unique().over("resident_key") > 1
    return grouped.with_columns(number_is_shared=pl.col("resident_key").is_not_null() & shared).select(
        "person_code",
        "leading_code",
        "number_is_shared",
        resident_key=pl.when(~pl.col("number_is_shared")).then("resident_key"),
    )


def _leading_codes(known: pl.DataFrame) -> pl.DataFrame:
    """Return person_code, leading_code of the rows whose number stands on several."""
    differ = pl.any_horizontal(
        *(pl.col(name).drop_nulls().n_unique().over("resident_key") > 1 for name in _COMPARED)
    )
    # Of a number on contradicting rows, those that agree in everything are one person all the same.
    complete = pl.all_horizontal(*(pl.col(name).is_not_null() for name in _COMPARED))
    again = pl.col("resident_key").is_not_null() & pl.col("resident_key").is_duplicated()
    return (
        known.filter(again)
        .with_columns(differ=differ)
        .select(
            "person_code",
            leading_code=pl.when(~pl.col("differ"))
            .then(pl.col("person_code").min().over("resident_key"))
            .when(complete)
            .then(pl.col("person_code").min().over("resident_key", *_COMPARED))
            .otherwise("person_code"),
        )
    )


def _decided(grouped: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """The rows with groups joined, and parted, as people decided; a decision to part wins."""
    named = pl.concat([decisions["person_code"], decisions["other_person_code"]]).unique()
    touched = grouped.filter(pl.col("person_code").is_in(named.implode()))["leading_code"].unique()
    rows = grouped.filter(pl.col("leading_code").is_in(touched.implode()))
    leader = dict(rows.select("person_code", "leading_code").iter_rows())
    members: dict[str, set[str]] = {}
    for code, leading in leader.items():
        members.setdefault(leading, set()).add(code)
    apart = _pairs(decisions.filter(~pl.col("same_person")), leader)
    for one, other in sorted(apart):
        if leader[one] == leader[other]:  # the smaller code keeps the rest, the other stands alone
            members[leader[other]].discard(other)
            leader[other], members[other] = other, {other}
    for one, other in sorted(_pairs(decisions.filter("same_person"), leader)):
        joined = members[leader[one]] | members[leader[other]]
        if not any({a, b} <= joined for a, b in apart):
            leader |= dict.fromkeys(joined, min(joined))
            members[min(joined)] = joined
    changed = pl.DataFrame(list(leader.items()), schema=["person_code", "decided_code"], orient="row")
    return grouped.join(
        changed.cast(pl.String), on="person_code", how="left", maintain_order="left"
    ).with_columns(leading_code=pl.coalesce("decided_code", "leading_code"))


def _pairs(decisions: pl.DataFrame, known: Container[str]) -> set[tuple[str, str]]:
    """Pairs of known codes, the smaller one first."""
    rows = decisions.select("person_code", "other_person_code").iter_rows()
    return {
        (min(pair), max(pair))
        for pair in rows
        if pair[0] != pair[1] and pair[0] in known and pair[1] in known
    }
