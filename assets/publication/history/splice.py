"""Edits become rows: intervals are cut, replaced and joined again until they are maximal.

Belongs here: the arithmetic of half-open intervals on frames, pure.
Does not belong here: where the intervals come from or go to.
"""

from datetime import date

import polars as pl

from assets.publication.history.revision import Revision
from assets.publication.history.timelines import FAR_FUTURE, Timeline, conform


def splice(existing: pl.DataFrame, revision: Revision) -> pl.DataFrame:
    """The intervals of the touched keys after a revision.

    Returns the same columns; maximal and without overlap.

    Args:
        existing: `timeline.interval_columns` of the touched keys, all that end on or after the revised date
            (valid_to FAR_FUTURE while current).
    """
    timeline = revision.timeline
    key = list(timeline.key)
    if existing.is_empty() and len(revision.spans) == 1:
        return _begun(revision.edits, timeline)
    first, last = revision.spans[0][0], revision.spans[-1][1]
    pieces = [_within(existing, date.min, first), _within(existing, last, FAR_FUTURE)]
    for start, end in revision.spans:
        edits = revision.edits.filter(pl.col("effective_from") == start)
        gone = edits.filter(pl.col("change") == "removed").select(key)
        pieces.append(_within(existing, start, end).join(gone, on=key, how="anti"))
        pieces.append(_begun(edits, timeline))
    joined = coalesce(pl.concat(pieces), timeline)
    if not timeline.carried:
        return joined
    # An interval that now begins at an edge shows what is carried there, not what its cut predecessor had.
    edge = revision.boundary.select(
        *key, "valid_from", *(pl.col(name).alias(f"{name}_at_edge") for name in timeline.carried)
    )
    return joined.join(edge, on=[*key, "valid_from"], how="left").select(
        pl.coalesce(f"{name}_at_edge", name).alias(name) if name in timeline.carried else pl.col(name)
        for name in timeline.interval_columns
    )


def coalesce(
    intervals: pl.DataFrame, timeline: Timeline, start: str = "valid_from", end: str = "valid_to"
) -> pl.DataFrame:
    """Join intervals of one key that meet and have equal attributes; carried columns keep the earliest value.

    A column `change`, where there is one, counts as an attribute, so that edits coalesce like states.
    """
    if intervals.is_empty():
        return intervals
    line = [*timeline.key, *(["change"] if "change" in intervals.columns else [])]
    same = [*line, *timeline.attributes]
    ordered = intervals.sort([*line, start])
    begins = pl.col(start).ne_missing(pl.col(end).shift())
    for column in same:
        begins = begins | pl.col(column).ne_missing(pl.col(column).shift())
    return (
        ordered.with_columns(run=begins.cum_sum())
        .group_by("run", maintain_order=True)
        .agg(pl.exclude("run", end).first(), pl.col(end).last())
        .select(intervals.columns)
    )


def _begun(edits: pl.DataFrame, timeline: Timeline) -> pl.DataFrame:
    """What was added, as intervals."""
    come = edits.filter(pl.col("change") == "added")
    return conform(
        come.rename({"effective_from": "valid_from", "effective_to": "valid_to"}), timeline.interval_columns
    )


def _within(intervals: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    """The parts of `intervals` that lie in [start, end)."""
    return intervals.with_columns(
        valid_from=pl.max_horizontal("valid_from", pl.lit(start)),
        valid_to=pl.min_horizontal("valid_to", pl.lit(end)),
    ).filter(pl.col("valid_from") < pl.col("valid_to"))
