from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.publication.history.effective_state import History
from assets.publication.history.revision import Comparison, revise
from assets.publication.history.splice import splice
from assets.publication.history.timelines import FAR_FUTURE, TAG_ASSIGNMENT, TAG_UNKNOWN, Timeline, empty
from tests.assets.publication.histories import DATES, DAYS, Day, from_scratch, held, unknown


def publish(table: pl.DataFrame, timeline: Timeline, before, after, on: date) -> pl.DataFrame:
    revision = revise(timeline, Comparison(History(before), History(after), on))
    touched = table.join(revision.touched, on=list(timeline.key), how="semi")
    open_ended = touched.filter(pl.col("valid_to") >= on)
    untouched = table.join(open_ended, on=[*timeline.key, "valid_from"], how="anti")
    return pl.concat([untouched, splice(open_ended, revision)])


def rows(table: pl.DataFrame) -> set[tuple]:
    return set(table.with_columns(valid_to=pl.col("valid_to").replace(FAR_FUTURE, None)).iter_rows())


@pytest.mark.parametrize(("timeline", "definition"), [(TAG_ASSIGNMENT, held), (TAG_UNKNOWN, unknown)])
@settings(max_examples=settings().max_examples * 4)
@given(
    publishes=st.lists(st.tuples(st.sampled_from(DATES), st.one_of(DAYS, DAYS, DAYS, st.none())), min_size=1)
)
def test_any_order_repeat_correction_and_withdrawal_ends_in_the_defined_intervals(
    timeline, definition, publishes
):
    """A day that is None is withdrawn: as if that date had never been published."""
    table = empty(timeline.interval_columns)
    published: dict[date, Day] = {}
    for on, day in publishes:
        after = {date: content for date, content in (published | {on: day}).items() if content is not None}
        if on not in published and on not in after:
            continue
        table = publish(table, timeline, published, after, on)
        published = after
        assert rows(table) == from_scratch(published, definition, timeline.attributes)
        assert table.height == len(rows(table))
