"""Outcomes as they are kept: what is true row by row, what is unknown as one set of tags a subject.

Belongs here: the frames that outcomes are kept in, pure: making them, finding unknown outcomes again,
counting and comparing them. Does not belong here: deciding (`outcome`), what follows from an unknown outcome
(`publication`).

Three quarters of a district's outcomes are unknown, most of them tags of a survey that few were asked. As
rows they are many; as sets there are a few hundred different ones, and who has which is one row a subject.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

KEY = ["subject", "subject_id", "tag_code"]
SUBJECT = ["subject", "subject_id"]
_PLACE = ["street_code", "committee_code"]
_OF_TAG = ["origin", "status", "rule_version", "keep_days", "publish_unknown"]
_TYPES = {
    "subject": pl.String(),
    "subject_id": pl.Int64(),
    "tag_code": pl.String(),
    "value": pl.String(),
    "origin": pl.String(),
    "status": pl.String(),
    "rule_version": pl.Int32(),
    "keep_days": pl.Int32(),
    "publish_unknown": pl.Boolean(),
    "street_code": pl.String(),
    "committee_code": pl.String(),
    "undecided_set": pl.UInt32(),
}


def _schema(*columns: str) -> pl.Schema:
    return pl.Schema({name: _TYPES[name] for name in columns})


SCHEMAS = {
    "true_outcome": _schema(*KEY, "value", "origin", "status", "rule_version", *_PLACE),
    "undecided_subject": _schema(*SUBJECT, *_PLACE, "undecided_set"),
    "undecided_set": _schema("undecided_set", "tag_code", *_OF_TAG),
}
"""The frames by name. true_outcome: one row per key that is true. undecided_subject: one row per subject with
an unknown outcome, and the number of its set. undecided_set: one row per set and tag in it."""
SORTED_BY = {
    "true_outcome": KEY,
    "undecided_subject": [*SUBJECT, *_PLACE],
    "undecided_set": ["undecided_set", "tag_code", *_OF_TAG],
}
"""The key that orders the rows of each frame."""


def numbered_sets(
    lists: pl.DataFrame, tags: pl.DataFrame, number: str = "tag"
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return undecided_subject and undecided_set of subjects whose set is a list of numbers.

    Sets are numbered by what is in them, so equal outcomes give equal frames.

    Args:
        lists: `SUBJECT`, their place and a sorted list `number`.
        tags: `number` and what it stands for.
        number: the name of the column of numbers.

    """
    sets = lists.select(pl.col(number).unique().sort()).with_row_index("undecided_set")
    subjects = lists.join(sets, on=number).select(SCHEMAS["undecided_subject"].names())
    members = sets.explode(number).join(tags, on=number).select(SCHEMAS["undecided_set"].names())
    return subjects.sort(SORTED_BY["undecided_subject"]), members.sort(SORTED_BY["undecided_set"])


def decode(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return outcomes one row each, by key: outcome is true or null; no row means false.

    The other columns are those of the frames; keep_days and publish_unknown are null where it is true.
    """
    true = frames["true_outcome"].with_columns(outcome=pl.lit(True))
    unknown = undecided(frames).with_columns(outcome=pl.lit(None, pl.Boolean))
    return pl.concat([true, unknown], how="diagonal").sort(KEY)


def undecided(frames: Mapping[str, pl.DataFrame], among: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return one row per unknown outcome: its key, place, and what its tag says of it.

    Args:
        frames: undecided_subject and undecided_set.
        among: only of these subjects (columns `SUBJECT`), or only of these keys (columns `KEY`).
    """
    subjects, sets = frames["undecided_subject"], frames["undecided_set"]
    if among is None:
        rows = subjects.join(sets, on="undecided_set")
    elif "tag_code" in among.columns:
        rows = among.select(KEY).join(subjects, on=SUBJECT).join(sets, on=["undecided_set", "tag_code"])
    else:
        rows = subjects.join(among, on=SUBJECT, how="semi").join(sets, on="undecided_set")
    return rows.select(*KEY, *_PLACE, *_OF_TAG)


def unknown_counts(subjects: pl.DataFrame, sets: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return tag_code, columns `by`, unknown Int64: of how many subjects each tag is unknown.

    Args:
        subjects: undecided_set and the columns `by`, one row per subject.
        sets: undecided_set.
    """
    return (
        subjects.group_by("undecided_set", *by)
        .agg(pl.len().cast(pl.Int64).alias("unknown"))
        .join(sets, on="undecided_set")
        .group_by("tag_code", *by)
        .agg(pl.col("unknown").sum())
    )


def differing_unknowns(old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return `KEY` of the unknown outcomes that are in one of two dates only, or not the same in both.

    Sets are compared, not rows: many subjects go from one set to the same other one, which differ in a tag.

    Args:
        old: undecided_subject and undecided_set.
        new: the same of the other date.
    """
    numbers = _same_numbers(old["undecided_set"], new["undecided_set"])
    before, after = (
        frames["undecided_subject"].join(number, on="undecided_set").select(*SUBJECT, *_PLACE, "number")
        for frames, number in zip((old, new), numbers, strict=True)
    )
    both = before.join(after, on=SUBJECT, how="full", coalesce=True, suffix="_after")
    there = pl.col("number").is_not_null() & pl.col("number_after").is_not_null()
    elsewhere = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in _PLACE)
    step = ["number", "number_after", "moved"]
    both = both.select(*SUBJECT, "number", "number_after", moved=there & elsewhere).filter(
        pl.col("number").ne_missing(pl.col("number_after")) | pl.col("moved")
    )
    steps = both.select(step).unique().with_row_index("step")
    tags = _differing_tags(
        steps, *(_members(frames, at) for frames, at in zip((old, new), numbers, strict=True))
    )
    return both.join(steps, on=step, nulls_equal=True).join(tags, on="step").select(KEY)


def _members(frames: Mapping[str, pl.DataFrame], numbers: pl.DataFrame) -> pl.DataFrame:
    """Return number, tag_code and what else a set says of its tags."""
    rows = frames["undecided_set"].join(numbers, on="undecided_set")
    return rows.select("number", "tag_code", *_OF_TAG).unique()


def _differing_tags(steps: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return step and tag_code: the tags that differ between two sets; of who moved, all of both."""
    left = steps.join(before, on="number").select("step", "moved", "tag_code", *_OF_TAG)
    right = steps.join(after, left_on="number_after", right_on="number").select(left.columns)
    same = left.columns
    return pl.concat(
        [
            left.join(right, on=same, how="anti", nulls_equal=True),
            right.join(left, on=same, how="anti", nulls_equal=True),
            *(each.filter("moved") for each in (left, right)),
        ]
    ).select("step", "tag_code").unique()  # fmt: skip


def _same_numbers(*sets: pl.DataFrame) -> list[pl.DataFrame]:
    """Return undecided_set and `number` for each frame: equal where sets have the same tags in them."""
    lists = [
        each.group_by("undecided_set").agg(
            pl.struct("tag_code", *_OF_TAG).sort_by("tag_code", *_OF_TAG).alias("tags")
        )
        for each in sets
    ]
    numbers = pl.concat(each.select("tags") for each in lists).unique().with_row_index("number")
    return [each.join(numbers, on="tags", nulls_equal=True).drop("tags") for each in lists]
