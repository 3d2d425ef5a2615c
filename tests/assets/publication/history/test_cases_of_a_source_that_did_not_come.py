"""A file that did not come does not say that its cases are over: they stand as they were last told."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assets.publication.history.carried_cases import MISSING_CASE_SOURCES, carried_cases
from assets.publication.release.gate import decide
from assets.publication.release.publish import publish
from assets.publication.release.staging import stage
from tests.assets.publication.histories import Day
from tests.assets.publication.publishing import NOW, PASSED, content, frames

DATES = [date(2024, 3, 1) + timedelta(days=day) for day in range(4)]
SOURCES = ("visit", "reception", "hotline", "request")
Told = Mapping[str, str]
"""The cases of one date: status by case_id, whose first part is the source."""


def day_frames(on: date, told: Told, untold: tuple[str, ...] = ()) -> dict[str, pl.DataFrame]:
    """All frames of a date without a tag, with these cases and without these sources of cases."""
    made = frames(on, Day({}))
    one = made["problem_case"]
    made["problem_case"] = pl.concat(
        [
            one.with_columns(case_id=pl.lit(case), source=pl.lit(case.split("-")[0]), status=pl.lit(status))
            for case, status in told.items()
        ]
        or [one.clear()]
    )
    made[MISSING_CASE_SOURCES] = pl.DataFrame({"source": sorted(untold)}, schema={"source": pl.String})
    return made


def published(database, store: Path, on: date, told: Told, *untold: str) -> dict[str, str]:
    """Publish a date; returns the status of every case that is published then."""
    staged = stage(database, store, on, day_frames(on, told, untold), "rules-1", NOW)
    decide(database, staged.staging_version, PASSED, NOW)
    publish(database, on, "run", NOW)
    return dict(content(database, "problem_case", ("case_id", "status")))


FIRST, SECOND, THIRD, _ = DATES


def test_they_stay_until_the_source_is_there_again(database, tmp_path) -> None:
    published(database, tmp_path, FIRST, {"hotline-1": "open", "hotline-2": "open", "request-1": "open"})
    without = published(database, tmp_path, SECOND, {"request-2": "open"}, "hotline")
    assert without == {"hotline-1": "open", "hotline-2": "open", "request-2": "open"}
    assert published(database, tmp_path, THIRD, {"hotline-2": "closed"}) == {"hotline-2": "closed"}


def test_a_part_of_a_source_adds_and_corrects_and_takes_nothing_away(database, tmp_path) -> None:
    published(database, tmp_path, FIRST, {"hotline-1": "open", "hotline-2": "open"})
    told = published(database, tmp_path, SECOND, {"hotline-2": "closed", "hotline-3": "open"}, "hotline")
    assert told == {"hotline-1": "open", "hotline-2": "closed", "hotline-3": "open"}


def test_an_earlier_date_published_later_brings_the_cases_that_the_newest_lacks(database, tmp_path) -> None:
    assert published(database, tmp_path, SECOND, {"request-1": "open"}, "hotline") == {"request-1": "open"}
    both = published(database, tmp_path, FIRST, {"hotline-1": "open"})
    assert both == {"hotline-1": "open", "request-1": "open"}
    corrected = published(database, tmp_path, FIRST, {"hotline-1": "closed"})
    assert corrected == {"hotline-1": "closed", "request-1": "open"}


def test_an_earlier_date_does_not_show_where_the_newest_has_all_sources(database, tmp_path) -> None:
    published(database, tmp_path, SECOND, {"request-1": "open"})
    assert published(database, tmp_path, FIRST, {"hotline-1": "open"}) == {"request-1": "open"}


cases_of_a_date = st.dictionaries(
    st.builds("{}-{}".format, st.sampled_from(SOURCES), st.integers(1, 3)),
    st.sampled_from(("open", "closed")),
)
days = st.lists(
    st.tuples(cases_of_a_date, st.sets(st.sampled_from(SOURCES))), min_size=1, max_size=len(DATES)
)


class Frames(dict[str, pl.DataFrame]):
    """A snapshot of frames in memory."""

    def frame(self, table: str) -> pl.DataFrame:
        return self[table]


@given(days)
def test_they_are_what_told_day_after_day_leaves(told: list[tuple[Told, set[str]]]) -> None:
    history, stand = {}, dict[str, str]()
    for on, (cases, untold) in zip(DATES, told, strict=False):
        history[on] = Frames(day_frames(on, cases, tuple(untold)))
        kept = {case: status for case, status in stand.items() if case.split("-")[0] in untold}
        stand = kept | dict(cases)
        found = carried_cases(history, on)
        assert dict(found.select("case_id", "status").iter_rows()) == stand
        assert found.height == len(stand)
