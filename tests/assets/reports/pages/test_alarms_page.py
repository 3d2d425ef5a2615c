"""The page of what is rising says where, what, how many, and what is usual."""

from datetime import date

from assets.problems.trends.handling import HANDLING_SCHEMA
from assets.reports.pages.alarms import alarms_page
from tests.assets.reports.pages.made_pages import HANDLED, RISES, RULES, STREETS

DAY = date(2024, 3, 4)


def test_a_rise_stands_under_its_week_with_what_is_usual() -> None:
    page = alarms_page(RULES, RISES, HANDLED, STREETS, DAY)
    assert "2024-02-26 起一周" in page
    street = page.split("静安寺街道")[1].split("</tr>")[0]
    assert "漏水渗水" in street
    assert "<strong>12</strong>" in street
    assert "&lt;1" in street
    assert "75%" in page


def test_the_district_stands_before_its_streets_by_its_name() -> None:
    page = alarms_page(RULES, RISES, HANDLED, STREETS | {"310106": "静安区"}, DAY)
    assert page.index("静安区 <") < page.index("静安寺街道 <")


def test_without_rises_it_says_so() -> None:
    page = alarms_page(RULES, RISES.clear(), HANDLING_SCHEMA.to_frame(), STREETS, DAY)
    assert "没有异常上升" in page
