from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.problems.cases import LABEL_SCHEMA, SCHEMA, cases
from assets.publication.store.schema import problem_case
from assets.registry.cases import CHANNELS
from tag_rules.engine.model import RuleSet

DAY = date(2024, 3, 1)
LEAK = "屋顶漏水，要求维修，希望尽快"
PLACE = {"building_id": 5, "compound_id": 6, "committee_code": "C1"}
TEXTS: dict[str, dict[str, Any]] = {
    "visits": {"visit_code": pl.String, "note": pl.String, "need_resolved": pl.Boolean},
    "hotline_tickets": {
        "ticket_code": pl.String, "text": pl.String,
        "request_type": pl.Enum(["consultation", "help", "complaint", "report", "suggestion", "praise"]),
    },
    "committee_requests": {
        "request_code": pl.String, "topic": pl.String, "department": pl.String,
        "status": pl.Enum(["open", "resolved", "returned"]),
    },
    "public_opinions": {"opinion_code": pl.String, "text": pl.String},
    "survey_responses": {"response_code": pl.String, "other_need": pl.String},
}  # fmt: skip
IDS: dict[str, Any] = {"building_id": pl.Int64, "compound_id": pl.Int64, "committee_code": pl.String}
REGISTRY: dict[str, dict[str, Any]] = {
    "visit": {
        "visit_code": pl.String, **IDS, "visited_on": pl.Date, "channel": pl.Enum(["visit", "reception"]),
    },
    "case": {
        "case_id": pl.Int64, "case_code": pl.String, "channel": CHANNELS,
        "received_on": pl.Date, "closed_on": pl.Date, **IDS,
    },
    "survey": {"resident_id": pl.Int64, "response_code": pl.String, "answered_on": pl.Date},
    "resident": {"resident_id": pl.Int64, "committee_code": pl.String},
    "committee": {"committee_id": pl.Int64, "street_code": pl.String, "committee_code": pl.String},
    "building": {"building_id": pl.Int64, "street_code": pl.String, "committee_code": pl.String},
    "compound": {"compound_id": pl.Int64, "street_code": pl.String, "committee_code": pl.String},
    "inspection": {
        "inspection_code": pl.String, "subject": pl.String, "subject_id": pl.Int64, "item": pl.String,
        "result": pl.String, "inspected_on": pl.Date,
    },
}  # fmt: skip
VISIT = {"visit_code": "V1", "visited_on": DAY, "channel": "visit", **PLACE}
CASE = {"case_id": 9, "received_on": DAY, **PLACE}
RECEPTION = {**CASE, "case_code": "visit-V2", "channel": "reception"}
TICKET = {**CASE, "case_code": "hotline-T1", "channel": "hotline"}
OPINION = {**CASE, "case_code": "opinion-M1", "channel": "opinion"}
REQUEST = {
    "case_id": 9, "case_code": "request-Q1", "channel": "request", "received_on": DAY, "committee_code": "C1",
}  # fmt: skip


def made(rule_set: RuleSet, **rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows.setdefault("committee", [{"committee_id": 7, "street_code": "S1", "committee_code": "C1"}])
    frames = {
        table: pl.DataFrame(rows.get(table, []), schema=schema)
        for table, schema in {**TEXTS, **REGISTRY}.items()
    }
    found, labels = cases(rule_set, frames, frames)
    assert (found.schema, labels.schema) == (SCHEMA, LABEL_SCHEMA)
    first = labels.filter(pl.col("rank") == 1).select("case_id", "label_code")
    assert first.rows() == found.drop_nulls("label_code").select("case_id", "label_code").rows()
    assert found.columns == [column.name for column in problem_case.columns]
    return found.to_dicts()


def test_a_visit_with_a_problem_is_a_case_of_its_building(rule_set: Any) -> None:
    row = made(rule_set, visits=[{"visit_code": "V1", "note": LEAK}], visit=[VISIT])[0]
    assert row == {
        "case_id": "visit-V1", "source": "visit", "received_on": DAY, "closed_on": None,
        "committee_code": "C1", "subject": "building", "subject_id": 5, "request_type": "help",
        "discovery": "active", "label_code": "P0201", "labelled_by": "pattern",
        "matched_terms": "屋顶;屋顶漏;漏;漏水", "status": "closed", "case_number": None,
        "street_code": "S1", "department": None, "outcome": None,
    }  # fmt: skip


@pytest.mark.parametrize("note", ["上门走访，家中情况正常", None])
def test_a_visit_without_a_problem_is_no_case(rule_set: Any, note: str | None) -> None:
    assert made(rule_set, visits=[{"visit_code": "V1", "note": note}], visit=[VISIT]) == []


@pytest.mark.parametrize("case", [RECEPTION, TICKET, REQUEST, OPINION])
def test_every_reception_ticket_request_and_opinion_has_a_number(rule_set: Any, case: Any) -> None:
    (row,) = made(rule_set, case=[case])
    assert (row["case_id"], row["case_number"], row["source"]) == (case["case_code"], 9, case["channel"])
    assert (row["label_code"], row["labelled_by"], row["matched_terms"]) == (None, None, None)


def test_each_source_is_labelled_by_its_own_text(rule_set: Any) -> None:
    rows = made(
        rule_set,
        visits=[{"visit_code": "V2", "note": LEAK}],
        hotline_tickets=[{"ticket_code": "T1", "text": LEAK, "request_type": "report"}],
        committee_requests=[{"request_code": "Q1", "topic": LEAK, "status": "open"}],
        public_opinions=[{"opinion_code": "M1", "text": LEAK}],
        case=[RECEPTION, TICKET, REQUEST, OPINION],
    )
    said = [
        (row["source"], row["label_code"], row["request_type"], row["discovery"], row["subject"])
        for row in rows
    ]
    assert said == [
        ("hotline", "P0201", "report", "passive", "building"),
        ("opinion", "P0201", "help", "passive", "building"),
        ("request", "P0201", "help", "active", "committee"),
        ("reception", "P0201", "help", "passive", "building"),
    ]


@pytest.mark.parametrize(
    ("place", "subject"),
    [
        ({}, ("building", 5)),
        ({"building_id": None}, ("compound", 6)),
        ({"building_id": None, "compound_id": None}, ("committee", 7)),
        ({"building_id": None, "compound_id": None, "committee_code": None}, (None, None)),
    ],
)
def test_a_case_is_of_the_smallest_place_known(rule_set: Any, place: Any, subject: Any) -> None:
    (row,) = made(rule_set, case=[{**TICKET, **place}])
    assert (row["subject"], row["subject_id"]) == subject


def test_a_case_that_nothing_is_known_of_is_not_shown(rule_set: Any) -> None:
    assert made(rule_set, case=[{"case_id": 9, "case_code": "hotline-T1"}]) == []


@pytest.mark.parametrize(
    ("resolved", "outcome", "status"),
    [(True, "resolved", "closed"), (False, "open", "open"), (None, None, "closed")],
)
def test_a_visit_or_reception_is_open_while_its_need_is_and_an_empty_need_is_none(
    rule_set: Any, resolved: Any, outcome: str | None, status: str
) -> None:
    told = [{"visit_code": code, "note": LEAK, "need_resolved": resolved} for code in ("V1", "V2")]
    rows = made(rule_set, visits=told, visit=[VISIT], case=[RECEPTION])
    assert [(row["outcome"], row["status"]) for row in rows] == [(outcome, status)] * 2


def test_a_reception_with_a_routine_note_is_no_case(rule_set: Any) -> None:
    received = {**VISIT, "channel": "reception"}
    told = [{"visit_code": "V1", "note": "上门走访，家中情况正常", "need_resolved": None}]
    assert made(rule_set, visits=told, visit=[received]) == []
    told[0]["note"] = LEAK
    (row,) = made(rule_set, visits=told, visit=[received])
    assert (row["source"], row["label_code"], row["case_number"]) == ("reception", "P0201", None)


def test_a_ticket_is_closed_on_its_day(rule_set: Any) -> None:
    (row,) = made(rule_set, case=[{**TICKET, "closed_on": DAY}])
    assert (row["status"], row["closed_on"]) == ("closed", DAY)


@pytest.mark.parametrize(
    ("status", "shown"), [("open", "open"), ("resolved", "closed"), ("returned", "closed")]
)
def test_a_request_ends_resolved_or_returned(rule_set: Any, status: str, shown: str) -> None:
    told = [{"request_code": "Q1", "topic": None, "department": "civil_affairs", "status": status}]
    (row,) = made(rule_set, committee_requests=told, case=[REQUEST])
    assert (row["status"], row["outcome"], row["department"]) == (shown, status, "civil_affairs")
