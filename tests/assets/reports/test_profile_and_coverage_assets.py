"""Profile and coverage are made of the stages before them, and show figures and no row of a person."""

import polars as pl
import pytest

from sample_district import CANARIES
from tests.made_once import SCALE
from tests.one_date import OneDate

TABLES = ("coverage", "committee_profile")


def test_every_committee_has_a_row_of_coverage_and_a_profile(one_date: OneDate) -> None:
    frames = one_date.frames
    committees = set(frames["registry/committee"]["committee_code"])
    assert set(frames["reports/coverage"]["committee_code"]) == committees
    profile = frames["reports/committee_profile"]
    assert set(profile["committee_code"]) == committees
    assert set(profile["list_kind"]) == {"feature", "needs", "resources", "services"}


def test_the_samples_figures_are_the_published_ones_in_proportion(one_date: OneDate) -> None:
    """18.07万户上云占49.91%，走访105.4万，解决需求14000余件，约请3570件约92%，问卷5.4万，1区14街镇85网格266居民区。"""
    frames = one_date.frames
    district = frames["reports/district_figure"].filter(
        pl.col("area_level") == "district", pl.col("item") == ""
    )
    found = {
        figure: number
        for figure, period, number in district.select("figure", "period", "number").iter_rows()
        if period != "four_weeks"
    }
    assert (found["streets"], found["grids"], found["committees"]) == (
        14,
        85,
        267,
    )  # with one village committee
    assert found["on_cloud_share"] == pytest.approx(4991, abs=300)
    assert found["households_on_cloud"] == pytest.approx(180_700 * SCALE, rel=0.1)
    assert found["visits"] + found["receptions"] == pytest.approx(1_054_000 * SCALE, rel=0.02)
    assert found["needs_resolved"] == pytest.approx(14_000 * SCALE, rel=0.4)
    assert found["questionnaires"] == pytest.approx(54_000 * SCALE, rel=0.2)


def test_figures_are_numbers_that_can_be_plotted_and_the_chart_is_shown_in_place(one_date: OneDate) -> None:
    frames, told = one_date.frames, one_date.told
    found = told["reports/coverage"]
    assert found["residents"] == frames["registry/resident"].height
    assert 0 < found["on_cloud_share"] < 1
    assert len(found["committees_by_on_cloud_share"]) < 1000
    lists = [
        told["reports/committee_profile"][kind] for kind in ("feature", "needs", "services", "resources")
    ]
    assert sum(lists) == frames["reports/committee_profile"].height


def test_no_value_of_a_person_is_in_them_or_in_the_log(one_date: OneDate) -> None:
    frames, log = one_date.frames, one_date.log
    text = log + "".join(frames[f"reports/{table}"].write_csv() for table in TABLES)
    assert not [value for value in CANARIES if value in text]
