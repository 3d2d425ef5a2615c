"""A source that is not there says so in every list it should tell, and never "none"."""

import polars as pl
import pytest

from assets.registry.cases import SOURCE_OF_CHANNEL
from assets.reports.committee_profile import NEEDS, SERVICES, SURVEY
from assets.reports.profile_items import MOST_NEEDS
from tag_rules.engine.expression import columns_read
from tests.assets.reports.profiles import DAY, cases, items, requests, source_status, statistic
from tests.shipped import shipped_rules

RULES = shipped_rules()
NOT_WHOLE = pytest.mark.parametrize("state", ["missing", "partial"])


@NOT_WHOLE
@pytest.mark.parametrize("source", SOURCE_OF_CHANNEL.values())
def test_without_one_source_of_problems_no_count_of_them_is_shown(source: str, state: str) -> None:
    told = {"case": cases(("P0201", DAY)), "statistic": statistic(("D029", 7))}
    assert items("needs", source_status=source_status(**{source: state}), **told) == [
        ("D029", 7, 1),
        (f"missing:{source}", None, 2),
    ]


@pytest.mark.parametrize("source", SOURCE_OF_CHANNEL.values())
def test_a_source_that_never_came_is_missing_beside_the_counts_of_the_others(source: str) -> None:
    found = items("needs", case=cases(("P0201", DAY)), source_status=source_status(**{source: "absent"}))
    assert found == [("P0201", 1, 1), (f"missing:{source}", None, 2)]


@pytest.mark.parametrize("state", ["missing", "partial", "late"])
def test_a_survey_that_decides_no_tag_is_missing_beside_the_wants_that_stand(state: str) -> None:
    told = {"case": cases(("P0201", DAY)), "statistic": statistic(("D029", 7))}
    assert items("needs", source_status=source_status(survey_responses=state), **told) == [
        ("D029", 7, 1),
        ("P0201", 1, 2),
        ("missing:survey_responses", None, 3),
    ]


def test_what_is_missing_is_told_after_however_many_needs() -> None:
    many = cases(*((f"P02{number:02d}", DAY) for number in range(1, 16)))
    found = items("needs", case=many, source_status=source_status(survey_responses="missing"))
    assert len(found) == MOST_NEEDS + 1
    assert found[-1] == ("missing:survey_responses", None, MOST_NEEDS + 1)


@NOT_WHOLE
def test_resources_of_a_broken_file_are_not_counted(state: str) -> None:
    found = items("resources", source_status=source_status(committee_resources=state))
    assert found == [("missing:committee_resources", None, 1)]


@NOT_WHOLE
def test_requests_of_a_broken_file_are_not_counted(state: str) -> None:
    told = {"request": requests(("fire", DAY, "resolved")), "statistic": statistic(("M022", 12))}
    found = items("services", source_status=source_status(committee_requests=state), **told)
    assert found == [("M022", 12, 1), ("missing:committee_requests", None, 2)]


def test_a_late_file_is_whole_and_its_rows_count() -> None:
    late = source_status(committee_requests="late", committee_resources="late", hotline_tickets="late")
    assert items("services", request=requests(("fire", DAY, "open")), source_status=late) == [
        ("request:fire", 1, 1),
        ("resolved:fire", 0, 2),
    ]
    assert items("resources", source_status=late) == [("venue", 1, 1)]
    assert items("needs", case=cases(("P0201", DAY)), source_status=late) == [("P0201", 1, 1)]


@pytest.mark.parametrize(("code", "source"), SERVICES.items())
def test_a_roll_that_decides_no_tag_is_missing(code: str, source: str) -> None:
    found = items("services", source_status=source_status(**{source: "late"}))
    assert found == [(f"missing:{source}", None, 1)]


def test_a_source_that_is_not_even_listed_is_missing() -> None:
    listed = source_status().filter(pl.col("source") != "committee_resources")
    assert items("resources", source_status=listed) == [("missing:committee_resources", None, 1)]


@pytest.mark.parametrize(("code", "source"), [*SERVICES.items(), *((code, SURVEY) for code in NEEDS)])
def test_tags_are_told_by_the_sources_of_their_rules(code: str, source: str) -> None:
    tag = RULES.tag(code)
    features = RULES.features[tag.subject]
    read = columns_read(tag.condition) if tag.condition is not None else ()
    assert source in {source for name in read for source in features[name].sources} | (
        {"upstream_tags"} if tag.origin == "upstream" else set()
    )
