"""How right the registry is on the sample district, whose truth is known: persons and dwellings, pure.

Belongs here: counting pairs of codes, whole people and dwellings against the truth, by kind of planted error.
Does not belong here: reading truth and registry (`sample_scoring`), scoring other people's labelled files
(`assets/registry/linkage/benchmark`, `assets/registry/addresses/scoring.py`).

Precision is the right ones among those found, recall among those to be found; null where there are none.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

ALL = "all"
_SHARES = (
    (pl.col("right") / pl.col("found")).fill_nan(None).alias("precision"),
    (pl.col("right") / pl.col("wanted")).fill_nan(None).alias("recall"),
)


@dataclass(frozen=True)
class PersonScore:
    """by_kind, by_document: kind, wanted, found, right, precision, recall; of pairs of codes, `ALL` first.

    A pair is of the kinds of both its rows. wanted: pairs of codes of one person; found: that have one id;
    right: both. A kind of people who must not be joined has no pair wanted. whole: the same of people with
    several codes: wanted are such people, found such ids, right those whose codes are exactly one person's.
    """

    by_kind: pl.DataFrame
    by_document: pl.DataFrame
    whole: pl.DataFrame


def score_persons(truth: pl.DataFrame, found: pl.DataFrame) -> PersonScore:
    """Score which codes are one person.

    Args:
        truth: person_code (unique), person, planted and document (null for none), of the sample.
        found: person_code (unique), found_id: equal where the registry holds codes for one person. A code
            that is not there was found to be nobody else's.

    """
    rows = truth.join(found, on="person_code", how="left")
    wanted, joined = _pairs(rows, "person"), _pairs(rows, "found_id")
    pairs = wanted.with_columns(is_wanted=True).join(
        joined.with_columns(is_found=True), on=["a", "b"], how="full", coalesce=True
    )
    pairs = pairs.with_columns(pl.col("is_wanted", "is_found").fill_null(False))
    return PersonScore(
        _by_kind(pairs, rows, "planted"), _by_kind(pairs, rows, "document"), _whole_people(rows)
    )


def score_dwellings(truth: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Score in which dwelling households live whose record gives an address instead of a code.

    Args:
        truth: household_code (unique), dwelling_code, form (null where the record has the code) and
            is_to_be_matched, of the sample.
        found: household_code (unique), dwelling_code: null where none was found.

    Returns:
        form (`ALL` first), households, wanted, found, right, precision, recall. An address that tells no one
        dwelling is not wanted, and a dwelling found for it is wrong.

    """
    answer = found.select("household_code", answer="dwelling_code")
    rows = truth.drop_nulls("form").join(answer, on="household_code", how="left")
    wanted = pl.col("is_to_be_matched")
    right = wanted & (pl.col("answer") == pl.col("dwelling_code")).fill_null(False)
    rows = rows.select("form", wanted=wanted, found=pl.col("answer").is_not_null(), right=right)
    every = pl.concat([rows.with_columns(form=pl.lit(ALL)), rows.sort("form")])
    counts = every.group_by("form", maintain_order=True).agg(
        households=pl.len(),
        wanted=pl.col("wanted").sum(),
        found=pl.col("found").sum(),
        right=pl.col("right").sum(),
    )
    return counts.with_columns(*_SHARES)


def _pairs(rows: pl.DataFrame, same: str) -> pl.DataFrame:
    """Return the pairs of codes, the smaller first, that have one value in a column: a, b."""
    several = rows.drop_nulls(same).filter(pl.col(same).is_duplicated()).select("person_code", same)
    return (
        several.join(several, on=same, suffix="_other")
        .filter(pl.col("person_code") < pl.col("person_code_other"))
        .select(a="person_code", b="person_code_other")
    )


def _by_kind(pairs: pl.DataFrame, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    kinds = rows.drop_nulls(column).select("person_code", kind=column)
    of_either = pl.concat(
        [pairs.join(kinds, left_on=end, right_on="person_code") for end in ("a", "b")]
    ).unique()
    every = pl.concat([pairs.with_columns(kind=pl.lit(ALL)), of_either])
    counts = every.group_by("kind").agg(
        wanted=pl.col("is_wanted").sum(),
        found=pl.col("is_found").sum(),
        right=(pl.col("is_wanted") & pl.col("is_found")).sum(),
    )
    named = pl.concat([pl.DataFrame({"kind": [ALL]}), kinds.select(pl.col("kind").unique().sort())])
    return (
        named.join(counts, on="kind", how="left", maintain_order="left")
        .with_columns(pl.col("wanted", "found", "right").fill_null(0))
        .with_columns(*_SHARES)
    )


def _whole_people(rows: pl.DataFrame) -> pl.DataFrame:
    of_person = pl.len().over("person")
    of_id = pl.when(pl.col("found_id").is_not_null()).then(pl.len().over("found_id")).otherwise(1)
    both = pl.len().over("person", "found_id")
    counted = rows.select("person", "found_id", of_person=of_person, of_id=of_id, both=both)
    exact = (pl.col("both") == pl.col("of_person")) & (pl.col("both") == pl.col("of_id"))
    return counted.select(
        wanted=pl.col("person").filter(pl.col("of_person") > 1).n_unique(),
        found=pl.col("found_id").filter(pl.col("of_id") > 1).n_unique(),
        right=pl.col("person").filter(exact & (pl.col("of_person") > 1)).n_unique(),
    ).with_columns(*_SHARES)
