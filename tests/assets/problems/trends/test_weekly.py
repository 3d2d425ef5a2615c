"""Cases become weekly counts of whole weeks, by district, street, committee and compound."""

from datetime import timedelta

import polars as pl

from assets.problems.trends.weekly import weekly
from tests.assets.problems.trends.series_of_cases import cases, week


def test_every_area_has_its_series_and_a_week_that_is_not_over_does_not_count() -> None:
    told = pl.concat([cases([1, 2, 0, 3, 9]), cases([1, 1, 1], committee="310106013001")])
    found = weekly(told, week(4) + timedelta(days=5))
    counts = {
        (level, area): list(found.counts[at]) for at, (level, area, _) in enumerate(found.keys.iter_rows())
    }
    assert found.weeks == (week(1), week(2), week(3))
    assert counts["district", "310106"] == [3, 1, 3]
    assert counts["street", "310106012"] == [2, 0, 3]
    assert counts["committee", "310106013001"] == [1, 1, 0]
    assert counts["compound", "7"] == [3, 1, 3]
    assert weekly(told, week(4) + timedelta(days=6)).weeks[-1] == week(4)


def test_notes_of_visits_and_cases_without_a_label_do_not_count() -> None:
    told = cases([2, 2, 2, 2])
    visits = told.with_columns(source=pl.lit("visit"))
    other = told.with_columns(label_code=pl.lit("P0000"))
    assert weekly(pl.concat([visits, other]), week(5)).keys.is_empty()
    assert weekly(told.clear(), week(5)).keys.is_empty()


def test_weeks_before_a_source_is_recorded_do_not_count_as_quiet() -> None:
    requests = cases([1] * 100).with_columns(source=pl.lit("request"))
    hotline = cases([0] * 40 + [5] * 60)
    found = weekly(pl.concat([requests, hotline]), week(100))
    assert found.weeks[0] == week(41)
    district = found.keys.with_row_index().filter(area_level="district")["index"].item()
    assert set(found.counts[district]) == {6}


def test_a_source_that_begins_is_no_rise() -> None:
    hotline = cases([5] * 100)
    begins = cases([0] * 90 + [4] * 10).with_columns(source=pl.lit("request"))
    found = weekly(pl.concat([hotline, begins]), week(100))
    assert found.weeks[0] == week(1)
    assert set(found.counts.flatten()) == {5}


def test_a_case_with_a_mistyped_date_is_no_beginning() -> None:
    hotline = cases([0] * 50 + [5] * 50)
    mistyped = cases([1])
    assert weekly(pl.concat([mistyped, hotline]), week(100)).weeks[0] == week(51)
