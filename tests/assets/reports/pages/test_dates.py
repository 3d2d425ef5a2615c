"""The list of dates says the newest first, and which pages each date lacks."""

import json
from datetime import date

from assets.reports.pages.dates import dates_script, newest_page

OLD, NEW = date(2024, 3, 1), date(2024, 3, 2)


def _said(script: str) -> dict[str, list[str]]:
    return json.loads(script.removeprefix("var PUBLISHED_DATES = ").removesuffix(";\n"))


def test_dates_stand_newest_first_with_what_they_lack() -> None:
    said = _said(dates_script({OLD: {"index.html"}, NEW: {"index.html", "M017.html"}}))
    assert list(said.items()) == [("2024-03-02", []), ("2024-03-01", ["M017.html"])]


def test_the_first_page_leads_to_the_newest_date() -> None:
    assert "2024-03-02/index.html" in newest_page([NEW, OLD])
