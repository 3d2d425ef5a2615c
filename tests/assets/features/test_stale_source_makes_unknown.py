"""Each column of the catalogue is unknown while any source that the catalogue names for it is stale."""

from datetime import date

import pytest

from tests.shipped import shipped_rules

RULES = shipped_rules()
PAIRS = [
    (subject, feature.name, source)
    for subject, features in RULES.features.items()
    for feature in features.values()
    if feature.is_column
    for source in feature.sources
    if subject != "case"
]


@pytest.mark.parametrize(("subject", "column", "source"), PAIRS)
@pytest.mark.parametrize("state", ["late", "missing", "partial", "damaged", "absent"])
def test_a_source_that_is_not_good(facts, subject: str, column: str, source: str, state: str) -> None:
    assert facts(subject, state={source: state})[0][column] is None


@pytest.mark.parametrize(("subject", "column"), sorted({(subject, column) for subject, column, _ in PAIRS}))
def test_it_is_known_while_all_are_good(facts, subject: str, column: str) -> None:
    assert facts(subject)[0][column] is not None


@pytest.mark.parametrize(("days", "known"), [(7, True), (8, False)])
def test_a_good_source_goes_stale_after_its_span(facts, days: int, known: bool) -> None:
    row = facts("household", age={"visits": days})[0]
    assert (row["visits_recorded_from"] is not None) is known


SOURCE_OF_CHANNEL = {
    "reception": "visits", "hotline": "hotline_tickets", "request": "committee_requests",
    "opinion": "public_opinions",
}  # fmt: skip
CAME = date(2024, 1, 10)


@pytest.mark.parametrize("stale", SOURCE_OF_CHANNEL.values())
def test_a_case_is_unknown_while_the_source_that_told_it_is_not_good(facts, stale: str) -> None:
    told = [
        {"case_id": number, "channel": name, "received_on": CAME}
        for number, name in enumerate(SOURCE_OF_CHANNEL)
    ]
    rows = facts("case", case=told, state={stale: "missing"})
    assert [(row["channel"], row["received_on"]) for row in rows] == [
        (None, None) if told_by == stale else (name, CAME) for name, told_by in SOURCE_OF_CHANNEL.items()
    ]


def test_who_followed_up_is_unknown_of_every_case_while_visits_are_not_good(facts) -> None:
    assert facts("case")[0]["follow_up_on"] is not None
    assert facts("case", state={"visits": "late"})[0]["follow_up_on"] is None


@pytest.mark.parametrize(("channel", "known"), [("hotline", True), ("request", False)])
def test_when_a_case_ended_is_unknown_while_the_source_that_told_it_is_not_good(
    facts, channel: str, known: bool
) -> None:
    told = {"case_id": 1, "channel": channel, "received_on": CAME, "closed_on": CAME}
    row = facts("case", case=[told], state={"committee_requests": "partial"})[0]
    assert (row["closed_on"] is not None) is known
