"""Which source rows of one date are one person (一人一档).

Belongs here: grouping the rows of `residents` by document number and by people's decisions, pure. Does not
belong here: which id a person has (`identity`), how likely two rows are one person (`linkage`).

A document number is evidence, not identity: a number that is valid and stands on rows which contradict each
other in name, sex or birth date was written on somebody else's row at least once. Those rows stay apart, and
nobody is looked up by that number.
"""

import polars as pl

from assets.registry.linkage.decisions import effective_decisions
from assets.registry.linkage.groups import Groups

_COMPARED = ("name", "sex", "birth_date")


def persons(
    residents: pl.DataFrame,
    keys: pl.Series,
    clusters: pl.DataFrame | None = None,
    decisions: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return which rows are one person: as people decided, else by their numbers, else by scores.

    Args:
        residents: canonical `residents`: person_code (unique), name, sex, birth_date.
        keys: resident_key of each of them, null without a valid document.
        clusters: record_id (a person code), cluster (another one of the same person), of linkage.
        decisions: `linkage.decisions.COLUMNS`, of person codes.

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
    again = known.select(pl.col("resident_key").is_not_null() & pl.col("resident_key").is_duplicated())
    numbered_again = known.filter(again.to_series())
    wishes = pl.concat([_decided(decisions), _same(_leading_codes(numbered_again)), _same(clusters)])
    grouped = known.join(
        _carried_out(wishes, known["person_code"]), on="person_code", how="left", maintain_order="left"
    ).with_columns(leading_code=pl.coalesce("leading_code", "person_code"))
    shared = (
        grouped.filter(again.to_series())
        .group_by("resident_key")
        .agg(pl.col("leading_code").n_unique())
        .filter(pl.col("leading_code") > 1)
    )
    is_shared = pl.col("resident_key").is_in(shared["resident_key"].implode()).fill_null(False)
    return grouped.with_columns(number_is_shared=is_shared).select(
        "person_code",
        "leading_code",
        "number_is_shared",
        resident_key=pl.when(~pl.col("number_is_shared")).then("resident_key"),
    )


_WISH = pl.Schema({"record_a": pl.String(), "record_b": pl.String(), "same": pl.Boolean()})


def _decided(decisions: pl.DataFrame | None) -> pl.DataFrame:
    return _WISH.to_frame() if decisions is None else effective_decisions(decisions).select(_WISH.names())


def _same(groups: pl.DataFrame | None) -> pl.DataFrame:
    """Each record with the one that its group is named by."""
    if groups is None:
        return _WISH.to_frame()
    record, name = groups.columns
    others = groups.filter(pl.col(record) != pl.col(name)).sort(record)
    return others.select(record_a=name, record_b=record, same=pl.lit(True))


def _carried_out(wishes: pl.DataFrame, codes: pl.Series) -> pl.DataFrame:
    """Return person_code, leading_code of the codes that the wishes name, the strongest wish first."""
    there = wishes.filter(pl.all_horizontal(pl.col("record_a", "record_b").is_in(codes.implode())))
    named = pl.concat([there["record_a"], there["record_b"]]).unique().sort()
    row = {code: place for place, code in enumerate(named)}
    groups = Groups.single(len(named))
    groups.carry_out((row[one], row[two], same) for one, two, same in there.iter_rows())
    leading = [named[groups.of(place)] for place in range(len(named))]
    return pl.DataFrame(
        {"person_code": named, "leading_code": leading},
        schema={"person_code": pl.String, "leading_code": pl.String},
    )


def _leading_codes(numbered_again: pl.DataFrame) -> pl.DataFrame:
    """Return person_code, leading_code of rows whose number stands on several of them."""
    differ = pl.any_horizontal(
        *(pl.col(name).drop_nulls().n_unique().over("resident_key") > 1 for name in _COMPARED)
    )
    # Of a number on contradicting rows, those that agree in everything are one person all the same.
    complete = pl.all_horizontal(*(pl.col(name).is_not_null() for name in _COMPARED))
    return numbered_again.with_columns(differ=differ).select(
        "person_code",
        leading_code=pl.when(~pl.col("differ"))
        .then(pl.col("person_code").min().over("resident_key"))
        .when(complete)
        .then(pl.col("person_code").min().over("resident_key", *_COMPARED))
        .otherwise("person_code"),
    )
