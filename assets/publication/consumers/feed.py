"""How a consumer follows tag_change: two reference followers, pure.

Belongs here: applying edits, in the order (publication_id, sequence), to a copy. A consumer may copy these.
Does not belong here: producing the edits (`staging.py`) or transporting them.
"""

import polars as pl

from assets.publication.history.splice import coalesce
from assets.publication.history.timelines import FAR_FUTURE, TAG_ASSIGNMENT, conform

_KEY = list(TAG_ASSIGNMENT.key)
_HISTORY = (*TAG_ASSIGNMENT.key, *TAG_ASSIGNMENT.attributes, "valid_from", "valid_to")


def follow_current(copy: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """The current tags after the changes of one publication: key and attributes, one row per key.

    Only changes without an end (`effective_to` null) speak of the current state.
    """
    lasting = changes.filter(pl.col("effective_to").is_null())
    removed = lasting.filter(pl.col("change") == "removed").select(_KEY)
    added = lasting.filter(pl.col("change") == "added").select(copy.columns)
    return pl.concat([copy.join(removed, on=_KEY, how="anti"), added])


def follow_history(copy: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """The whole history after the changes of one publication: key, attributes, valid_from, valid_to (null).

    Within [effective_from, effective_to) what was removed is cut out and what was added put in.
    """
    copy = copy.with_columns(pl.col("valid_to").fill_null(FAR_FUTURE))
    edits = changes.with_columns(pl.col("effective_to").fill_null(FAR_FUTURE))
    gone = edits.filter(pl.col("change") == "removed").select(*_KEY, "effective_from", "effective_to")
    touched = copy.join(gone, on=_KEY, how="semi")
    pieces = [copy.join(gone, on=_KEY, how="anti"), _cut(touched, gone)]
    come = edits.filter(pl.col("change") == "added")
    pieces.append(come.rename({"effective_from": "valid_from", "effective_to": "valid_to"}))
    joined = coalesce(pl.concat(conform(piece, _HISTORY) for piece in pieces), TAG_ASSIGNMENT)
    return joined.with_columns(pl.col("valid_to").replace(FAR_FUTURE, None))


def _cut(intervals: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """Cut the spans of `gone` out of intervals of the same keys."""
    edges = (
        pl.concat(
            [
                gone.select(*_KEY, edge="effective_from"),
                gone.select(*_KEY, edge="effective_to"),
                intervals.select(*_KEY, edge="valid_from"),
                intervals.select(*_KEY, edge="valid_to"),
            ]
        )
        .unique()
        .sort(*_KEY, "edge")
    )
    spans = edges.with_columns(end=pl.col("edge").shift(-1).over(_KEY)).drop_nulls("end")
    parts = intervals.join(spans, on=_KEY).filter(
        (pl.col("edge") >= pl.col("valid_from")) & (pl.col("end") <= pl.col("valid_to"))
    )
    inside = parts.join(gone, on=_KEY).filter(
        (pl.col("edge") >= pl.col("effective_from")) & (pl.col("end") <= pl.col("effective_to"))
    )
    return (
        parts.join(inside, on=[*_KEY, "edge"], how="anti")
        .with_columns(valid_from="edge", valid_to="end")
        .drop("edge", "end")
    )
