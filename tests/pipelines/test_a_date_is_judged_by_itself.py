"""What a date changes is held against who had the tag on that date, whatever is published after it."""

from datetime import date

import pytest

from pipelines.checks import run_checks
from tests.assets.publication.histories import Day, outcome
from tests.assets.publication.publishing import publish_day, stage_day

FIRST, BETWEEN, NEWEST = (date(2024, 3, number) for number in (1, 2, 4))
TOLERANCES = ("change_within_tolerance", "residents_within_tolerance")


def tagged(people: range, unknown: range = range(0)) -> Day:
    """A date on which some have the tag, of others it is unknown, and all of them live here."""
    rows = {("resident", number, "M034"): outcome() for number in people}
    rows |= {("resident", number, "M034"): outcome(None) for number in unknown}
    return Day(rows, {number: {} for _, number, _ in rows})


def failed(database, store, on: date, day: Day) -> dict[str, str | None]:
    """The tolerances that staging a date would exceed, with what was seen."""
    results = run_checks(database, stage_day(database, store, on, day).staging_version)
    return {each.check_name: each.observed_value for each in results if not each.passed}


@pytest.mark.usefixtures("expectations_importable")
def test_what_later_dates_keep_of_it_is_no_news_of_the_date(database, tmp_path) -> None:
    """On the newest date most are unknown: once an earlier one is known, they keep the tag on both."""
    publish_day(database, tmp_path, NEWEST, tagged(range(48), range(48, 244)))
    assert failed(database, tmp_path, BETWEEN, tagged(range(244))) == {}


@pytest.mark.usefixtures("expectations_importable")
def test_a_broken_file_of_an_earlier_date_is_found(database, tmp_path) -> None:
    """Nothing of it would be seen on the newest date."""
    for on in (FIRST, NEWEST):
        publish_day(database, tmp_path, on, tagged(range(100)))
    seen = failed(database, tmp_path, BETWEEN, tagged(range(20)))
    assert {name: str(value).split("; ")[-1] for name, value in seen.items()} == {
        "change_within_tolerance": "tag_code M034 held 100 gained -80",
        "residents_within_tolerance": "held 100 gone 80",
    }
