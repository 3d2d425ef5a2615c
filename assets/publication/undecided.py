"""Unknown outcomes as they are kept: of every subject one set of tags, undecided together.

Belongs here: taking outcomes apart into the frames that a content keeps, and finding unknown ones again,
pure. Does not belong here: what follows from an unknown outcome (`held.py`).

Three quarters of a district's outcomes are unknown, most of them tags of a survey that few were asked. As
rows they are many; as sets there are a few hundred different ones, and who has which is one row a subject.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from assets.publication.timelines import TAG_ASSIGNMENT

KEY = list(TAG_ASSIGNMENT.key)
SUBJECT = ["subject", "subject_id"]
_PLACE = ["street_code", "committee_code"]
_OF_TAG = ["origin", "status", "rule_version", "keep_days", "publish_unknown"]
# What is kept, by frame, with the key that orders its rows.
KEPT = {
    "true_outcome": KEY,
    "undecided_subject": [*SUBJECT, *_PLACE],
    "undecided_set": ["undecided_set", "tag_code", *_OF_TAG],
}
_TRUE = [*KEY, "value", "origin", "status", "rule_version", *_PLACE]


def taken_apart(outcome: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """Return the frames of `KEPT` for outcomes (docs/data-model.md, 4), true ones unread.

    true_outcome: one row per key that is true. undecided_subject: subject, subject_id, its place, and the
    number of a set; one row per subject with an unknown outcome. undecided_set: one row per set and tag in
    it. Sets are numbered by what is in them, so equal outcomes give equal frames.
    """
    unknown = outcome.filter(pl.col("outcome").is_null())
    of_tag = ["tag_code", *_OF_TAG]
    tags = unknown.select(of_tag).unique().collect(engine="streaming").sort(of_tag)
    tags = tags.with_row_index("tag").cast({"tag": pl.UInt16})
    subjects = (
        unknown.join(tags.lazy(), on=of_tag, nulls_equal=True)
        .group_by(*SUBJECT, *_PLACE)
        .agg(pl.col("tag").sort())
        .collect(engine="streaming")
    )
    sets = subjects.select(pl.col("tag").unique().sort()).with_row_index("undecided_set")
    return {
        "true_outcome": outcome.filter("outcome").select(_TRUE),
        "undecided_subject": subjects.join(sets, on="tag").drop("tag").lazy(),
        "undecided_set": sets.explode("tag").join(tags, on="tag").drop("tag").lazy(),
    }


def undecided(frames: Mapping[str, pl.DataFrame], among: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return one row per unknown outcome: its key, place, and what its tag says of it.

    `frames`: undecided_subject and undecided_set. `among`: only of these subjects (columns `SUBJECT`), or
    only of these keys (columns `KEY`).
    """
    subjects, sets = frames["undecided_subject"], frames["undecided_set"]
    if among is None:
        found = subjects.join(sets, on="undecided_set")
    elif "tag_code" in among.columns:
        found = among.select(KEY).join(subjects, on=SUBJECT).join(sets, on=["undecided_set", "tag_code"])
    else:
        found = subjects.join(among, on=SUBJECT, how="semi").join(sets, on="undecided_set")
    return found.select(*KEY, *_PLACE, *_OF_TAG)


def with_other_sets(old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return `SUBJECT` of everyone who is not undecided about the same, or lives elsewhere, in the other."""
    numbers = _same_numbers(old["undecided_set"], new["undecided_set"])
    ours, theirs = (
        frames["undecided_subject"].join(number, on="undecided_set").select(*SUBJECT, *_PLACE, "number")
        for frames, number in zip((old, new), numbers, strict=True)
    )
    columns = ours.columns
    return pl.concat(
        [
            ours.join(theirs, on=columns, how="anti", nulls_equal=True).select(SUBJECT),
            theirs.join(ours, on=columns, how="anti", nulls_equal=True).select(SUBJECT),
        ]
    ).unique()


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
