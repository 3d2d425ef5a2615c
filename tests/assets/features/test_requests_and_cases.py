"""Open requests of a committee, and the first visit after somebody came to the office."""

from datetime import date

import pytest

CAME = date(2024, 1, 10)


def case(number: int = 1, household: int | None = 1) -> dict[str, object]:
    return {"case_id": number, "channel": "reception", "received_on": CAME, "household_id": household}


def visit(day: date, household: int = 1, channel: str = "visit") -> dict[str, object]:
    return {"visit_code": str(day), "household_id": household, "visited_on": day, "channel": channel}


@pytest.mark.parametrize(
    ("visits", "followed"),
    [
        ([visit(date(2024, 1, 12)), visit(date(2024, 1, 11))], date(2024, 1, 11)),
        ([visit(CAME)], None),
        ([visit(date(2024, 1, 9))], None),
        ([visit(date(2024, 1, 12), household=2)], None),
        ([visit(date(2024, 1, 12), channel="reception")], None),
        ([], None),
    ],
)
def test_the_first_visit_on_a_later_day_follows_up(facts, visits, followed) -> None:
    assert facts("case", case=[case()], visit=visits)[0]["follow_up_on"] == followed


@pytest.mark.parametrize(
    ("resolved", "is_open"),
    [([False], True), ([True], False), ([None], False), ([True, False], True), ([], None)],
)
def test_a_need_is_open_while_one_of_that_day_is_not_resolved(facts, resolved, is_open) -> None:
    receptions = [visit(CAME, channel="reception") | {"need_resolved": each} for each in resolved]
    assert facts("case", case=[case()], visit=receptions)[0]["need_is_open"] is is_open


def test_a_visit_is_no_reception(facts) -> None:
    visited = [visit(CAME) | {"need_resolved": False}]
    assert facts("case", case=[case()], visit=visited)[0]["need_is_open"] is None


def test_every_case_has_a_row_with_or_without_a_household(facts) -> None:
    cases = [case(2, None), case(1), {"case_id": 3}]
    rows = facts("case", case=cases, visit=[visit(date(2024, 1, 12))])
    assert [(row["subject_id"], row["channel"]) for row in rows] == [
        (1, "reception"), (2, "reception"), (3, None),
    ]  # fmt: skip


def test_requests_neither_resolved_nor_returned_are_open(facts) -> None:
    requests = [
        {"committee_code": "C1", "status": status, "requested_on": date(2024, 1, day)}
        for day, status in ((1, "resolved"), (2, "returned"), (4, "open"), (3, "open"))
    ]
    row = facts("committee", request=requests)[0]
    assert (row["open_requests"], row["oldest_open_request_on"]) == (2, date(2024, 1, 3))


def test_a_committee_without_requests_has_none_open(facts) -> None:
    row = facts("committee", request=[])[0]
    assert (row["open_requests"], row["oldest_open_request_on"]) == (0, None)
    assert facts("committee", state={"committee_requests": "late"})[0]["open_requests"] is None
