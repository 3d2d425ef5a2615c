from datetime import date
from typing import Any

import polars as pl

from assets.problems.cases import SCHEMA, cases
from assets.publication.schema import problem_case
from tag_rules.engine.model import ProblemLabel

DAY = date(2024, 3, 1)
VISITS = {
    "visit_code": pl.String, "household_id": pl.Int64, "building_id": pl.Int64, "compound_id": pl.Int64,
    "committee_code": pl.String, "visited_on": pl.Date, "channel": pl.Enum(["visit", "reception"]),
}  # fmt: skip


def made(
    labels: tuple[ProblemLabel, ...], *rows: tuple[str, str | None, int | None, int | None, str]
) -> pl.DataFrame:
    notes = pl.DataFrame(
        [row[:2] for row in rows], schema={"visit_code": pl.String, "note": pl.String}, orient="row"
    )
    visits = pl.DataFrame(
        [(c, 1, b, p, "C1", DAY, ch) for c, _, b, p, ch in rows], schema=VISITS, orient="row"
    )
    return cases(labels, notes, visits)


def test_a_visit_with_a_problem_is_a_case_of_its_building(labels: Any) -> None:
    found = made(labels, ("V1", "屋顶漏水，要求维修，希望尽快", 5, 6, "visit"))
    assert found.schema == SCHEMA
    assert found.columns == [column.name for column in problem_case.columns]
    row = found.row(0, named=True)
    assert row == {
        "case_id": "visit-V1", "source": "visit", "received_on": DAY, "closed_on": None,
        "committee_code": "C1", "subject": "building", "subject_id": 5, "request_type": "help",
        "discovery": "active", "label_code": "P0201", "labelled_by": "pattern", "matched_terms": "漏水",
        "status": "open",
    }  # fmt: skip


def test_a_visit_without_a_problem_is_no_case(labels: Any) -> None:
    assert made(
        labels, ("V1", "上门走访，家中情况正常", 5, 6, "visit"), ("V2", None, 5, 6, "visit")
    ).is_empty()


def test_a_case_without_a_building_is_of_the_compound_or_of_nothing(labels: Any) -> None:
    found = made(labels, ("V1", "漏水", None, 6, "reception"), ("V2", "漏水", None, None, "visit"))
    assert found.select("subject", "subject_id", "discovery", "request_type").rows() == [
        ("compound", 6, "passive", None),
        (None, None, "active", None),
    ]
