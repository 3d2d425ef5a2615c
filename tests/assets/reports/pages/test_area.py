"""A committee's page has its four lists, its tags with what is undecided, its ledgers and its records."""

import re
from datetime import date

import polars as pl
import pytest

from assets.reports.pages.area import area_pages
from assets.reports.statistics import SCHEMA
from tests.assets.reports.pages.made_areas import COMMITTEE, STREET, made_facts
from tests.assets.reports.pages.made_pages import RULES, STREETS

DAYS = [date(2024, 3, 1), date(2024, 3, 2)]


@pytest.fixture(scope="module")
def page() -> str:
    rows = [
        (day, "committee", COMMITTEE, code, "resident", count, unknown, count is None)
        for day in DAYS
        for code, count, unknown in (("M017", 12, 3), ("M018", None, 4), ("D029", 6, 190))
    ]
    statistic = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return dict(area_pages(made_facts(statistic, DAYS[1], STREETS), RULES))[f"{COMMITTEE}.html"]


def _cells(page: str, code: str) -> list[str]:
    tags = page.split('<table class="tags">')[1]
    row = tags.split(f'<a href="{code}.html">')[1].split("</tr>")[0]
    return [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]


def test_what_is_undecided_stands_beside_every_count(page: str) -> None:
    assert _cells(page, "M017")[:3] == ["12", "3 (2%)", "0"]
    assert _cells(page, "M018")[0] == "未显示 hidden"


def test_a_count_of_a_few_of_many_is_marked(page: str) -> None:
    assert _cells(page, "D029")[1] == "190 (95%)"
    assert page.count('class="n mostly"') == 1


def test_the_lists_name_their_items(page: str) -> None:
    lists = page.split('<div class="lists">')[1].split("台账")[0]
    told = ("助餐需求", "缺少：需求问卷", "12人表示需要，没有设施", "场地", "向绿化的约请")  # by rank
    assert sorted(told, key=lists.index) == list(told)


def test_it_leads_to_its_street(page: str) -> None:
    assert f'<a href="{STREET}.html">静安寺街道</a>' in page


def test_cases_of_earlier_years_stand_beside_this_years(page: str) -> None:
    history = page.split("历年诉求")[1].split("</table>")[0]
    row = next(row for row in history.split("<tr>") if "物业管理" in row)
    assert re.findall(r'<td class="n">(\d+)</td>', row) == ["8", "3"]
    assert "未归类" in history


def test_the_source_of_cases_is_told(page: str) -> None:
    row = next(row for row in page.split("历年诉求")[1].split("<tr>") if "民意直通车" in row)
    assert re.findall(r'<td class="n">(\d+)</td>', row) == ["0", "2"]


def test_an_unusual_rise_is_told(page: str) -> None:
    assert "9 cases in the week of 2024-03-02, usually about 2;" in page
