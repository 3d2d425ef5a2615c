"""Pages of areas draw how well records fit over the published dates, and nothing of hidden counts."""

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from assets.reports.pages.area import area_pages
from assets.reports.pages.area_facts import Facts
from assets.reports.pages.area_quality import committee_rates, quality_lines
from assets.reports.statistics import SCHEMA
from tests.assets.reports.pages.made_areas import COMMITTEE, QUIET, STREET, made_facts
from tests.assets.reports.pages.made_pages import RULES, STREETS

DAYS = [date(2024, 3, day) for day in (1, 2, 3, 4)]
THIRD = "310106010003"


@pytest.fixture(scope="module")
def facts() -> Facts:
    """Two committees of 90 households on four dates; the second date of the first one is hidden."""
    counts = {
        COMMITTEE: {
            "household": [90, 90, 90, 90],
            "household_matched": [40, None, 50, 60],
            "dwelling": [80, 80, 80, 80],
            "dwelling_empty": [9, 0, 7, 0],  # an item that is nowhere has no row
            "dwelling_over_occupied": [7, 7, 7, None],
        },
        QUIET: {"household": [90, 90, 90, 90], "household_matched": [80, 81, 82, 83]},
        THIRD: {"household": [90, 90, 90, 90], "household_matched": [6, 6, 6, None]},
    }
    rows = [
        (day, "committee", area, item, count, count is None)
        for area, items in counts.items()
        for item, values in items.items()
        for day, count in zip(DAYS, values, strict=True)
        if count != 0
    ]
    statistic = pl.DataFrame(
        [(day, "committee", COMMITTEE, "M017", "resident", 12, 0, False) for day in DAYS],
        schema=SCHEMA,
        orient="row",
    )
    made = made_facts(statistic, DAYS[-1], STREETS)
    quality = pl.DataFrame(rows, schema=made.quality.schema, orient="row")
    third = replace(made.areas[QUIET], code=THIRD, name="居民区003")
    return replace(made, quality=quality, areas={**made.areas, THIRD: third})


def test_an_item_has_its_count_its_share_and_its_course(facts: Facts) -> None:
    line = next(line for line in quality_lines(facts, COMMITTEE) if line.item == "household_matched")
    assert (line.count, line.share) == (60, pytest.approx(60 / 90))
    assert line.drawing is not None
    assert line.drawing.label == "2024-03-01: 40; 2024-03-03: 50; 2024-03-04: 60"


def test_a_hidden_count_breaks_the_course_and_has_no_share(facts: Facts) -> None:
    lines = {line.item: line for line in quality_lines(facts, COMMITTEE)}
    hidden = lines["dwelling_over_occupied"]
    assert (hidden.count, hidden.share) == (None, None)
    matched = lines["household_matched"].drawing
    assert matched is not None
    assert [len(line.split()) for line in matched.lines] == [2]  # the first date stands alone


def test_what_is_nowhere_on_a_date_is_none_there(facts: Facts) -> None:
    empty = next(line for line in quality_lines(facts, COMMITTEE) if line.item == "dwelling_empty")
    assert (empty.count, empty.share) == (0, 0.0)
    assert empty.drawing is not None
    assert empty.drawing.label.endswith("2024-03-02: 0; 2024-03-03: 7; 2024-03-04: 0")


def test_the_street_has_most_to_mend_first_and_hidden_ones_last(facts: Facts) -> None:
    assert [row.area.code for row in committee_rates(facts, STREET)] == [COMMITTEE, QUIET, THIRD]


def test_both_stand_on_the_pages(facts: Facts) -> None:
    pages = dict(area_pages(facts, RULES))
    quality = pages[f"{COMMITTEE}.html"].split("数据质量")[1]
    row = next(row for row in quality.split("<tr>") if "已匹配到房屋的户" in row)
    assert "66.7%" in row and '<svg class="spark"' in row
    rates = pages[f"{STREET}.html"].split('<table id="rates" class="rates">')[1]
    assert re.findall(r'<a href="(\d+)\.html">', rates) == [COMMITTEE, QUIET, THIRD]
    assert "66.7%" in rates
