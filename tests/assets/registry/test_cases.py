"""Receptions, tickets, requests and opinions get ids of their own; a visit does not."""

from datetime import date

PLACES = {
    "compounds": [{"compound_code": "P1", "committee_code": "C2"}],
    "buildings": [{"building_code": "B1"}],
    "dwellings": [{"dwelling_code": "D1"}],
    "households": [{"household_code": "H1", "dwelling_code": "D1"}],
}
RECEPTION = {"visit_code": "V1", "household_code": "H1", "channel": "reception", "need_resolved": False}
VISIT = {"visit_code": "V2", "household_code": "H1"}
TICKET = {"ticket_code": "T1", "closed_on": date(2024, 2, 9), "building_code": "B1", "committee_code": "C2"}
REQUEST = {"request_code": "Q1", "resolved_on": date(2024, 2, 8)}
ALL = {
    **PLACES,
    "visits": [RECEPTION, VISIT],
    "hotline_tickets": [TICKET],
    "committee_requests": [REQUEST],
}


def test_each_case_has_an_id_its_dates_and_its_place(registry) -> None:
    made = registry(**ALL)
    found = made.frames["case"].drop("street_code", "grid_code")
    assert found.columns == [
        "case_id", "case_code", "channel", "received_on", "closed_on", "household_id", "building_id",
        "compound_id", "committee_code",
    ]  # fmt: skip
    first = date(2024, 2, 1)
    assert found.sort("case_code").drop("case_id").rows() == [
        ("hotline-T1", "hotline", first, date(2024, 2, 9), None, 1, 1, "C2"),
        ("request-Q1", "request", first, date(2024, 2, 8), None, None, None, "C1"),
        ("visit-V1", "reception", first, None, 1, 1, 1, "C1"),
    ]
    assert found["case_id"].to_list() == [1, 2, 3]
    assert {code: made.id("case", code) for code in found["case_code"]} == dict(
        found.select("case_code", "case_id").iter_rows()
    )


def test_a_case_keeps_its_id(registry) -> None:
    before = registry(**ALL)
    new = {"ticket_code": "T0"}
    after = registry(before.register, **{**ALL, "hotline_tickets": [new, TICKET]})
    of_before, of_after = (
        dict(made.frames["case"].select("case_code", "case_id").rows()) for made in (before, after)
    )
    assert of_after == {**of_before, "hotline-T0": 4}


def test_cases_of_a_source_that_is_not_whole_are_still_there_with_nothing_known(registry) -> None:
    before = registry(**ALL)
    whole = {"visits", "committee_requests"}
    without = {name: rows for name, rows in ALL.items() if name != "hotline_tickets"}
    found = registry(before.register, whole, **without).frames["case"]
    assert found["case_id"].to_list() == [1, 2, 3]
    nothing = found.filter(case_code="hotline-T1").select("channel", "received_on", "committee_code")
    assert nothing.row(0) == (None, None, None)
    assert sorted(found["channel"].drop_nulls()) == ["reception", "request"]


def test_a_case_that_a_whole_source_no_longer_has_is_gone(registry) -> None:
    before = registry(**ALL)
    without = {name: rows for name, rows in ALL.items() if name != "hotline_tickets"}
    found = registry(before.register, **without).frames["case"]
    assert sorted(found["case_code"]) == ["request-Q1", "visit-V1"]


def test_an_opinion_is_of_the_building_and_compound_that_it_names(registry) -> None:
    written = {"opinion_code": "M1", "building_code": "B1", "replied_on": date(2024, 2, 3)}
    made = registry(**{**PLACES, "public_opinions": [written]}).frames["case"]
    found = made.select("case_code", "channel", "received_on", "closed_on", "building_id", "compound_id")
    assert found.rows() == [("opinion-M1", "opinion", date(2024, 2, 1), date(2024, 2, 3), 1, 1)]
    assert made["committee_code"].to_list() == ["C1"] and made["household_id"].null_count() == 1


def test_a_reception_without_a_need_is_no_case(registry) -> None:
    made = registry(**{**ALL, "visits": [{**RECEPTION, "need_resolved": None}]})
    assert sorted(made.frames["case"]["case_code"]) == ["hotline-T1", "request-Q1"]
