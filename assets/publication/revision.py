"""What publishing one date changes in a timeline: edits of the state over spans of time.

Belongs here: comparing the published dates before and after, pure, span by span.
Does not belong here: turning edits into rows of intervals (`splice.py`), the database.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl

from assets.publication.held import Published, state, undecided
from assets.publication.timelines import FAR_FUTURE, TAG_ASSIGNMENT, TAG_UNKNOWN, Timeline, empty


@dataclass(frozen=True)
class Revision:
    """The edits that one publish makes to one timeline.

    spans: consecutive [start, end) of dates, the first starting at the published date; an end of
    FAR_FUTURE is "still current". edits: key, attributes, `change` (removed or added), `effective_from`,
    `effective_to`; one row per key, span and change. touched: keys whose intervals may change, also where
    only a carried column does. boundary: the state after publishing at every edge of a span, of the
    touched keys, with `valid_from`.
    """

    timeline: Timeline
    spans: tuple[tuple[date, date], ...]
    edits: pl.DataFrame
    touched: pl.DataFrame
    boundary: pl.DataFrame


def revise(timeline: Timeline, before: Published, after: Published, snapshot_date: date) -> Revision:
    """The revision that takes `timeline` from the published dates `before` to those `after`.

    The two may differ in `snapshot_date` only, which may also be new or gone. A published date stands until
    the next one, so the first span ends there; later spans follow as long as some key is undecided
    throughout, since only those look back as far as `snapshot_date`.
    """
    later = sorted(day for day in after if day > snapshot_date)
    spans = tuple(pairwise([snapshot_date, *later, FAR_FUTURE]))
    old, new = (_standing(timeline, published, snapshot_date) for published in (before, after))
    compared = [(spans[0], old, new)]
    if timeline in (TAG_ASSIGNMENT, TAG_UNKNOWN):
        compared += _looking_back(timeline, before, after, snapshot_date, spans[1:])
    spans = tuple(span for span, _, _ in compared)
    edits = pl.concat([_difference(timeline, *comparison) for comparison in compared])
    key = list(timeline.key)
    touched = pl.concat(
        [edits.select(key)] + [_carried_differ(timeline, old, new) for _, old, new in compared]
    ).unique()
    edges = [span[0] for span in spans] + [spans[-1][1]]
    boundary = pl.concat(
        [empty((*timeline.state_columns, "valid_from"))]
        + [
            state(timeline, after, edge, touched).with_columns(valid_from=pl.lit(edge))
            for edge in edges
            if edge in after
        ]
    )
    return Revision(timeline, spans, edits, touched, boundary)


def _standing(timeline: Timeline, published: Published, on: date) -> pl.DataFrame:
    """What holds on any date: the state of the last published date up to it."""
    last = max((day for day in published if day <= on), default=None)
    return empty(timeline.state_columns) if last is None else state(timeline, published, last)


def _looking_back(
    timeline: Timeline,
    before: Published,
    after: Published,
    snapshot_date: date,
    spans: tuple[tuple[date, date], ...],
) -> list[tuple[tuple[date, date], pl.DataFrame, pl.DataFrame]]:
    """Comparisons of later spans, of the keys that look back through undecided dates to `snapshot_date`."""
    key = list(timeline.key)
    # Undecided there as before: whoever looks back still looks past this date, so nothing follows from it.
    ways = [undecided(each[snapshot_date]) for each in (before, after) if snapshot_date in each]
    indifferent = ways[0] if len(ways) == 1 else ways[0].join(ways[1], on=key, how="semi")
    compared = []
    looking: pl.DataFrame | None = None
    for span in spans:
        open_keys = undecided(after[span[0]])
        looking = (
            open_keys.join(indifferent, on=key, how="anti")
            if looking is None
            else open_keys.join(looking, on=key, how="semi")
        )
        if looking.is_empty():
            break
        within = looking.filter(pl.col("keep_days") >= (span[0] - snapshot_date).days).select(key)
        compared.append(
            (span, state(timeline, before, span[0], within), state(timeline, after, span[0], within))
        )
    return compared


def _difference(
    timeline: Timeline, span: tuple[date, date], old: pl.DataFrame, new: pl.DataFrame
) -> pl.DataFrame:
    columns = [*timeline.key, *timeline.attributes]
    removed = old.join(new, on=columns, how="anti", nulls_equal=True)
    added = new.join(old, on=columns, how="anti", nulls_equal=True)
    return pl.concat(
        frame.select(*columns, *timeline.carried).with_columns(
            change=pl.lit(change), effective_from=pl.lit(span[0]), effective_to=pl.lit(span[1])
        )
        for change, frame in (("removed", removed), ("added", added))
    )


def _carried_differ(timeline: Timeline, old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Keys that keep their attributes but not their carried columns: no edit, yet a row may show it."""
    if not timeline.carried:
        return empty(timeline.key)
    return new.join(old, on=list(timeline.state_columns), how="anti", nulls_equal=True).select(timeline.key)
